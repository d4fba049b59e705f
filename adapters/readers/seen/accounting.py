"""How much of what a person sees in a file was read: a measure of its own, which shares no rule with the readers.

Letters alone are compared, so that spaces, hyphens, figures and marks make no difference. Each line that a person sees
is looked for by its runs of ten letters; the order of lines is of no matter. Of long texts only the runs that begin
with the most common letter are looked at: about a tenth.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from adapters.readers.content import Content
from domain.retrieve.words import count_words

RUN = 10
"""Letters. Shorter runs stand in other sentences as well, longer ones break at every change."""

ALL_UNDER = 50_000
"""Letters of a text up to which every run is looked at."""

MOST_LETTERS = 6_000_000
"""A longer text is not measured: it would take several seconds. The longest novels have five million."""

MISSED = 0.5
"""A part of which less than this was read is named as left out."""

FEWEST_LETTERS = 30
"""Of a part that is named: less is a line of its own, such as a page number, a date or the title of a table."""

_NO_LETTERS = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")


class Part(NamedTuple):
    """A part of a file as a person sees it; `name` follows "left out:". `lost`: letters of a part that is damaged.

    `unread`: no reader reads such a part, whether its words stand elsewhere, too, or not.
    """

    name: str
    text: str
    lost: int = 0
    unread: bool = False


def account(content: Content, parts: Iterable[Part]) -> None:
    """Sets `content.share`, and names the parts that were not read."""
    seen = [(part, [_letters(line) for line in part.text.split("\n")]) for part in parts]
    total = sum(len(line) for _, lines in seen for line in lines)
    if not total or total > MOST_LETTERS:
        return
    read = "\n".join(
        filter(None, [content.title, content.author, *(piece.text for piece in content.pieces), content.unseen])
    )
    found_in = _finder(read, [line for _, lines in seen for line in lines], total)
    kept = 0.0
    for part, lines in seen:
        letters = sum(map(len, lines))
        found = 0.0 if part.unread else sum(found_in(line) for line in lines)
        kept += found
        if letters >= FEWEST_LETTERS and found < MISSED * letters:
            content.leave_out("unread", part.name, words=count_words(part.text))
    content.share = kept / (total + sum(part.lost for part, _ in seen))


def _finder(read: str, seen: Sequence[str], total: int) -> Callable[[str], float]:
    """How many letters of a line were read."""
    letters = _letters(read)
    start = "." if max(total, len(letters)) <= ALL_UNDER else re.escape(_most_common(seen))
    run = re.compile(f"(?=({start}.{{{RUN - 1}}}))")
    known = {match[1] for match in run.finditer(letters)}
    words = {_letters(word) for word in _WORD.findall(read)}

    def found(line: str) -> float:
        runs = hits = 0
        for match in run.finditer(line):
            runs, hits = runs + 1, hits + (match[1] in known)
        if not runs:  # too short, or without the letter: one word, or a part of a known one
            return len(line) if line in words or line in letters[: ALL_UNDER * 2] else 0.0
        return len(line) * hits / runs

    return found


def _most_common(lines: Sequence[str]) -> str:
    count: Counter[str] = Counter()
    for line in lines:
        count.update(line)
        if count.total() > ALL_UNDER:
            break
    return count.most_common(1)[0][0]


def _letters(text: str) -> str:
    """The letters of a text in one case, with ligatures and other forms as the letters they stand for."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
