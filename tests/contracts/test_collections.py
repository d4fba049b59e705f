"""Collections, their documents and the index over their passages, on every database."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from adapters.catalog.catalog import Catalog
from adapters.fake.embeddings import FakeEmbedder
from domain.collections.collection import (
    Collection,
    DocumentFault,
    DocumentStatus,
    NewDocument,
    ReadDocument,
    Totals,
)
from domain.collections.embedding import PassageVector, content_of
from domain.collections.ports import CollectionExists
from domain.collections.searching import CollectionSearch, query_terms
from domain.retrieve.source import Block, BlockKind, Locator, Passage, SourceRef, SourceSummary, SourceType

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def collection(collection_id: str = "c1", **values: object) -> Collection:
    given = {"collection_id": collection_id, "name": "Tides", "created_at": T0, "updated_at": T0}
    return Collection.model_validate({**given, **values})


def new(document_id: str, name: str = "notes.txt") -> NewDocument:
    return NewDocument(document_id=document_id, source=SourceRef(type=SourceType.FILE, name=name))


def read(texts: Sequence[str], *, title: str = "Notes", language: str = "en", content: str = "a" * 64) -> ReadDocument:
    passages = tuple(
        Passage(
            id=f"s1-p{at:04}",
            source=1,
            locator=Locator(page=at, headings=("Part",)),
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),),
        )
        for at, text in enumerate(texts, start=1)
    )
    words = sum(len(text.split()) for text in texts)
    summary = SourceSummary(index=1, title=title, language=language, words=words)
    return ReadDocument(content=content, summary=summary, passages=passages)


async def indexed(catalog: Catalog, document_id: str, texts: Sequence[str], *, within: str = "c1") -> None:
    assert await catalog.collections.add_documents(within, [new(document_id)], job_id="j1", at=T0)
    assert await catalog.passages.replace(within, document_id, read(texts), at=T0)


async def found(catalog: Catalog, query: str, *, within: str = "c1", limit: int = 10) -> list[str]:
    search = CollectionSearch(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    searched = await catalog.collections.get(within, owner="local")
    assert searched is not None
    return [each.passage.passage.text for each in (await search.search(searched, query, limit=limit)).found]


async def test_collections_are_their_owners(catalog: Catalog) -> None:
    for n in range(3):
        await catalog.collections.add(collection(f"c{n}"))
    await catalog.collections.add(collection("other", owner="another"))
    with pytest.raises(CollectionExists):
        await catalog.collections.add(collection("c1", name="again"))
    assert await catalog.collections.get("c1", owner="local") == collection("c1")
    assert await catalog.collections.get("c1", owner="another") is None
    first, cursor = await catalog.collections.page(owner="local", limit=2, cursor=None)
    rest, end = await catalog.collections.page(owner="local", limit=2, cursor=cursor)
    assert [each.collection_id for each in (*first, *rest)] == ["c2", "c1", "c0"] and end is None
    assert not await catalog.collections.delete("c1", owner="another")
    assert await catalog.collections.delete("c1", owner="local")
    assert not await catalog.collections.delete("c1", owner="local")


async def test_documents_wait_are_indexed_fail_and_are_added_again(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    assert not await catalog.collections.add_documents("gone", [new("d")], job_id="j1", at=T0)
    assert await catalog.collections.add_documents("c1", [new("d1"), new("d2")], job_id="j1", at=T0)
    waiting = await catalog.collections.document("c1", "d1")
    assert waiting is not None and (waiting.status, waiting.name) == (DocumentStatus.WAITING, "notes.txt")
    assert await catalog.passages.replace("c1", "d1", read(["One two three."]), at=T0)
    fault = DocumentFault(code="no_usable_text", message="It is empty.")
    await catalog.collections.fail_document("c1", "d2", fault)
    listed, cursor = await catalog.collections.documents("c1", limit=10, cursor=None)
    assert [(each.document_id, each.status, each.passages, each.fault) for each in listed] == [
        ("d2", DocumentStatus.FAILED, 0, fault),
        ("d1", DocumentStatus.INDEXED, 1, None),
    ]
    assert cursor is None
    totals = await catalog.collections.totals(["c1", "nothing"])
    assert totals == {"c1": Totals(documents=2, indexed=1, failed=1, passages=1, words=3, language="en")}
    await catalog.collections.add_documents("c1", [new("d1"), new("d2")], job_id="j2", at=T0)
    again = await catalog.collections.some_documents("c1", ["d1", "d2", "d3"])
    assert {each.document_id: (each.status, each.job_id, each.content[:1]) for each in again.values()} == {
        "d1": (DocumentStatus.INDEXED, "j2", "a"),
        "d2": (DocumentStatus.WAITING, "j2", ""),
    }


async def test_what_was_removed_while_it_was_read_is_not_indexed(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await catalog.collections.add_documents("c1", [new("d1")], job_id="j1", at=T0)
    assert await catalog.collections.remove_document("c1", "d1", at=T0)
    assert not await catalog.collections.remove_document("c1", "d1", at=T0)
    assert not await catalog.passages.replace("c1", "d1", read(["One two three."]), at=T0)
    assert await found(catalog, "two") == []


async def test_search_prefers_the_rare_word_and_stays_in_its_collection(catalog: Catalog) -> None:
    await catalog.collections.add(collection("c1"))
    await catalog.collections.add(collection("c2"))
    common = [f"The harbour at low water, seen on morning {n} of the survey." for n in range(20)]
    await indexed(catalog, "d1", [*common, "The harbour fills when the moon pulls at the sea."])
    await indexed(catalog, "d2", ["The moon over another harbour."], within="c2")
    assert (await found(catalog, "harbour moon"))[0] == "The harbour fills when the moon pulls at the sea."
    assert len(await found(catalog, "harbour moon", limit=50)) == 21
    assert await found(catalog, "moons", within="c2") == ["The moon over another harbour."]
    assert await found(catalog, "submarine") == []


async def test_a_word_of_thousands_of_passages_does_not_hide_a_rare_one(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", [f"Morning {n} at the harbour." for n in range(2100)])
    await indexed(catalog, "d2", ["Dew and night at the harbour.", "Dew at the quay."])
    assert await found(catalog, "harbour dew night", limit=2) == [
        "Dew and night at the harbour.",
        "Dew at the quay.",
    ]
    assert len(await found(catalog, "harbour", limit=30)) == 30


async def test_languages_without_spaces_are_found(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", ["潮汐是由月亮的引力引起的。", "面包师早上揉面团。", "น้ำขึ้นน้ำลงเกิดจากดวงจันทร์"])
    assert await found(catalog, "月亮引力") == ["潮汐是由月亮的引力引起的。"]
    assert (await found(catalog, "ดวงจันทร์"))[:1] == ["น้ำขึ้นน้ำลงเกิดจากดวงจันทร์"]


HOSTILE = (
    '"', "'", '" OR "', "a* NEAR(b c)", "words : moon", "scope:c2 OR moon", "-moon", "NOT moon", "moon AND", "^moon",
    "{moon", "moon) OR (1=1", "'; DROP TABLE passages; --", "a & b | !c", ":*", "\\", "moon\0sea", "\U0001f319 moon",
    "ﷺ ½ ² ſ ǅ", "%s :scope :most", "e\u0301", "a" * 5000, "moon " * 900,
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
async def test_no_character_of_a_query_commands(catalog: Catalog, query: str) -> None:
    await catalog.collections.add(collection("c1"))
    await catalog.collections.add(collection("c2"))
    await indexed(catalog, "d1", ["The moon pulls at the sea."])
    await indexed(catalog, "d2", ["Secret moon of another collection."], within="c2")
    answer = await found(catalog, query)
    assert answer in ([], ["The moon pulls at the sea."])
    assert ("moon" in query_terms(query)) == (answer != [])
    assert await found(catalog, "moon") == ["The moon pulls at the sea."]


async def test_a_document_that_changed_replaces_what_was_found_of_it(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", ["The moon pulls at the sea.", "The sun helps."])
    before = await catalog.collections.get("c1", owner="local")
    assert await catalog.passages.replace("c1", "d1", read(["Wind drives the waves."], content="b" * 64), at=T0)
    after = await catalog.collections.get("c1", owner="local")
    assert before is not None and after is not None and after.revision > before.revision
    assert await found(catalog, "moon sun") == []
    assert await found(catalog, "wind") == ["Wind drives the waves."]


async def test_deleting_leaves_nothing_to_be_found(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", ["The moon pulls at the sea."])
    await indexed(catalog, "d2", ["A moon of Jupiter."])
    assert await catalog.collections.remove_document("c1", "d1", at=T0)
    assert await found(catalog, "moon") == ["A moon of Jupiter."]
    assert await catalog.collections.delete("c1", owner="local")
    await catalog.collections.add(collection())
    assert await found(catalog, "moon") == []
    assert await catalog.passages.of_documents("c1", after=None, limit=10) == []


async def test_passages_in_order_page_by_page(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", [f"Passage {n}." for n in range(450)])
    await indexed(catalog, "d2", ["The last."])
    seen: list[tuple[str, int]] = []
    after = None
    while page := await catalog.passages.of_documents("c1", after=after, limit=200):
        seen += [(each.document_id, each.position) for each in page]
        after = seen[-1]
    assert seen == [*(("d1", n) for n in range(1, 451)), ("d2", 1)]


MODEL = "fake:bag"
BAG = FakeEmbedder()


def vector(number: int, text: str) -> PassageVector:
    return PassageVector(number=number, content=content_of(text), vector=BAG.vector(text))


async def nearest(catalog: Catalog, query: str, *, model: str = MODEL, within: str = "c1") -> list[int]:
    now = await catalog.collections.get(within, owner="local")
    assert now is not None
    found = await catalog.vectors.nearest(within, model, BAG.vector(query), revision=now.revision, limit=3)
    return list(found)


async def test_vectors_are_found_by_nearness_and_go_with_their_passages(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", ["The moon pulls.", "Bread and yeast.", "Wind and waves."])
    lacking = await catalog.vectors.without_vectors("c1", MODEL, after=0, limit=2)
    assert [passage.text for _, passage in lacking] == ["The moon pulls.", "Bread and yeast."]
    rest = await catalog.vectors.without_vectors("c1", MODEL, after=lacking[-1][0], limit=2)
    new = [vector(number, passage.text) for number, passage in (*lacking, *rest)]
    await catalog.vectors.add("c1", MODEL, [*new, vector(9999, "A passage that is gone.")])
    assert await catalog.vectors.without_vectors("c1", MODEL, after=0, limit=2) == []
    moon, bread, wind = (each.number for each in new)
    assert (await nearest(catalog, "yeast"))[0] == bread
    assert set(await nearest(catalog, "moon")) == {moon, bread, wind}
    assert await nearest(catalog, "moon", model="fake:other") == []
    assert await catalog.vectors.same_texts(MODEL, [content_of("Wind and waves."), content_of("none")]) == {
        content_of("Wind and waves."): BAG.vector("Wind and waves.")
    }
    await indexed(catalog, "d2", ["More of the moon."])
    assert [passage.text for _, passage in await catalog.vectors.without_vectors("c1", MODEL, after=0, limit=9)] == [
        "More of the moon."
    ]
    assert await catalog.collections.remove_document("c1", "d1", at=T0)
    assert await nearest(catalog, "yeast") == []


async def test_vectors_of_another_model_take_the_place_of_those_before(catalog: Catalog) -> None:
    await catalog.collections.add(collection())
    await indexed(catalog, "d1", ["The moon pulls."])
    [(number, passage)] = await catalog.vectors.without_vectors("c1", MODEL, after=0, limit=9)
    await catalog.vectors.add("c1", MODEL, [vector(number, passage.text)])
    before = await catalog.collections.get("c1", owner="local")
    await catalog.collections.use_embeddings("c1", MODEL, at=T0)
    after = await catalog.collections.get("c1", owner="local")
    assert before is not None and after is not None
    assert (before.embeddings, after.embeddings, after.revision) == ("", MODEL, before.revision + 1)
    await catalog.vectors.add("c1", "fake:other", [vector(number, passage.text)])
    assert await nearest(catalog, "moon") == []
    assert await nearest(catalog, "moon", model="fake:other") == [number]
    assert await catalog.vectors.nearest("c1", "fake:other", b"\0" * 8, revision=99, limit=3) == [], "another size"
