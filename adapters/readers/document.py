"""A Document made of parsed content: the headings above each block, the kind of source, and whether it has text."""

import re
from collections.abc import Sequence

from adapters.readers.content import LeftOut, Mark, Piece
from adapters.readers.pages.walls import WALLS, Wall
from domain.errors import PermanentFault
from domain.retrieve import source
from domain.retrieve.source import Block, BlockKind, Document, Doubt, Locator, Omission, SourceKind
from domain.retrieve.words import USABLE_WORDS, count_words

_OCR = "This PDF holds pictures of pages. Run OCR on it first (for example ocrmypdf), then send it again."
_MOST_NOTICES = 100  # of what was left out: whoever reads them reads ten
_WALLED_UNDER = 60
"""Words. With fewer, a page that seems not to be an article holds nothing that a person could choose."""


def no_usable_text(name: str, words: int, hints: set[str], *, lead: str = "") -> PermanentFault:
    if "scan" in hints:
        return PermanentFault("no_usable_text", f"{name} holds pictures of pages and no text.", advice=_OCR, text=lead)
    for wall in _walls(hints):
        return PermanentFault("no_usable_text", f"{name} {wall.shows}.", advice=wall.advice, text=lead)
    if words == 0:
        return PermanentFault("no_usable_text", f"{name} is empty.", advice="Send a document with text in it.")
    return PermanentFault(
        "no_usable_text",
        f"{name} has only {words} words; at least {USABLE_WORDS} are needed.",
        advice="Send a longer text.",
        text=lead,
    )


def _walls(hints: set[str]) -> list[Wall]:
    return [wall for code, wall in WALLS.items() if code in hints]


def to_document(
    pieces: list[Piece],
    *,
    name: str,
    media_type: str,
    title: str | None,
    author: str | None,
    pages: int | None,
    hints: set[str],
    left_out: list[LeftOut],
    share: float,
    marks: Sequence[Mark] = (),
    cover: bytes = b"",
    whole: bool = False,
) -> Document:
    """Raises PermanentFault `no_usable_text` when there are too few words to speak about."""
    words = sum(count_words(piece.text) for piece in pieces)
    lead = " ".join(piece.text for piece in pieces[:3])
    walls = _walls(hints)
    few = _WALLED_UNDER if walls else USABLE_WORDS
    if words < few or ("scan" in hints and words < max(USABLE_WORDS, 10 * (pages or 1))):
        raise no_usable_text(name, words, hints, lead=lead)
    title = _one_line(title, 300)
    body = pieces if whole else _without_title(pieces, title)
    return Document(
        title=title,
        author=_one_line(author, 200),
        kind=kind_of(body, media_type=media_type, title=title, pages=pages),
        blocks=_blocks(body),
        doubt=Doubt(code="no_article", message=walls[0].shows, advice=walls[0].advice) if walls else None,
        left_out=tuple(
            Omission(code=notice.code, what=notice.what[:200], times=notice.times, words=notice.words)
            for notice in left_out[:_MOST_NOTICES]
        ),
        share=share,
        marks=_marks(marks, body),
        cover=cover,
    )


def _one_line(text: str | None, bound: int) -> str | None:
    return " ".join(text.split())[:bound] or None if text else None


def _letters(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", (text or "").lower())


def _without_title(pieces: list[Piece], title: str | None) -> list[Piece]:
    """The heading that repeats the title is the document's, not a part of it."""
    for at, piece in enumerate(pieces[:6]):
        if piece.kind == "heading" and title and _letters(piece.text) == _letters(title):
            return pieces[:at] + pieces[at + 1 :]
    return pieces


def _marks(marks: Sequence[Mark], pieces: list[Piece]) -> tuple[source.Mark, ...]:
    """Those behind which something stands."""
    first: dict[int, int] = {}
    for at, piece in enumerate(pieces):
        first.setdefault(piece.part, at)
    found: list[source.Mark] = []
    block = len(pieces)
    for number in range(len(marks) - 1, -1, -1):  # a part without text begins where the next one does
        block = first.get(number, block)
        if block < len(pieces):
            mark = marks[number]
            title = _one_line(mark.title, 300) or ""
            found.append(source.Mark(title=title, level=mark.level, kind=mark.kind[:200], block=block))
    return tuple(reversed(found))


def _blocks(pieces: list[Piece]) -> tuple[Block, ...]:
    path: list[tuple[int, str]] = []
    chapter: str | None = None
    blocks = []
    for piece in pieces:
        if piece.chapter != chapter:
            chapter, path = piece.chapter, []
        if piece.kind == "heading":
            level = max(piece.level, 1)
            path = [entry for entry in path if entry[0] < level]
        headings = tuple(text for _, text in path)
        if piece.kind == "heading":
            path.append((level, piece.text[:300]))
        blocks.append(
            Block(
                kind=BlockKind(piece.kind),
                text=piece.text,
                level=piece.level if piece.kind == "heading" else 0,
                ordered=piece.ordered,
                locator=Locator(page=piece.page, chapter=piece.chapter, headings=headings),
            )
        )
    return tuple(blocks)


def kind_of(pieces: list[Piece], *, media_type: str, title: str | None, pages: int | None) -> SourceKind:
    """What a listener would call the source."""
    names = {
        re.sub(r"^[\dIVX.\s]+", "", piece.text).strip(" :.").lower() for piece in pieces if piece.kind == "heading"
    }
    opening = [piece.text[:12].lower() for piece in pieces[:25]]
    abstract = "abstract" in names or any(text.startswith("abstract") for text in opening)
    references = bool(names & {"references", "bibliography", "literature cited", "works cited"})
    if media_type == "application/epub+zip":
        return SourceKind.BOOK
    if references and (abstract or "introduction" in names):
        return SourceKind.PAPER
    if re.search(r"\breport\b", title or "", re.IGNORECASE) or "executive summary" in names:
        return SourceKind.REPORT
    if media_type == "text/html":
        return SourceKind.PAGE
    chapters = sum(1 for name in names if name.startswith("chapter "))
    if (pages or 0) >= 80 and chapters >= 3:
        return SourceKind.BOOK
    return SourceKind.TEXT if media_type == "text/plain" else SourceKind.DOCUMENT
