"""Full text over passages: FTS5 in SQLite, a tsvector in PostgreSQL.

Both index words as `domain.retrieve.words.terms` gives them, stems and pairs of ideographs, so that they find alike and
languages without spaces are found. A query reaches the database as values or as quoted words: none of its characters is
syntax there.
"""

import math
from collections.abc import Sequence
from itertools import accumulate

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ADD_SQLITE = text("INSERT INTO passage_words (rowid, scope, words) VALUES (:number, :scope, :words)")
_FIND_SQLITE = text(
    """SELECT passages.number FROM passage_words JOIN passages ON passages.number = passage_words.rowid
       WHERE passage_words MATCH :query AND passages.collection_id = :scope
       ORDER BY bm25(passage_words, 0.0, 1.0), passages.number LIMIT :most"""
)
"""The collection is a word of the first column, so that the index itself narrows the search to it."""

_ADD_POSTGRESQL = text(
    """INSERT INTO passage_words (number, words) VALUES (:number,
       to_tsvector('simple'::regconfig, :scope) || to_tsvector('simple'::regconfig, :words))"""
)
_COUNT_POSTGRESQL = "SELECT (SELECT count(*) FROM passages WHERE collection_id = :scope), {counts}"
_HOLDERS = "(SELECT count(*) FROM passage_words WHERE words @@ ({scope} && {term}))"
_FIND_POSTGRESQL = """
    WITH found AS MATERIALIZED (
      SELECT number, {score} AS score FROM passage_words WHERE words @@ ({scope} && ({candidates})))
    SELECT number FROM found JOIN passages USING (number) WHERE collection_id = :scope
    ORDER BY score DESC, number LIMIT :most"""
"""PostgreSQL's own rank counts a frequent word as much as a rare one: each term is weighed as BM25 does, by how many
passages hold it."""
_SCORE = "CAST(:weight{at} AS float8) * ts_rank(words, {term}, 1)"
_QUERY = "plainto_tsquery('simple'::regconfig, :{name})"
"""A constant for the planner, made once: of a column it would be made again for each row."""

CANDIDATES = 2000
"""Passages that PostgreSQL ranks: those of the rarest terms. Where they are as many, a further term stands in a fifth
of 10,000 passages and says little of any."""


class FullText:
    def __init__(self, dialect: str) -> None:
        self._postgresql = dialect == "postgresql"

    async def add(self, connection: AsyncConnection, scope: str, words: Sequence[tuple[int, str]]) -> None:
        """Passages by their numbers, in the transaction that adds them."""
        rows = [{"number": number, "words": each, "scope": scope} for number, each in words]
        await connection.execute(_ADD_POSTGRESQL if self._postgresql else _ADD_SQLITE, rows)

    async def find(self, connection: AsyncConnection, scope: str, terms: Sequence[str], *, limit: int) -> list[int]:
        """Numbers of the passages of a collection that share most with the terms, best first."""
        if not terms:
            return []
        if self._postgresql:
            return await _find_postgresql(connection, scope, terms, limit=limit)
        anyone = " OR ".join(_quoted(term) for term in terms)
        asked = {"query": f"scope : {_quoted(scope)} AND words : ({anyone})", "scope": scope, "most": limit}
        return [int(number) for (number,) in await connection.execute(_FIND_SQLITE, asked)]


async def _find_postgresql(connection: AsyncConnection, scope: str, terms: Sequence[str], *, limit: int) -> list[int]:
    """First how many passages hold each term, then the order of those that hold the rarest ones."""
    values = {f"term{at}": term for at, term in enumerate(terms)} | {"scope": scope}
    inside, queries = _QUERY.format(name="scope"), [_QUERY.format(name=f"term{at}") for at in range(len(terms))]
    counts = ", ".join(_HOLDERS.format(scope=inside, term=one) for one in queries)
    row = (await connection.execute(text(_COUNT_POSTGRESQL.format(counts=counts)), values)).one()
    passages, holders = int(row[0]), [int(one) for one in row[1:]]
    rarest = sorted((at for at, count in enumerate(holders) if count), key=lambda at: holders[at])
    if not rarest:
        return []
    sofar = accumulate(holders[at] for at in rarest)
    chosen = [at for at, count in zip(rarest, sofar, strict=True) if count <= CANDIDATES] or rarest[:1]
    statement = _FIND_POSTGRESQL.format(
        scope=inside,
        score=" + ".join(_SCORE.format(at=at, term=queries[at]) for at in rarest),
        candidates=" || ".join(queries[at] for at in chosen),
    )
    weights = {f"weight{at}": _rarity(holders[at], passages) for at in rarest}
    asked = {name: value for name, value in values.items() if f":{name})" in statement} | weights | {"most": limit}
    return [int(number) for (number,) in await connection.execute(text(statement), {**asked, "scope": scope})]


def _rarity(holders: int, passages: int) -> float:
    return math.log(1 + (passages - holders + 0.5) / (holders + 0.5))


def _quoted(word: str) -> str:
    """A string of FTS5, in which a quotation mark is written twice."""
    return '"' + word.replace('"', '""') + '"'
