"""What a parser finds, in the child process: plain tuples, so that a child starts without pydantic."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Piece(NamedTuple):
    """One block. `kind` is a value of `domain.retrieve.source.BlockKind`; `level` is that of a heading."""

    kind: str
    text: str
    level: int = 0
    ordered: bool = False
    page: int | None = None
    chapter: str | None = None


@dataclass
class Found:
    """One parsed file. `hints` are words a parser leaves for the judge of usable text (`scan`, `login`, …)."""

    pieces: list[Piece] = field(default_factory=list)
    title: str | None = None
    author: str | None = None
    pages: int | None = None
    hints: set[str] = field(default_factory=set)


class ParseFault(Exception):
    """A file that cannot be read, in the words of the port. `reason` follows the name of the source."""

    def __init__(self, code: str, reason: str, advice: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.advice = code, reason, advice


def damaged(reason: str) -> ParseFault:
    return ParseFault("source_damaged", reason, "Open it in its own program, save it again and send the new copy.")


def encrypted(reason: str) -> ParseFault:
    return ParseFault("source_encrypted", reason, "Save a copy without the password or copy protection.")


def too_large(reason: str) -> ParseFault:
    return ParseFault("source_too_large", reason, "Send a part of it, for example some chapters.")
