"""Words cut at the ends of lines made whole, in the blocks of every format.

A reader that knows where lines end writes `LINE_END` behind a hyphen there; they are joined when all blocks are read.
"""

import re
from collections.abc import Callable

from adapters.readers.content import Piece
from adapters.readers.text.lines import HYPHENS, Joiner, is_suspended
from domain.retrieve.writing import line_joint

LINE_END = "\ufdd3"
"""A noncharacter of Unicode, which no text holds."""

_BREAK = re.compile(rf"(?<![^\S\n{LINE_END}])[^\S\n{LINE_END}]*[\n{LINE_END}][\s{LINE_END}]*")
_SPACES = re.compile(r"\s+")
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})([-\u2010¬]) ([^\W\d_]{2,})(?![^\W\d_])")
_FRAGMENT = re.compile(r"(?:[a-z]{0,3}ings?|[a-z]{0,2}tions?|[a-z]{0,3}ments?|ness|ernment|tional|[ai]ble|tive|tively)")
"""Ends of English words that mean nothing alone."""
_WORDS_THAT_END_SO = frozenset({
    "bring", "brings", "king", "kings", "ring", "rings", "sing", "sings", "swing", "swings", "wing", "wings", "being",
    "beings", "doing", "going", "thing", "things", "cling", "fling", "sting", "string", "strings", "spring", "springs",
    "able", "cement", "moment", "moments", "using", "dying", "lying", "ping", "ding", "zing", "sling", "bing",
})  # fmt: skip


def lined(text: str) -> str:
    """Text on one line, as lines of one paragraph join by their writing; after a hyphen `LINE_END` stays."""

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if before and before in HYPHENS and after.isalpha():
            return LINE_END
        return line_joint(before, after)

    return _SPACES.sub(" ", _BREAK.sub(joint, text)).strip()


def unlined(text: str) -> str:
    """The same for text that is read apart from its document."""
    return Joiner(()).paragraph(text.split(LINE_END)) if LINE_END in text else text


def with_whole_words(pieces: list[Piece]) -> list[Piece]:
    """Blocks whose words are whole, also where a block ends inside a word."""
    told = [piece.text for piece in pieces if piece.kind != "code"]
    if not any(LINE_END in text or _may_be_cut(text) or text.endswith(HYPHENS) for text in told):
        return pieces
    joiner = Joiner(line for text in told for line in re.split(f"[\n{LINE_END}]", text))
    joined: list[Piece] = []
    for piece in pieces:
        whole = piece if piece.kind == "code" else piece._replace(text=_whole(piece.text, joiner))
        if joined and _goes_on(joined[-1], whole):
            joined[-1] = joined[-1]._replace(text=joiner.joined(joined[-1].text, whole.text))
        else:
            joined.append(whole)
    return joined


def _may_be_cut(text: str) -> bool:
    return any(f"{hyphen} " in text for hyphen in "-\u2010¬")


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Whether a paragraph ends inside a word that the next one ends."""
    return (
        before.kind == piece.kind == "paragraph"
        and before.text.endswith(HYPHENS)
        and before.text[-2:-1].isalpha()
        and piece.text[:1].islower()
        and before.chapter == piece.chapter
    )


def _whole(text: str, joiner: Joiner) -> str:
    if LINE_END in text:
        text = "\n".join(joiner.paragraph(line.split(LINE_END)) for line in text.split("\n"))
    return _CUT.sub(_healed(joiner), text) if _may_be_cut(text) else text


def _healed(joiner: Joiner) -> Callable[[re.Match[str]], str]:
    """How a word with a space behind its hyphen reads: whole, when the document writes it, or its end is a fragment."""

    def read(match: re.Match[str]) -> str:
        head, hyphen, tail = match.groups()
        whole, apart = joiner.times(head + tail), joiner.times(f"{head}-{tail}")
        if is_suspended(tail) and not whole:
            return match[0]
        if apart > whole:
            return f"{head}-{tail}"
        if whole or hyphen == "¬" or (_FRAGMENT.fullmatch(tail) and tail not in _WORDS_THAT_END_SO):
            return head + tail
        return match[0]

    return read
