"""`python -P -m benchmarks.retrieval`: how often one of the first five passages answers a question (recall@5).

The documents are docs/ of this repository, the questions (benchmarks/questions.toml) are about docs/adr, in other words
than the texts have. Read, cut and indexed as in any collection. Printed: plain full text (SQLite's own, over the words
as they stand, with Porter's stems), full text as collections have it, embeddings alone, and both fused, which is what a
search gives. Embeddings are those of the local vendor where its model is installed, or of `--embeddings openai:MODEL`
at OPENAI_BASE_URL with OPENAI_API_KEY.
"""

import argparse
import asyncio
import re
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.readers.process import ProcessReader
from adapters.settings import load
from domain.collections.collection import Collection, NewDocument, ReadDocument
from domain.collections.embedding import Embedder, PassageVector, content_of, embedded_text
from domain.collections.searching import CollectionSearch
from domain.retrieve.chunking import chunk
from domain.retrieve.source import Passage, SourceRef, SourceSummary, SourceType
from domain.retrieve.words import count_words
from domain.vendors.declarations import ProviderRole
from domain.vendors.prices import UNCHANGED

ROOT = Path(__file__).parents[1]
QUESTIONS = Path(__file__).with_name("questions.toml")
FIRST = 5
ID = "bench"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Question:
    """`phrase` stands in the passage that answers."""

    def __init__(self, document: str, asked: str, phrase: str) -> None:
        self.document, self.asked, self.phrase = document, asked, phrase

    def answered_by(self, name: str, passage: Passage) -> bool:
        return name == self.document and self.phrase in _one_line(passage.text)


def questions() -> list[Question]:
    listed = tomllib.loads(QUESTIONS.read_text())["documents"]
    return [Question(name, asked, phrase) for name, own in listed.items() for asked, phrase in own.items()]


async def main(named: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/catalog.db"
        await migrate(url)
        catalog = await open_catalog(url)
        try:
            await measure(catalog, await embedder(named))
        finally:
            await catalog.close()


async def measure(catalog: Catalog, model: Embedder | None) -> None:
    await catalog.collections.add(Collection(collection_id=ID, name="docs", created_at=NOW, updated_at=NOW))
    passages = await indexed(catalog)
    asked = questions()
    missing = [each.phrase for each in asked if not any(each.answered_by(*one) for one in passages.values())]
    documents = len({name for name, _ in passages.values()})
    print(f"{len(asked)} questions, {documents} documents, {len(passages)} passages; phrases not found: {missing}")
    collection = await catalog.collections.get(ID, owner="local")
    assert collection is not None
    search = CollectionSearch(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    plain = Plain(passages)
    report("plain full text (FTS5, porter)", asked, passages, [plain.find(each.asked) for each in asked])
    by_words = [await search.ranked(collection, each.asked, vector=None, limit=100) for each in asked]
    report("full text of collections", asked, passages, [[number for number, _ in order] for order in by_words])
    if model is None:
        print("embeddings: no model is installed, and none is named")
        return
    numbers, texts = list(passages), [embedded_text(passage) for _, passage in passages.values()]
    made = await model.embed(texts, question=False, on_progress=_ignored)
    vectors = [PassageVector(n, content_of(text), v) for n, text, v in zip(numbers, texts, made.vectors, strict=True)]
    await catalog.vectors.add(ID, model.name, vectors)
    await catalog.collections.use_embeddings(ID, model.name, at=NOW)
    collection = await catalog.collections.get(ID, owner="local")
    assert collection is not None
    near, both = [], []
    for each in asked:
        [vector] = (await model.embed([each.asked], question=True, on_progress=_ignored)).vectors
        near.append(await catalog.vectors.nearest(ID, model.name, vector, revision=collection.revision, limit=100))
        both.append([n for n, _ in await search.ranked(collection, each.asked, vector=vector, limit=100)])
    report(f"embeddings alone ({model.name})", asked, passages, near)
    report("full text and embeddings, fused", asked, passages, both)


async def indexed(catalog: Catalog) -> dict[int, tuple[str, Passage]]:
    """Every passage by its number, with the name of its document."""
    reader = ProcessReader()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        document = await reader.read(path, media_type="text/markdown", name=path.name, on_progress=_ignored)
        passages = chunk(document, source=1)
        words = count_words("\n".join(each.text for each in passages))
        new = NewDocument(document_id=path.name, source=SourceRef(type=SourceType.TEXT, name=path.name))
        await catalog.collections.add_documents(ID, [new], job_id="bench", at=NOW)
        summary = SourceSummary(index=1, title=path.name, words=words)
        read = ReadDocument(content="0" * 64, summary=summary, passages=passages)
        await catalog.passages.replace(ID, path.name, read, at=NOW)
    found = await catalog.passages.of_documents(ID, after=None, limit=100_000)
    return {each.number: (each.document_id, each.passage) for each in found}


class Plain:
    """What SQLite does without us: the words as they stand, Porter's stems, any of them, BM25."""

    def __init__(self, passages: dict[int, tuple[str, Passage]]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE plain USING fts5(text, tokenize = 'porter unicode61')")
        rows = [(number, passage.text) for number, (_, passage) in passages.items()]
        self._database.executemany("INSERT INTO plain (rowid, text) VALUES (?, ?)", rows)

    def find(self, query: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        found = self._database.execute(
            "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT 100", (words,)
        )
        return [int(number) for (number,) in found]


def report(
    what: str, asked: Sequence[Question], passages: dict[int, tuple[str, Passage]], orders: Sequence[Sequence[int]]
) -> None:
    ranks = [
        next((rank for rank, number in enumerate(order, 1) if each.answered_by(*passages[number])), 0)
        for each, order in zip(asked, orders, strict=True)
    ]
    found = sum(0 < rank <= FIRST for rank in ranks)
    mean = sum(1 / rank for rank in ranks if rank) / len(ranks)
    recall = f"recall@{FIRST} {found / len(ranks):.2f} ({found} of {len(ranks)})"
    print(f"{what:42} {recall}   mean reciprocal rank {mean:.2f}")


async def embedder(named: str) -> Embedder | None:
    from worker.vendors import serve_role  # noqa: PLC0415 - the vendors, once they are needed

    settings = load().model_copy(update={"embeddings": named or None})
    for served in await serve_role(ProviderRole.EMBEDDINGS, settings, UNCHANGED):
        if served.default:
            named_model: Callable[[str], Embedder] = getattr(served.service, "embedder_named")  # noqa: B009
            return named_model("")
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())


async def _ignored(_words: str) -> None:
    """Nothing is shown meanwhile."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embeddings", default="", help="vendor:model; default: the local one, if it is installed")
    asyncio.run(main(parser.parse_args().embeddings))
