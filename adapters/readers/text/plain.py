"""Plain text as blocks: paragraphs stand between empty lines, and line breaks inside them are spaces."""

import re
from itertools import pairwise

from adapters.readers.content import Content, Piece
from adapters.readers.markup.preparing import tex_read
from adapters.readers.text.drawn_tables import as_table
from adapters.readers.text.lines import HYPHEN, Joiner
from adapters.readers.text.margins import without_margins
from adapters.readers.text.transcribed import as_note, by_quotation, head_and_signature, named_in, without_marks

_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVXLC]{1,6}\.)\s+\S")
_CHAPTER = re.compile(r"^(?:chapter|part|section|book|appendix|act)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z]+)\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–·▪◦‣]\s+|(\d{1,3}|[a-z])[.)]\s+)(?=\S)")
_RULE = re.compile(r"^\s*([=\-~*_#])\1{2,}\s*$")
_SMALL = {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"}
_TITLE_LINES = 2  # of capitals, one below the other: a title and what is below it
_SHORT = 60  # characters: a line of verse is shorter
_END = (".", "!", "?", ":", ";", ",", "…", '"', "”", ")", "-")


def read_plain(text: str) -> Content:
    content = Content()
    head, text, signature = head_and_signature(text)
    subject, content.author = named_in(head)
    text = re.sub(f"{HYPHEN}(?!\n)", "", tex_read(without_marks(text)))
    whole = [line.rstrip(" \t\v") for line in text.expandtabs(4).split("\n")]
    lines = without_margins(whole)
    left = set(lines)
    content.unseen = "\n".join([head, signature, *(line for line in whole if line not in left)])
    joiner = Joiner(lines)
    for group in _groups(lines):
        content.pieces.extend(_pieces(group, joiner))
    content.pieces = [as_note(piece) for piece in _cut_by_pages(content.pieces, joiner)]
    _promote_title(content)
    content.title = subject or content.title
    return content


def heading_level(line: str) -> int:  # noqa: PLR0911  # one rule a return
    """The level of a heading, for a line that stands alone and reads like one; else 0."""
    line = line.strip()
    words = line.split()
    if not 1 <= len(words) <= 12 or len(line) > 90 or not any(character.isalpha() for character in line):
        return 0
    if _CHAPTER.match(line) and not line.endswith((".", ",", ";")):
        return 1
    if line.endswith(_END):
        return 0
    if _NUMBERED.match(line) and len(words) > 1:
        return min(1 + words[0].rstrip(".").count("."), 6)
    if line.isupper() and len(line) > 3:
        return 1
    if (
        all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words)
        and words[0][0].isupper()
    ):
        return 2
    return 0


def _groups(lines: list[str]) -> list[list[str]]:
    """Runs of lines between empty lines. In a text of long lines without empty ones, each line is a paragraph."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    if len(groups) == 1 and len(groups[0]) > 1:
        long = sum(len(line) > 100 for line in groups[0])
        if long * 2 >= len(groups[0]):
            return [[line] for line in groups[0]]
    return groups


def _pieces(group: list[str], joiner: Joiner) -> list[Piece]:  # noqa: PLR0911  # one rule a return
    if len(group) == 2 and _RULE.match(group[1]) and len(group[0].split()) <= 14:
        return [Piece("heading", group[0].strip(), level=1 if group[1].strip()[0] in "=#*" else 2)]
    if (table := as_table(group)) is not None:
        return [table]
    group = [line for line in group if not _RULE.match(line)]
    if not group:
        return []
    parts = by_quotation(group)
    if any(is_quoted for is_quoted, _ in parts):
        return [piece for is_quoted, part in parts for piece in (_quoted if is_quoted else _pieces)(part, joiner)]
    if 1 < len(group) <= _TITLE_LINES and all(line.isupper() and heading_level(line) == 1 for line in group):
        return [Piece("heading", ": ".join(line.strip() for line in group), level=1)]
    if len(group) == 1 and (level := heading_level(group[0])):
        return [Piece("heading", group[0].strip(), level=level)]
    bullets = [index for index, line in enumerate(group) if _BULLET.match(line)]
    if bullets and (len(bullets) > 1 or bullets[0] == 0):
        return _listed(group, bullets, joiner)
    return [Piece("paragraph", joiner.paragraph([line.strip() for line in group]))]


def _quoted(part: list[str], joiner: Joiner) -> list[Piece]:
    return [Piece("quote", joiner.paragraph([line.strip() for line in part]))]


def _listed(group: list[str], bullets: list[int], joiner: Joiner) -> list[Piece]:
    pieces = []
    if bullets[0] > 0:
        pieces.append(Piece("paragraph", joiner.paragraph([line.strip() for line in group[: bullets[0]]])))
    items = []
    for start, end in zip(bullets, [*bullets[1:], len(group)], strict=True):
        items.append(_BULLET.sub("", joiner.paragraph([line.strip() for line in group[start:end]]), count=1))
    first = _BULLET.match(group[bullets[0]])
    pieces.append(Piece("list", "\n".join(items), ordered=bool(first and first.group(1))))
    return pieces


def _cut_by_pages(pieces: list[Piece], joiner: Joiner) -> list[Piece]:
    """Paragraphs that a page's end cut in two are whole again: the second goes on with a small letter."""
    cut = {
        at
        for at, (before, piece) in enumerate(pairwise(pieces), start=1)
        if before.kind == piece.kind == "paragraph"
        and piece.text[:1].islower()
        and before.text[-1:] not in '.!?:;…"”’)'
        and len(before.text) > _SHORT
    }
    whole: list[Piece] = []
    for at, piece in enumerate(pieces):
        if at in cut:
            whole[-1] = whole[-1]._replace(text=joiner.joined(whole[-1].text, piece.text))
        else:
            whole.append(piece)
    return whole


def _promote_title(content: Content) -> None:
    """Makes the first heading the title when more text follows."""
    if len(content.pieces) > 1 and content.pieces[0].kind == "heading":
        first = content.pieces[0].text
        if not _CHAPTER.match(first) and not _NUMBERED.match(first):
            content.title = _capitalised(first)


def _capitalised(title: str) -> str:
    """A title that is all capitals, with capitals for first letters only: voices would spell it or shout."""
    if not title.isupper() or len(title.split()) < 2:
        return title
    words = [word if word.lower() not in _SMALL else word.lower() for word in re.split(r"(\s+)", title)]
    title = "".join(word if word.islower() or any(map(str.isdigit, word)) else word.capitalize() for word in words)
    return title[0].upper() + title[1:]
