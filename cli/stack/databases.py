"""The two databases in the data folder: whether they can be read, and what to do when not."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from shlex import quote
from urllib.parse import quote as percent_encoded

from adapters.settings import Settings

CATALOG, TEMPORAL = "catalog.db", "temporal.db"
_AFTERWARDS = {
    CATALOG: "podwright migrate && podwright catalog rebuild` restores jobs and files from their records; create API "
    "keys again.",
    TEMPORAL: "podwright up` goes on without it: jobs that ran read FAILED `run_lost`, and `podwright retry ID` reuses "
    "what they made.",
}


def damage(path: Path, *, thorough: bool = False) -> str:
    """What is wrong with an SQLite file; empty when nothing is, or when it is not there.

    `thorough` reads all of it, a second for each gigabyte.
    """
    if not path.is_file():
        return ""
    try:
        with closing(_opened(path)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if path.name == TEMPORAL and "namespaces" not in tables:  # the server makes them with the file, or never
                return "it has no tables (was its -wal file left behind?)"
            if thorough:
                (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
                return "" if found == "ok" else str(found).replace("\n", " ")
    except sqlite3.OperationalError:  # locked, or not ours to read
        return ""
    except sqlite3.DatabaseError as error:
        return str(error)
    return ""


def advice(home: Path, names: Sequence[str] = (TEMPORAL, CATALOG), *, thorough: bool = False) -> str:
    """A line for each damaged database of the home, with what to type; empty when there is none."""
    lines = []
    for name in names:
        if problem := damage(home / name, thorough=thorough):
            lines.append(f"The database {home / name} is damaged: {problem}. {what_to_do(home, name)}")
    return "\n".join(lines)


def what_to_do(home: Path, name: str) -> str:
    return f"Put it aside with `{put_aside(home, name)}`, or restore a back-up. Then `{_AFTERWARDS[name]}"


def asks_for_keys(settings: Settings) -> bool:
    """Whether callers of the API need a key, as far as this folder tells: the library of the catalog takes a second."""
    if settings.api_key is not None:
        return True
    path = settings.home / CATALOG
    if settings.catalog_url or not path.is_file():
        return False
    try:
        with closing(_opened(path)) as database:
            return database.execute("SELECT 1 FROM api_keys WHERE revoked_at IS NULL").fetchone() is not None
    except sqlite3.DatabaseError:
        return False


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{percent_encoded(str(path))}?mode=ro", uri=True)


def put_aside(home: Path, name: str) -> str:
    """The command, for the file and its journals."""
    folder, aside = quote(str(home)), quote(str(home / "damaged"))
    return f"mkdir -p {aside} && mv {folder}/{name}* {aside}/"
