"""A data folder made by a released version, packed with what its API answered, so that later versions can open it."""

import contextlib
import json
import platform
import sqlite3
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import temporalio.client
from pydantic import BaseModel, JsonValue

HOMES = Path(__file__).parent / "homes"

MADE, HOME = "made.json", "home"

DATABASES = ("catalog.db", "temporal.db")
PACKED = (*DATABASES, "artifacts")
"""What a home consists of. Logs and the supervisor's notes of processes and ports are left out."""

LINKS = ("_url", "run_id")
"""Ends of names whose values depend on ports or on a run, and may differ between two starts of one home."""


class Podcast(BaseModel):
    """One podcast at the moment the home was packed. `spoken`: the texts whose clips were kept, in order."""

    podcast_id: str
    about: str  # a word that stands in each of its texts
    status: dict[str, JsonValue]
    turns: list[JsonValue] = []
    script: JsonValue = None
    spoken: tuple[str, ...] = ()
    digests: dict[str, str] = {}  # SHA-256 of each file, by its path below the podcast


class Made(BaseModel):
    """`made.json`. The vendor's address is part of every clip's key, so that its port has to be the same again."""

    commit: str
    vendor_port: int
    podcasts: dict[str, Podcast]
    file: dict[str, JsonValue]


OF_THIS_MACHINE = (str(Path(temporalio.client.__file__).parents[1]), sys.base_prefix, platform.node())
"""Paths and a name that Temporal keeps of workers and of their stack traces. None of them belongs into an archive."""


def pack(home: Path, made: Made, archive: Path) -> None:
    """The stack that used the home must have ended."""
    for name in DATABASES:
        with contextlib.closing(sqlite3.connect(home / name, isolation_level=None)) as database:
            _make_anonymous(database)
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE", "VACUUM"):
                database.execute(statement)
    (home / MADE).write_text(made.model_dump_json(indent=1), encoding="utf-8")
    archive.parent.mkdir(parents=True, exist_ok=True)
    # A window of 64 MB, in which xz sees that the fake vendor's clips are cut from the same sound.
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        packed.add(home / MADE, MADE)
        for name in PACKED:
            packed.add(home / name, f"{HOME}/{name}")


def _make_anonymous(database: sqlite3.Connection) -> None:
    """Values keep their lengths, which encoded messages state beside them."""

    def anonymous(value: str | bytes | float | None) -> str | bytes | float | None:
        for word in OF_THIS_MACHINE:
            if isinstance(value, bytes):
                value = value.replace(word.encode(), b"x" * len(word.encode()))
            elif isinstance(value, str):
                value = value.replace(word, "x" * len(word))
        return value

    database.create_function("anonymous", 1, anonymous, deterministic=True)
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        changes = ", ".join(f'"{column}" = anonymous("{column}")' for column in columns)
        database.execute(f'UPDATE "{table}" SET {changes}')


def unpack(archive: Path, folder: Path) -> tuple[Path, Made]:
    """The home, and what is known of it."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / HOME, Made.model_validate(json.loads((folder / MADE).read_text(encoding="utf-8")))


def lost(old: JsonValue, new: JsonValue, at: str = "") -> list[str]:
    """What an answer said before and does not say now. Additions and links to another port do not count."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [
            line
            for name, value in old.items()
            if not name.endswith(LINKS)
            for line in (lost(value, new[name], f"{at}/{name}") if name in new else [f"{at}/{name}: gone"])
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [line for n, (a, b) in enumerate(zip(old, new, strict=True)) for line in lost(a, b, f"{at}/{n}")]
    return [] if old == new else [f"{at}: {old!r} became {new!r}"]
