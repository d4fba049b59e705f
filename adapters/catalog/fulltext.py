"""Full text over passages: FTS5 in SQLite, a tsvector in PostgreSQL.

Both index words as `domain.retrieve.words.terms` gives them, stems and pairs of ideographs, so that they find alike and
languages without spaces are found. A query reaches the database as values or as quoted words: none of its characters is
syntax there.
"""

from collections.abc import Sequence

from sqlalchemy import TextClause, text
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
_FIND_POSTGRESQL = """
    WITH asked AS (
      SELECT term, plainto_tsquery('simple'::regconfig, term) AS query FROM unnest(CAST(:terms AS text[])) AS term),
    found AS MATERIALIZED (
      SELECT number, words FROM passage_words JOIN passages USING (number)
      WHERE passages.collection_id = :scope
        AND words @@ (plainto_tsquery('simple'::regconfig, :scope) && ({any_of_them}))),
    held AS MATERIALIZED (
      SELECT number, term, ts_rank(words, query, 1) AS rank FROM found JOIN asked ON words @@ query),
    rarity AS MATERIALIZED (
      SELECT term, ln(1 + ((SELECT count(*) FROM passages WHERE collection_id = :scope) - count(*) + 0.5)
        / (count(*) + 0.5)) AS weight
      FROM held GROUP BY term)
    SELECT number FROM held JOIN rarity USING (term) GROUP BY number
    ORDER BY sum(weight * rank) DESC, number LIMIT :most"""
"""PostgreSQL's own rank counts a frequent word as much as a rare one: each term is weighed as BM25 does. Each part is
made once, whatever the planner believes of tables that it has not analysed yet."""


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
            statement, asked = _postgresql_query(terms)
        else:
            anyone = " OR ".join(_quoted(term) for term in terms)
            statement, asked = _FIND_SQLITE, {"query": f"scope : {_quoted(scope)} AND words : ({anyone})"}
        found = await connection.execute(statement, {**asked, "scope": scope, "most": limit})
        return [int(number) for (number,) in found]


def _postgresql_query(terms: Sequence[str]) -> tuple[TextClause, dict[str, object]]:
    """The statement with as many values as there are terms, and the values."""
    names = {f"term{at}": term for at, term in enumerate(terms)}
    any_of_them = " || ".join(f"plainto_tsquery('simple'::regconfig, :{name})" for name in names)
    return text(_FIND_POSTGRESQL.format(any_of_them=any_of_them)), {**names, "terms": list(terms)}


def _quoted(word: str) -> str:
    """A string of FTS5, in which a quotation mark is written twice."""
    return '"' + word.replace('"', '""') + '"'
