"""`python -P -m benchmarks.collections [--passages 10000] [--catalog URL]`: how fast one is indexed and searched.

The passages are made of the words of benchmarks/prose.txt, drawn as often as they stand there, so that the index has
frequent and rare words; vectors are random, since only their number and size matter here. Beside the index, the naive
ways: every passage of the catalog is read and counted for each query, and every vector is compared in plain Python.
"""

import argparse
import asyncio
import os
import random
import resource
import struct
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from domain.collections.collection import Collection, NewDocument, ReadDocument
from domain.collections.embedding import PassageVector, content_of
from domain.collections.searching import CollectionSearch
from domain.retrieve.ranking import Ranking
from domain.retrieve.source import Block, BlockKind, Passage, SourceRef, SourceSummary, SourceType

PROSE = Path(__file__).parent / "prose.txt"
IN_A_DOCUMENT, WORDS, SIZE, QUERIES, NAIVE = 50, 120, 512, 200, 5
MODEL = "bench:random"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Drawn:
    """Passages, queries and vectors, the same in every run."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        self._words = PROSE.read_text().split()
        # Names and terms of documents: each stands in few of them, as they do in papers and minutes.
        self._rare = [f"{a}{b}" for a in ("tel", "mar", "osk", "vin", "qua", "ber") for b in range(2000)]

    def passage(self, position: int) -> Passage:
        words = [self._random.choice(self._words) for _ in range(WORDS - 4)] + self._random.choices(self._rare, k=4)
        block = Block(kind=BlockKind.PARAGRAPH, text=" ".join(words))
        return Passage(id=f"s1-p{position:04}", source=1, blocks=(block,))

    def query(self) -> str:
        return " ".join(self._random.choices(self._words, k=5) + self._random.choices(self._rare, k=1))

    def vector(self) -> bytes:
        values = [self._random.gauss(0, 1) for _ in range(SIZE)]
        length = sum(each * each for each in values) ** 0.5
        return struct.pack(f"<{SIZE}f", *(each / length for each in values))


async def main(passages: int, url: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/catalog.db"
        await migrate(url)
        catalog = await open_catalog(url)
        try:
            await measure(catalog, passages)
        finally:
            await catalog.collections.delete("bench", owner="local")
            await catalog.close()


async def measure(catalog: Catalog, count: int) -> None:
    drawn = Drawn()
    await catalog.collections.add(Collection(collection_id="bench", name="Bench", created_at=NOW, updated_at=NOW))
    documents = [[drawn.passage(at + 1) for at in range(IN_A_DOCUMENT)] for _ in range(count // IN_A_DOCUMENT)]
    began = time.perf_counter()
    for number, passages in enumerate(documents):
        name = f"d{number}"
        new = NewDocument(document_id=name, source=SourceRef(type=SourceType.TEXT, name=name))
        await catalog.collections.add_documents("bench", [new], job_id="bench", at=NOW)
        summary = SourceSummary(index=1, title=name, words=WORDS * len(passages))
        read = ReadDocument(content="0" * 64, summary=summary, passages=tuple(passages))
        await catalog.passages.replace("bench", name, read, at=NOW)
    spent = time.perf_counter() - began
    print(f"indexed {count:,} passages of {len(documents)} documents in {spent:.1f} s: {count / spent:,.0f} a second")
    search = CollectionSearch(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    await timed("full text", catalog, search, drawn, vectors=False)
    began, after = time.perf_counter(), 0
    while lacking := await catalog.vectors.without_vectors("bench", MODEL, after=after, limit=1000):
        new_vectors = [PassageVector(number, content_of(str(number)), drawn.vector()) for number, _ in lacking]
        await catalog.vectors.add("bench", MODEL, new_vectors)
        after = lacking[-1][0]
    print(f"stored {count:,} vectors of {SIZE} numbers in {time.perf_counter() - began:.1f} s, drawing them included")
    await catalog.collections.use_embeddings("bench", MODEL, at=NOW)
    await timed("full text and embeddings", catalog, search, drawn, vectors=True)
    await naive(catalog, drawn)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, memory at most {peak:.0f} MB")


async def timed(what: str, catalog: Catalog, search: CollectionSearch, drawn: Drawn, *, vectors: bool) -> None:
    """One search after another, from the row of the collection to the passages with their documents."""
    spent = []
    for _ in range(QUERIES):
        query, vector = drawn.query(), drawn.vector() if vectors else None
        began = time.perf_counter()
        collection = await catalog.collections.get("bench", owner="local")
        assert collection is not None
        order = await search.ranked(collection, query, vector=vector, limit=100)
        found = await catalog.passages.passages("bench", [number for number, _ in order[:10]])
        await catalog.collections.some_documents("bench", [each.document_id for each in found])
        spent.append(1000 * (time.perf_counter() - began))
    print(
        f"search, {what}: first {spent[0]:.0f} ms, p50 {median(spent):.0f} ms, "
        f"p95 {quantiles(spent, n=20)[-1]:.0f} ms, at most {max(spent):.0f} ms over {QUERIES} queries"
    )


async def naive(catalog: Catalog, drawn: Drawn) -> None:
    spent = []
    for _ in range(NAIVE):
        query, began, texts, after = drawn.query(), time.perf_counter(), [], None
        while page := await catalog.passages.of_documents("bench", after=after, limit=1000):
            texts += [each.passage.text for each in page]
            after = (page[-1].document_id, page[-1].position)
        scores = Ranking(texts).scores(query)
        sorted(range(len(scores)), key=lambda number: -scores[number])[:10]
        spent.append(1000 * (time.perf_counter() - began))
    print(f"naive, every passage read and counted for each query: p50 {median(spent):,.0f} ms over {NAIVE} queries")
    rows = [struct.unpack(f"<{SIZE}f", drawn.vector()) for _ in range(1000)]
    query_row, began = rows[0], time.perf_counter()
    sorted(range(len(rows)), key=lambda at: -sum(a * b for a, b in zip(rows[at], query_row, strict=True)))[:10]
    spent_here = 1000 * (time.perf_counter() - began)
    print(f"naive, vectors compared in plain Python: {spent_here:.0f} ms for 1,000 of them")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--catalog", help="a PostgreSQL database for the purpose; default: SQLite in a temporary file")
    given = parser.parse_args()
    asyncio.run(main(given.passages, given.catalog))
