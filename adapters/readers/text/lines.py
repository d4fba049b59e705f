"""Lines of a paragraph put together, in every format: words cut at the ends of lines are whole again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from domain.retrieve.writing import line_joint

HYPHEN = "\u00ad"  # also for a hyphen that pdfium takes for a line-end one (it reports U+0002 or U+FFFE)
HYPHENS = ("-", HYPHEN, "\u2010", "¬", "⸗")
"""What may stand at the end of a line inside a word; the last two in texts that were read from scans."""
_LONGEST_WORD = 60  # characters before a hyphen that are looked at
_HEAD, _TAIL = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")
_LINKS = r"(?:in|of|to|the|and|at|by|for|on|la|de|le|du)"
_CHAIN_BEFORE = re.compile(rf"[^\W\d_]-{_LINKS}[-\u00ad\u2010]$", re.IGNORECASE)
_CHAIN_BEHIND = re.compile(rf"{_LINKS}-[^\W\d_]", re.IGNORECASE)
"""In "mother-in-law" each part is a word of its own."""
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_DIGITS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "first", "second", "third", "fourth",
    "fifth", "sixth", "seventh",
})  # fmt: skip
_FIRST_PARTS = frozenset({
    "all", "cross", "ex", "half", "high", "ill", "long", "low", "self", "short", "well", "wide", "world",
})  # fmt: skip
"""English words that are mostly hyphenated with what follows; a document may not write the pair anywhere else."""
_ENDINGS = re.compile(r"(?:[a-z]{1,3}|ness|ments?|able|ingly|ened|ening|ishly?|lessly?|fully?|ship|ward|wards)$")
"""What follows a cut inside a word ("long-ing", "self-ish"), and not a hyphen between two."""
_SUSPENDED = frozenset({
    "and", "or", "to", "nor", "und", "oder", "bis", "sowie", "bzw", "et", "ou", "en", "og", "och", "eller",
})  # fmt: skip


def is_suspended(tail: str) -> bool:
    """Whether a word behind a hyphen leads to another whose first part was said already: "pre- and post-war"."""
    return tail.lower() in _SUSPENDED


class Joiner:
    """Puts lines together, knowing how the document writes its words where no line ends."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._written = _words_inside(lines)

    def paragraph(self, lines: Sequence[str]) -> str:
        """One string; a word cut at a line end is one word, unless it is likely to be written with a hyphen."""
        parts = [lines[0]] if lines else []
        for line in lines[1:]:
            parts[-1], joint = self._end(parts[-1], line)
            parts += [joint, line] if joint else [line]
        return " ".join("".join(parts).replace(HYPHEN, "-").split())

    def joined(self, text: str, following: str) -> str:
        """`text` and what follows on the next line."""
        text, joint = self._end(text, following)
        return f"{text}{joint}{following}"

    def times(self, word: str) -> int:
        """How often the document writes a word inside its lines."""
        return self._written[word.lower()]

    def _end(self, text: str, following: str) -> tuple[str, str]:
        """A line as it ends before the following one, and what stands between the two."""
        if not text.endswith(HYPHENS) or text.endswith((" -", "--")):
            return text, line_joint(text, following)
        head, tail = _HEAD.search(text[-_LONGEST_WORD:-1]), _TAIL.match(following)
        if head and tail and is_suspended(tail[0]) and following[tail.end() : tail.end() + 1] == " ":
            return (text[:-1], "") if self.times(head[0] + tail[0]) else (f"{text[:-1]}-", " ")
        if head is None or tail is None or self._is_chain(text, following):
            return text[:-1], "-"
        if self._is_hyphenated(head.group(), tail.group()):
            return text[:-1], "-"
        return text[:-1], ""

    def _is_chain(self, text: str, following: str) -> bool:
        return bool(_CHAIN_BEFORE.search(text[-_LONGEST_WORD:]) or _CHAIN_BEHIND.match(following))

    def _is_hyphenated(self, head: str, tail: str) -> bool:
        if tail[0].isupper() and not head.isupper():
            return True
        head, tail = head.lower(), tail.lower()
        split, whole = self._written[f"{head}-{tail}"], self._written[head + tail]
        if split or whole:
            return split >= whole
        if head in _TENS:
            return tail in _DIGITS
        return head in _FIRST_PARTS and not _ENDINGS.match(tail)


def _words_inside(lines: Iterable[str]) -> Counter[str]:
    """Words inside lines, where no hyphen comes from the typesetter."""
    words: Counter[str] = Counter()
    for line in lines:
        inside = line.split()
        words.update(word.lower() for token in inside[:-1] for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", token))
    return words
