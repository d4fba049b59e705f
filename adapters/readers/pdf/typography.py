"""How a PDF is set: size and distance of its body lines, its columns, and which lines are headings."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from adapters.readers.pdf.lines import mode
from adapters.readers.pdf.page import Line

CAPTION = re.compile(
    r"^(?:fig(?:ure)?|table|abbildung|tabelle|tab|plate|chart)\.?\s*[A-Z]?\d+(?:\.\d+)*\s*[.:|–—-]", re.I
)
_NAMED = re.compile(
    r"^(?:abstract|summary|executive summary|introduction|background|related work|methods?|materials and methods"
    r"|results|discussion|conclusions?|references|bibliography|acknowledge?ments?|appendix(?: [a-z\d])?)$",
    re.IGNORECASE,
)


class Typography:
    """What is measured over all lines. `body` is the font size of most of the text, `leading` the distance of lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.body = mode((line.size, len(line.text)) for line in lines)
        self.leading = self._leading()
        self._margins = self._columns()
        self._levels = self._sizes_of_headings()
        self.is_proportional = sum(line.fixed for line in lines) < 0.5 * len(lines)

    def _leading(self) -> float:
        """Usual distance of body baselines in points."""
        steps = Counter(
            round(above.base - below.base, 1)
            for above, below in pairwise(self._lines)
            if above.page == below.page and above.size == below.size == self.body
            and 0.8 * self.body < above.base - below.base < 2.5 * self.body
        )  # fmt: skip
        return steps.most_common(1)[0][0] if steps else 1.2 * self.body

    def _columns(self) -> list[tuple[float, float]]:
        """The usual left and right edges of the columns of body text."""
        body = [line for line in self._lines if line.size == self.body]
        edges: list[int] = []
        for left, count in Counter(round(line.left) for line in body).most_common(12):
            # Boxes are as narrow as their letters, so lines of one column begin a point or two apart.
            if count >= max(3, len(self._lines) // 50) and all(abs(left - edge) > 3 for edge in edges):
                edges.append(left)
        found = []
        for left in sorted(edges):
            rights = sorted(line.right for line in body if abs(line.left - left) <= 3)
            found.append((float(left), rights[int(len(rights) * 0.9)]))
        return found or [(0.0, max((line.right for line in self._lines), default=1.0))]

    def margin(self, line: Line) -> tuple[float, float]:
        """Left and right edge of the column that a line stands in."""
        fitting = [margin for margin in self._margins if margin[0] <= line.left + 2 and line.left < margin[1]]
        return max(fitting, default=self._margins[0])

    def _sizes_of_headings(self) -> dict[float, int]:
        """Font size of headings → level, the largest outermost."""
        sizes = Counter[float]()
        for line in self._lines:
            if line.size > 1.08 * self.body and line.words <= 25:
                sizes[line.size] += 1
        return {size: min(at + 1, 5) for at, size in enumerate(sorted(sizes, reverse=True))}

    def heading_level(self, line: Line) -> int:
        """The level of a heading, else 0: by size, or by weight, capitals or a usual name when the line is short."""
        if line.size > 1.08 * self.body and line.words <= 25 and sum(letter.isalpha() for letter in line.text) > 1:
            return self._levels.get(line.size, 0)
        if line.size < 0.95 * self.body or line.words > 14 or line.text.rstrip().endswith((".", ",", ";")):
            return 0
        deeper = min(len(self._levels) + 1, 6)
        if line.bold and line.text[:1].isalnum() and not CAPTION.match(line.text):
            return deeper
        if line.text.isupper() and line.words <= 8 and sum(letter.isalpha() for letter in line.text) > 4:
            return deeper
        return deeper if _NAMED.match(line.text.strip()) and line.text[:1].isupper() else 0
