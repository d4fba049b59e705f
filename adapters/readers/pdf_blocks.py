"""Lines in reading order as headings, paragraphs, lists, tables, captions and footnotes."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from adapters.readers.found import Piece
from adapters.readers.pdf_page import HYPHEN, Line
from adapters.readers.pdf_rows import MARK, as_rows, mode, same_row, vocabulary_of, with_marks

_BULLET = re.compile(r"^(?:!\s+|[•◦▪●■–—*·‣➢➤]\s*|[-]\s+|\(?(\d{1,2}|[a-z])[.)]\s+)(?=\S)")
_CAPTION = re.compile(
    r"^(?:fig(?:ure)?|table|abbildung|tabelle|tab|plate|chart)\.?\s*[A-Z]?\d+(?:\.\d+)*\s*[.:|–—-]", re.I
)
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-H]\.(?:\d\.?)*)\s+[A-Z\d]")
_NAMED = re.compile(
    r"^(?:abstract|summary|executive summary|introduction|background|related work|methods?|materials and methods"
    r"|results|discussion|conclusions?|references|bibliography|acknowledge?ments?|appendix(?: [a-z\d])?)$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\d{1,3}|[*†‡§¶])\s*[A-Za-z“\"(]")
_ENDED = re.compile(r"[.!?:;…][\"”’)\]]*$")


class Paragraphs:
    """Grows one paragraph at a time over all pages; `finish` gives the blocks."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = with_marks(list(lines))
        self.body = mode((line.size, len(line.text)) for line in self.lines)
        self.leading = self._leading()
        self.margins = self._margins()
        self.vocabulary = vocabulary_of(self.lines)
        self.levels = self._levels()
        self.tables: set[int] = set()

    def _leading(self) -> float:
        """Usual distance of body baselines in points."""
        steps = Counter(
            round(above.base - below.base, 1)
            for above, below in pairwise(self.lines)
            if above.page == below.page and above.size == below.size == self.body
            and 0.8 * self.body < above.base - below.base < 2.5 * self.body
        )  # fmt: skip
        return steps.most_common(1)[0][0] if steps else 1.2 * self.body

    def _margins(self) -> list[tuple[float, float]]:
        """Usual left edge and furthest usual right edge for columns of body text."""
        body = [line for line in self.lines if line.size == self.body]
        edges: list[int] = []
        for left, count in Counter(round(line.left) for line in body).most_common(12):
            # Boxes hug their letters, so that lines of one column differ by a point or two.
            if count >= max(3, len(self.lines) // 50) and all(abs(left - edge) > 3 for edge in edges):
                edges.append(left)
        found = []
        for left in sorted(edges):
            rights = sorted(line.right for line in body if abs(line.left - left) <= 3)
            found.append((float(left), rights[int(len(rights) * 0.9)]))
        return found or [(0.0, max((line.right for line in self.lines), default=1.0))]

    def margin(self, line: Line) -> tuple[float, float]:
        """The column a line stands in."""
        fitting = [margin for margin in self.margins if margin[0] <= line.left + 2 and line.left < margin[1]]
        return (
            max(fitting, key=lambda margin: margin[1] - margin[0])
            if len(fitting) == 1
            else (max(fitting, default=self.margins[0]))
        )

    def _levels(self) -> dict[float, int]:
        """Font size of headings → level, the largest outermost."""
        sizes = Counter[float]()
        for line in self.lines:
            if line.size > 1.08 * self.body and line.words <= 25:
                sizes[line.size] += 1
        return {size: min(at + 1, 5) for at, size in enumerate(sorted(sizes, reverse=True))}

    def finish(self) -> list[Piece]:
        pieces: list[Piece] = []
        for group in self._groups():
            piece = self._piece(group)
            if piece.text:
                pieces.append(piece)
        return _join_headings(self._join_over_pages(pieces))

    def _groups(self) -> list[list[Line]]:
        """Lines of one block each: tables first, by rows of several cells; the rest line by line."""
        groups: list[list[Line]] = []
        for rows in self._tables_apart(as_rows(self.lines)):
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
                if above.page == row[0].page and 0 < above.base - row[0].base < 4 * self.leading:
                    apart[-1].append(row)
                    continue
            apart.append([row])
        return apart

    def _is_cells(self, row: list[Line]) -> bool:
        return len(row) > 1 and not MARK.match(row[0].text) and not self.heading(row[0])

    def _continues(self, group: list[Line], line: Line) -> bool:  # noqa: PLR0911  # one rule a return
        before = group[-1]
        if same_row(before, line):
            return True
        if self.heading(line) or self.heading(before):
            alike = abs(line.size - before.size) < 0.3 and line.bold == before.bold and line.page == before.page
            close = 0 < before.base - line.base < 1.6 * line.size
            fresh = bool(_NUMBERED.match(line.text)) or before.size <= 1.08 * self.body
            return bool(self.heading(line)) == bool(self.heading(before)) and alike and close and not fresh
        if abs(line.size - before.size) > 0.12 * before.size or line.fixed != before.fixed or _CAPTION.match(line.text):
            return False
        left, right = self.margin(before)
        if _BULLET.match(line.text) and (
            _BULLET.match(group[0].text) or line.left > left + 2 or before.right < right - 40
        ):
            return bool(_BULLET.match(group[0].text)) and line.page == before.page
        if line.page != before.page or line.base > before.base + 1:
            return self._flows_on(before, line, right)
        gap = before.base - line.base
        if gap > max(1.3 * self.leading * line.size / self.body, 1.1 * line.size):
            return False
        if before.right < right - 0.18 * (right - left) and _ENDED.search(before.text) and line.text[:1].isupper():
            return False
        indented = line.left > min(other.left for other in group[-3:]) + 0.7 * line.size
        return not (indented and _ENDED.search(before.text) and not _BULLET.match(group[0].text))

    def _flows_on(self, before: Line, line: Line, right: float) -> bool:
        """Whether a paragraph goes on in the next column or on the next page."""
        if line.text[:1].islower() and not _ENDED.search(before.text):
            return True
        if line.left > self.margin(line)[0] + 0.7 * line.size:
            return False
        return not _ENDED.search(before.text) and before.right > right - 3 * line.size

    def heading(self, line: Line) -> int:
        """Level, or 0. By size; else by weight, a number or a usual name when it is short and ends in no full stop."""
        if line.size > 1.08 * self.body and line.words <= 25 and sum(letter.isalpha() for letter in line.text) > 1:
            return self.levels.get(line.size, 0)
        if line.size < 0.95 * self.body or line.words > 14 or line.text.rstrip().endswith((".", ",", ";")):
            return 0
        deeper = min(len(self.levels) + 1, 6)
        if line.bold and line.text[:1].isalnum() and not _CAPTION.match(line.text):
            return deeper
        if line.text.isupper() and line.words <= 8 and sum(letter.isalpha() for letter in line.text) > 4:
            return deeper
        return deeper if _NAMED.match(line.text.strip()) and line.text[:1].isupper() else 0

    def _piece(self, group: list[Line]) -> Piece:  # noqa: PLR0911  # one kind a return
        first = group[0]
        page = first.page + 1
        if level := self.heading(first):
            return Piece("heading", self.joined(group), level=level, page=page)
        if id(first) in self.tables:
            rows = as_rows(group)
            return Piece("table", "\n".join(" | ".join(cell.text for cell in row) for row in rows), page=page)
        if all(line.fixed for line in group) and self.body_is_proportional():
            return Piece("code", "\n".join(line.text for line in group), page=page)
        text = self.joined(group)
        if _CAPTION.match(text):
            return Piece("caption", text, page=page)
        if first.size < 0.92 * self.body and _NOTE.match(text):
            return Piece("footnote", text, page=page)
        if match := _BULLET.match(first.text):
            return Piece("list", self._items(group), ordered=match.group(1) is not None, page=page)
        return Piece("paragraph", text, page=page)

    def body_is_proportional(self) -> bool:
        return sum(line.fixed for line in self.lines) < 0.5 * len(self.lines)

    def _items(self, group: list[Line]) -> str:
        items: list[list[Line]] = []
        for line in group:
            if _BULLET.match(line.text) or not items:
                items.append([line])
            else:
                items[-1].append(line)
        return "\n".join(filter(None, (_BULLET.sub("", self.joined(item), count=1) for item in items)))

    def joined(self, group: list[Line]) -> str:
        """One string; words cut at line ends put together unless the document writes them with a hyphen elsewhere."""
        text = group[0].text
        for line in group[1:]:
            text = self._glue(text, line.text)
        return re.sub(r"\s+", " ", text.replace(HYPHEN, "-")).strip()

    def _glue(self, text: str, following: str) -> str:
        if not text.endswith(("-", HYPHEN, "\u2010")) or text.endswith((" -", "--")):
            return f"{text} {following}"
        head = re.search(r"[^\W\d_]+$", text[:-1])
        tail = re.match(r"[^\W\d_]+", following)
        if head is None or tail is None:
            return text[:-1] + "-" + following
        whole, split = (head.group() + tail.group()).lower(), f"{head.group()}-{tail.group()}".lower()
        known, hyphened = self.vocabulary[whole], self.vocabulary[split]
        if tail.group()[0].isupper() or (hyphened and hyphened >= known):
            return text[:-1] + "-" + following
        return text[:-1] + following

    def _join_over_pages(self, pieces: list[Piece]) -> list[Piece]:
        """A paragraph cut by a footnote, or by a figure's caption, table or labels, is put together again."""
        joined: list[Piece] = []
        for piece in pieces:
            if piece.kind == "paragraph" and piece.text[:1].islower():
                for at in range(len(joined) - 1, max(len(joined) - 15, -1), -1):
                    before = joined[at]
                    if before.kind == "paragraph" and len(before.text.split()) > 4:
                        if not _ENDED.search(before.text):
                            text = re.sub(r"\s+", " ", self._glue(before.text, piece.text))
                            joined[at] = before._replace(text=text)
                            break
                        joined.append(piece)
                        break
                    if before.kind not in ("footnote", "caption", "table", "paragraph", "code"):
                        joined.append(piece)
                        break
                else:
                    joined.append(piece)
            else:
                joined.append(piece)
        return joined


def _join_headings(pieces: list[Piece]) -> list[Piece]:
    """Drops headings that say nothing, such as a lone number above a chapter's name, by joining them with the next."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind == piece.kind == "heading"
            and re.fullmatch(
                r"(?:(?:chapter|part|section)\s+)?(?:\d{1,3}|[IVXLC]{1,6})(?:\.\d+)*[.:]?", before.text, re.I
            )
        ):
            joined[-1] = piece._replace(text=f"{before.text} {piece.text}", level=min(before.level, piece.level))
        else:
            joined.append(piece)
    return joined
