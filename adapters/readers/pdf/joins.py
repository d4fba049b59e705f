"""Blocks of a PDF that belong together: paragraphs cut by a page's end or a figure, headings of two lines."""

import re
from collections.abc import Callable

from adapters.readers.content import Piece

ENDED = re.compile(r"[.!?:;…][\"”’)\]]*$")

_BARE_NUMBER = re.compile(r"(?:(?:chapter|part|section)\s+)?(?:\d{1,3}|[IVXLC]{1,6})(?:\.\d+)*[.:]?", re.IGNORECASE)
_LOOKED_BACK = 14  # blocks: more captions and labels than that do not stand inside one paragraph
_PASSED_OVER = ("footnote", "caption", "table", "paragraph", "code")


def join_paragraphs(pieces: list[Piece], joined: Callable[[str, str], str]) -> list[Piece]:
    """A paragraph cut by a footnote, or by a figure's caption, table or labels, becomes one again.

    `joined(text, following)` puts two texts together.
    """
    whole: list[Piece] = []
    for piece in pieces:
        at = _beginning(whole) if piece.kind == "paragraph" and piece.text[:1].islower() else None
        if at is None:
            whole.append(piece)
        else:
            text = re.sub(r"\s+", " ", joined(whole[at].text, piece.text))
            whole[at] = whole[at]._replace(text=text)
    return whole


def _beginning(pieces: list[Piece]) -> int | None:
    """Where the last paragraph stands that has not ended yet. A paragraph of a few words is a label of a figure."""
    for at in range(len(pieces) - 1, max(len(pieces) - 1 - _LOOKED_BACK, -1), -1):
        before = pieces[at]
        if before.kind == "paragraph" and len(before.text.split()) > 4:
            return None if ENDED.search(before.text) else at
        if before.kind not in _PASSED_OVER:
            return None
    return None


def join_headings(pieces: list[Piece]) -> list[Piece]:
    """A heading that is a number alone, such as above a chapter's name, is put before the next."""
    whole: list[Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if before is not None and before.kind == piece.kind == "heading" and _BARE_NUMBER.fullmatch(before.text):
            whole[-1] = piece._replace(text=f"{before.text} {piece.text}", level=min(before.level, piece.level))
        else:
            whole.append(piece)
    return whole
