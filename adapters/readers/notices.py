"""Notices that libraries and archives put into copies of books: who digitised one, and what may be done with it."""

import re

from adapters.readers.content import Piece
from domain.retrieve.words import count_words

_LIBRARY = r"(?:internet archive|google|microsoft|hathitrust|jstor|[\w ]{3,40}librar(?:y|ies)|[\w ]{0,30}university)"
_ALONE = re.compile(
    rf"^(?:this (?:book|copy|volume) (?:was|has been) )?digiti[sz]ed (?:by|for|from) (?:the )?{_LIBRARY}\b"
    r"|^(?:https?://)?(?:www\.|catalog\.|babel\.)?(?:archive\.org|books\.google\.\w{2,3}|hathitrust\.org|hdl\.handle\.net)/\S*$"
    r"|^generated (?:on|at) .{0,120}(?:hathitrust|hdl\.handle\.net)|hathitrust\.org/access_use"
    r"|^public domain.{0,40}google-digiti[sz]ed|^this content downloaded from \S{3,60} on "
    r"|^all use subject to (?:https?://)?(?:www|about)\.jstor\.org",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^Original from(?: the)? [A-Z][A-Z .,&]{4,60}$")
_LONGEST = 60  # words of such a line; what has more tells of it
_RANGES = [
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (
            r"^\W*(?:google\W+)?(?:this is a digital copy of a book that was preserved for generations on library"
            r"|dies ist ein digitales exemplar eines buches, das seit generationen in den regalen"
            r"|ceci est une copie num[ée]rique d['’]un ouvrage conserv[ée] depuis des g[ée]n[ée]rations"
            r"|[ée]sta es una copia digital de un libro que, durante generaciones"
            r"|questa [èe] la copia digitale di un libro che per generazioni)",
            r"books\.google\.\w{2,3}",
        ),
        (r"^\W*early journal content on jstor", r"support@jstor\.org"),
    )
]
_REACH = 30  # blocks from the first of a notice to its last


def without_notices(pieces: list[Piece]) -> list[Piece]:
    """The blocks without notices that stand alone, and without those of several blocks whose end is known too."""
    kept: list[Piece] = []
    at = 0
    while at < len(pieces):
        last = _end(pieces, at)
        if last is None:
            kept.append(pieces[at])
        at = at + 1 if last is None else last + 1
    return kept


def _end(pieces: list[Piece], at: int) -> int | None:
    """Where the notice ends that begins at a block."""
    text = pieces[at].text
    if (_ALONE.search(text) or _OWNER.match(text)) and count_words(text) <= _LONGEST:
        return at
    for opening, closing in _RANGES:
        if opening.search(text):
            ends = (end for end, piece in enumerate(pieces[at : at + _REACH], at) if closing.search(piece.text))
            return next(ends, at)
    return None
