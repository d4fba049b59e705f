"""Lines in reading order as headings, paragraphs, lists, tables, captions and footnotes."""

import re
from collections.abc import Iterable

from adapters.readers.content import Piece
from adapters.readers.pdf.joins import ENDED, join_headings, join_paragraphs
from adapters.readers.pdf.lines import MARK, group_rows, join_marks, same_row
from adapters.readers.pdf.page import Line
from adapters.readers.pdf.typography import CAPTION, Typography
from adapters.readers.text.lines import Joiner

_BULLET = re.compile(r"^(?:!\s+|[•◦▪●■–—*·‣➢➤]\s*|[-]\s+|\(?(\d{1,2}|[a-z])[.)]\s+)(?=\S)")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.(?:\d\.?)*)\s+[A-Z\d]")
_NOTE = re.compile(r"^(?:\d{1,3}|[*†‡§¶])\s*[A-Za-z“\"(]")


def blocks(lines: Iterable[Line]) -> list[Piece]:
    """The blocks of a document, over all its pages."""
    return _Blocks(join_marks(list(lines))).read()


class _Blocks:
    """Groups lines into blocks and tells what kind each is."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.typography = Typography(lines)
        self.heading_level = self.typography.heading_level
        self.joiner = Joiner(line.text for line in lines)
        self.tables: set[int] = set()

    def read(self) -> list[Piece]:
        pieces = [piece for group in self._groups() if (piece := self._piece(group)).text]
        return join_headings(join_paragraphs(pieces, self.joiner.joined))

    def _groups(self) -> list[list[Line]]:
        """Lines of one block each: tables first, by rows of several cells; the rest line by line."""
        groups: list[list[Line]] = []
        for rows in self._tables_apart(group_rows(self.lines)):
            if len(rows) > 1:
                groups.append([cell for row in rows for cell in row])
                self.tables.add(id(groups[-1][0]))
                continue
            for line in rows[0]:
                if groups and id(groups[-1][0]) not in self.tables and self._continues(groups[-1], line):
                    groups[-1].append(line)
                else:
                    groups.append([line])
        return groups

    def _tables_apart(self, rows: list[list[Line]]) -> list[list[list[Line]]]:
        """Neighbouring rows of several cells go together; every other row stays alone."""
        apart: list[list[list[Line]]] = []
        for row in rows:
            if apart and self._is_cells(row) and self._is_cells(apart[-1][-1]):
                above = apart[-1][-1][0]
                if above.page == row[0].page and 0 < above.base - row[0].base < 4 * self.typography.leading:
                    apart[-1].append(row)
                    continue
            apart.append([row])
        return apart

    def _is_cells(self, row: list[Line]) -> bool:
        return len(row) > 1 and not MARK.match(row[0].text) and not self.heading_level(row[0])

    def _continues(self, group: list[Line], line: Line) -> bool:  # noqa: PLR0911  # one rule a return
        before = group[-1]
        if same_row(before, line):
            return True
        if self.heading_level(line) or self.heading_level(before):
            alike = abs(line.size - before.size) < 0.3 and line.bold == before.bold and line.page == before.page
            close = 0 < before.base - line.base < 1.6 * line.size
            fresh = bool(_NUMBERED.match(line.text)) or before.size <= 1.08 * self.typography.body
            return bool(self.heading_level(line)) == bool(self.heading_level(before)) and alike and close and not fresh
        if abs(line.size - before.size) > 0.12 * before.size or line.fixed != before.fixed or CAPTION.match(line.text):
            return False
        left, right = self.typography.margin(before)
        if _BULLET.match(line.text) and (
            _BULLET.match(group[0].text) or line.left > left + 2 or before.right < right - 40
        ):
            return bool(_BULLET.match(group[0].text)) and line.page == before.page
        if line.page != before.page or line.base > before.base + 1:
            return self._flows_on(before, line, right)
        gap = before.base - line.base
        if gap > max(1.3 * self.typography.leading * line.size / self.typography.body, 1.1 * line.size):
            return False
        if before.right < right - 0.18 * (right - left) and ENDED.search(before.text) and line.text[:1].isupper():
            return False
        indented = line.left > min(other.left for other in group[-3:]) + 0.7 * line.size
        return not (indented and ENDED.search(before.text) and not _BULLET.match(group[0].text))

    def _flows_on(self, before: Line, line: Line, right: float) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if line.text[:1].islower() and not ENDED.search(before.text):
            return True
        if line.left > self.typography.margin(line)[0] + 0.7 * line.size:
            return False
        return not ENDED.search(before.text) and before.right > right - 3 * line.size

    def _piece(self, group: list[Line]) -> Piece:  # noqa: PLR0911  # one kind a return
        first = group[0]
        page = first.page + 1
        if level := self.heading_level(first):
            return Piece("heading", self.joiner.paragraph([line.text for line in group]), level=level, page=page)
        if id(first) in self.tables:
            rows = group_rows(group)
            return Piece("table", "\n".join(" | ".join(cell.text for cell in row) for row in rows), page=page)
        if all(line.fixed for line in group) and self.typography.is_proportional:
            return Piece("code", "\n".join(line.text for line in group), page=page)
        text = self.joiner.paragraph([line.text for line in group])
        if CAPTION.match(text):
            return Piece("caption", text, page=page)
        if first.size < 0.92 * self.typography.body and _NOTE.match(text):
            return Piece("footnote", text, page=page)
        if match := _BULLET.match(first.text):
            return Piece("list", self._items(group), ordered=match.group(1) is not None, page=page)
        return Piece("paragraph", text, page=page)

    def _items(self, group: list[Line]) -> str:
        items: list[list[Line]] = []
        for line in group:
            if _BULLET.match(line.text) or not items:
                items.append([line])
            else:
                items[-1].append(line)
        return "\n".join(
            filter(
                None, (_BULLET.sub("", self.joiner.paragraph([line.text for line in item]), count=1) for item in items)
            )
        )
