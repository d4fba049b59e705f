"""Lines of a PDF put together: words that the typesetter cut at the ends of lines are whole again."""

import re
from collections import Counter
from collections.abc import Sequence

from adapters.readers.pdf_glyphs import HYPHEN
from adapters.readers.pdf_page import Line


class Hyphenation:
    """Knows how the document writes its words where no line ends."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._written = _words_inside(lines)

    def text_of(self, lines: Sequence[Line]) -> str:
        """One string; a word cut at a line end is one word, unless the document writes it with a hyphen elsewhere."""
        text = lines[0].text
        for line in lines[1:]:
            text = self.joined(text, line.text)
        return re.sub(r"\s+", " ", text.replace(HYPHEN, "-")).strip()

    def joined(self, text: str, following: str) -> str:
        """`text` and what follows on the next line."""
        if not text.endswith(("-", HYPHEN, "\u2010")) or text.endswith((" -", "--")):
            return f"{text} {following}"
        head = re.search(r"[^\W\d_]+$", text[:-1])
        tail = re.match(r"[^\W\d_]+", following)
        if head is None or tail is None:
            return text[:-1] + "-" + following
        whole, split = (head.group() + tail.group()).lower(), f"{head.group()}-{tail.group()}".lower()
        if tail.group()[0].isupper() or (self._written[split] and self._written[split] >= self._written[whole]):
            return text[:-1] + "-" + following
        return text[:-1] + following


def _words_inside(lines: Sequence[Line]) -> Counter[str]:
    """Words inside lines, where no hyphen comes from the typesetter."""
    words: Counter[str] = Counter()
    for line in lines:
        inside = line.text.split()
        words.update(word.lower() for token in inside[:-1] for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", token))
    return words
