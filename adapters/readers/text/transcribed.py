"""What those who put prose into plain text wrote around it: heads of letters, quoted letters, marks of transcribers."""

import re

from adapters.readers.content import Piece

_FIELD = re.compile(
    r"^(?:from|to|cc|bcc|subject|date|sent|reply-to|message-id|in-reply-to|references|received|return-path|mime-version"
    r"|content-[a-z-]+|x-[a-z-]+|user-agent|organi[sz]ation|newsgroups|delivered-to|list-[a-z-]+|thread-[a-z-]+)"
    r":[ \t]*(.*(?:\n[ \t]+\S.*)*)(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_FIELDS = 3
_NAME = re.compile(r"^\s*\"?([^\"<@]{2,80}?)\"?\s*<[^<>]*>")
_SIGNATURE = re.compile(r"\n-- \n(?:.{0,100}\n?){1,8}\Z")
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_PICTURE = re.compile(r"\[(?:Illustration|Frontispiece|Decoration)(?:[:.]?[^\[\]]{0,600})?\]", re.IGNORECASE)
_PAGE = re.compile(r"(?<!   )(?:\[(?:Pg|Page|p\.)\s*[\divxlc]{1,6}\]|\{(?:Pg )?\d{1,4}\})[ \t]?", re.IGNORECASE)
_NOTE = re.compile(r"^\[Footnote\s*(?:[\w*†‡]{1,4})?:\s*([^\[\]]{1,4000})\]", re.IGNORECASE | re.MULTILINE)
_MARK = re.compile(r"\[(?:\d{1,3}|[A-Z*†‡])\](?!\()")
_MARKED = re.compile(r"[^\W\d_][.,;:!?\"”’)]{0,2}$")
_SLANTED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,400}?)(?<=\S)_(?![\w_])")
_NOTED = "\ufdd2"
"""Before a note, inside the reader of plain text alone: a noncharacter of Unicode."""


def head_and_signature(text: str) -> tuple[str, str, str]:
    """The head of a letter, what it says, and its signature; a text that is none has neither."""
    at, names = 0, set[str]()
    while field := _FIELD.match(text, at):
        names.add(field[0].partition(":")[0].lower())
        at = field.end()
    if len(names) < _FEWEST_FIELDS or "from" not in names or text[at : at + 1] not in ("", "\n"):
        return "", text, ""
    signature = _SIGNATURE.search(text, at)
    end = signature.start() if signature else len(text)
    return text[:at], text[at:end], text[end:]


def named_in(head: str) -> tuple[str | None, str | None]:
    """The subject of a letter, and who wrote it."""
    fields = {field[0].partition(":")[0].lower(): " ".join(field[1].split()) for field in _FIELD.finditer(head)}
    name = _NAME.match(fields.get("from", ""))
    return fields.get("subject") or None, name[1].strip() if name else None


def without_marks(text: str) -> str:
    """Prose without pictures' places, pages' numbers, underscores for slanted type and the marks of notes."""
    for pattern in (_PICTURE, _PAGE):
        text = pattern.sub("", text)
    text = _NOTE.sub(rf"{_NOTED}\1", text)
    text = _MARK.sub(
        lambda mark: "" if _MARKED.search(text[max(0, mark.start() - 3) : mark.start()]) else mark[0], text
    )
    return _SLANTED.sub(r"\1", text)


def by_quotation(group: list[str]) -> list[tuple[bool, list[str]]]:
    """Lines of a group, apart where a quoted letter begins or ends, without the signs of quotation."""
    parts: list[tuple[bool, list[str]]] = []
    for line in group:
        quoted = _QUOTED.match(line) is not None
        if not parts or parts[-1][0] != quoted:
            parts.append((quoted, []))
        bare = _QUOTED.sub("", line) if quoted else line
        if bare.strip():
            parts[-1][1].append(bare)
    return [part for part in parts if part[1]]


def as_note(piece: Piece) -> Piece:
    """The piece as a footnote, when a transcriber marked it as one."""
    return piece._replace(kind="footnote", text=piece.text[1:]) if piece.text.startswith(_NOTED) else piece
