"""What a podcast takes of a collection: about the topic, of all documents, nothing twice, and no more than is asked."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from domain.collections.collection import Collection, NewDocument, ReadDocument
from domain.collections.corpora import CollectionCorpora
from domain.collections.fusion import fused
from domain.collections.identity import new_documents
from domain.retrieve.ports import CollectionChoice
from domain.retrieve.selection import tokens
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceRef, SourceSummary, SourceType

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = tuple(f"word{number}of" for number in range(20))


@pytest.fixture
async def catalog(tmp_path: Path) -> AsyncIterator[Catalog]:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(url)
    opened = await open_catalog(url)
    await opened.collections.add(Collection(collection_id="c", name="Notes", created_at=NOW, updated_at=NOW))
    yield opened
    await opened.close()


async def add(catalog: Catalog, name: str, texts: Sequence[str], *, after: int = 0) -> None:
    new = NewDocument(document_id=name, source=SourceRef(type=SourceType.TEXT, name=name))
    await catalog.collections.add_documents("c", [new], job_id="j", at=NOW + timedelta(seconds=after))
    passages = tuple(
        Passage(id=f"s1-p{at:04}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),))
        for at, text in enumerate(texts, start=1)
    )
    words = sum(len(text.split()) for text in texts)
    summary = SourceSummary(index=1, title=name, words=words)
    await catalog.passages.replace(
        "c", name, ReadDocument(content="0" * 64, summary=summary, passages=passages), at=NOW
    )


def prose(seed: int, *, about: str = "") -> str:
    """Forty words, other ones for each seed."""
    chosen = [f"{WORDS[(seed * 7 + at * (seed % 5 + 1)) % len(WORDS)]}{seed}{at % 9}" for at in range(40)]
    return " ".join([*chosen, about]).strip()


async def taken(catalog: Catalog, *, topic: str | None = None, most: int = 100_000) -> Corpus:
    corpora = CollectionCorpora(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    corpus = await corpora.corpus("c", CollectionChoice(owner="local", topic=topic, tokens=most))
    assert corpus is not None
    return corpus


async def test_what_fits_is_taken_whole_in_the_order_it_came(catalog: Catalog) -> None:
    await add(catalog, "later", [prose(1), prose(2)], after=10)
    await add(catalog, "first", [prose(3)])
    corpus = await taken(catalog)
    assert [each.title for each in corpus.sources] == ["first", "later"]
    assert [each.id for each in corpus.passages] == ["s1-p0001", "s2-p0001", "s2-p0002"]
    assert corpus.relevance == ()


async def test_without_a_topic_it_is_spread_over_all_documents(catalog: Catalog) -> None:
    for number in range(10):
        await add(catalog, f"d{number}", [prose(number * 100 + at) for at in range(20)])
    corpus = await taken(catalog, most=4_000)
    assert sum(tokens(each.text) for each in corpus.passages) <= 4_000
    assert len(corpus.sources) == 10
    counts = [sum(passage.source == source.index for passage in corpus.passages) for source in corpus.sources]
    assert max(counts) - min(counts) <= 1


async def test_a_topic_comes_first_and_its_passages_say_how_relevant_they_are(catalog: Catalog) -> None:
    for number in range(10):
        await add(catalog, f"d{number}", [prose(number * 100 + at) for at in range(20)])
    await add(catalog, "whales", [prose(9000 + at, about=f"whale song of year {at}") for at in range(5)])
    corpus = await taken(catalog, topic="whales that sing", most=1_500)
    about = [passage for passage in corpus.passages if "whale" in passage.text]
    assert len(about) == 5 and len(corpus.passages) > 5, "all of the topic, and some of the rest"
    relevance = dict(zip((each.id for each in corpus.passages), corpus.relevance, strict=True))
    assert all(relevance[each.id] > 0.25 for each in about) and max(relevance.values()) == 1.0


async def test_what_says_the_same_is_taken_once(catalog: Catalog) -> None:
    same = prose(1, about="whale song")
    for number in range(6):
        await add(catalog, f"copy{number}", [f"{same} again{number}"])
    await add(catalog, "other", [prose(2, about="whale song")])
    corpus = await taken(catalog, topic="whale song")
    assert len(corpus.passages) == 2


async def test_a_collection_of_another_or_without_passages_gives_nothing(catalog: Catalog) -> None:
    corpora = CollectionCorpora(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    assert await corpora.corpus("c", CollectionChoice(owner="local", tokens=1000)) is None
    await add(catalog, "d", [prose(1)])
    assert await corpora.corpus("c", CollectionChoice(owner="another", tokens=1000)) is None
    assert await corpora.facts("c", owner="another") is None


def test_orders_are_fused_by_rank_alone() -> None:
    assert [number for number, _ in fused([[1, 2, 3], [3, 4]])] == [3, 1, 2, 4]
    assert fused([[7]]) == [(7, 1 / 61)] and fused([]) == []
    assert [number for number, _ in fused([[2], [1]])] == [1, 2], "equals by number"


def test_a_document_is_its_content_or_its_address() -> None:
    page = SourceRef(type=SourceType.URL, name="a", url="https://example.org/a")
    found = new_documents("c", [page, page.model_copy(update={"name": "b"})])
    assert len(found) == 1 and found[0].source.name == "a"
    assert new_documents("other", [page])[0].document_id != found[0].document_id
