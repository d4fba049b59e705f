"""The content of a file as a parser reads it: plain tuples, so that a child process starts without pydantic."""

from typing import NamedTuple


class Piece(NamedTuple):
    """One block. `kind` is a value of `domain.retrieve.source.BlockKind`; `level` is that of a heading."""

    kind: str
    text: str
    level: int = 0
    ordered: bool = False
    page: int | None = None
    chapter: str | None = None
    part: int = -1  # of `Content.marks`: the last that began before it


class Mark(NamedTuple):
    """Where a part begins, by what the file itself says: its contents, its outline. `level` 1 is the outermost.

    `kind`: what the file calls the part, in words of EPUB (`copyright-page`), with spaces between.
    """

    title: str
    level: int = 1
    kind: str = ""


class LeftOut(NamedTuple):
    """What a reader met and did not read. `what` names it in words that follow "left out:"; `words`: how much."""

    code: str  # `hidden`, `formula`, `boilerplate`, `part`, …
    what: str
    times: int = 1
    words: int = 0


class Content:
    """One parsed file. `hints` say what a file without usable text shows instead (`scan`, `login`, …).

    `share`: how much of what a person sees in the file was read, from 0 to 1. `cover`: a picture, JPEG or PNG.
    """

    def __init__(
        self,
        pieces: list[Piece] | None = None,
        *,
        title: str | None = None,
        author: str | None = None,
        pages: int | None = None,
    ) -> None:
        self.pieces: list[Piece] = pieces or []
        self.title, self.author, self.pages = title, author, pages
        self.marks: list[Mark] = []
        self.cover = b""
        self.hints: set[str] = set()
        self.left_out: list[LeftOut] = []
        self.unseen = ""  # text that stands in the file and that no person sees
        self.share = 1.0

    def leave_out(self, code: str, what: str, *, times: int = 1, words: int = 0) -> None:
        """Notes a loss; equal ones are counted together."""
        for at, notice in enumerate(self.left_out):
            if (notice.code, notice.what) == (code, what):
                self.left_out[at] = LeftOut(code, what, notice.times + times, notice.words + words)
                return
        self.left_out.append(LeftOut(code, what, times, words))
