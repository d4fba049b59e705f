"""Cueing: words with their times become cues that can be read while they are shown."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.captions.cues import Cue
from domain.captions.lines import LINE, ends_clause, ends_sentence, lines_of, pieces_of, width
from domain.transcribe.words import Word, joined

SPEED = 17.0
"""Characters a second that adults read: Netflix' and the BBC's guides allow 15 to 20."""

SHORTEST, LONGEST = 1000, 7000
"""Milliseconds of a cue. Shorter ones flash, longer ones are read twice."""

PAUSE = 1000
"""Milliseconds of silence that no cue spans."""

LATE = 1000
"""Milliseconds by which a cue may stay into the next one's speech, so that it can be read to its end."""

_SENTENCE, _CLAUSE, _ELSEWHERE = 0.0, 4.0, 12.0
"""Costs of a cue that ends there. A cue itself costs `_EACH`, so that few of them are made."""
_EACH, _SHORT, _INSIDE, _UNREADABLE = 3.0, 6.0, 3.0, 1.0
"""`_SHORT`: of a cue that is said in less than `SHORTEST`; `_INSIDE`: of a sentence that ends within one;
`_UNREADABLE`: of each character a second beyond `SPEED`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, or a part of one that is longer than a line. Milliseconds."""

    text: str
    start: int
    end: int


def cues_of(words: Sequence[Word]) -> list[Cue]:
    """Cues that end where sentences and clauses do. They stand in order, never overlap, last 1 to 7 seconds and have at
    most two lines of 42 columns.

    None is faster than 17 characters a second, unless it is said so fast that it would have to stay on the screen for
    more than a second of what is said next.
    """
    parts = list(_parts(words))
    spans = [span for begin, end in _runs(parts) for span in _Run(parts, begin, end).divided()]
    cues, shown = list[Cue](), 0
    for at, (first, last) in enumerate(spans):
        lines = lines_of([each.text for each in parts[first:last]])
        assert lines is not None, "only such spans are made"
        text = "\n".join(lines)
        start = max(shown, parts[first].start)
        reading = max(SHORTEST, round(1000 * _read(text) / SPEED + 0.5))
        following = parts[spans[at + 1][0]].start if at + 1 < len(spans) else None
        end = max(start + reading, min(parts[last - 1].end, following or parts[last - 1].end))
        if following is not None:
            end = min(end, max(following + LATE, start + SHORTEST))
        shown = min(end, start + LONGEST)
        cues.append(Cue(id=at + 1, start=start, end=shown, text=text))
    return cues


def too_fast(cues: Sequence[Cue]) -> list[Cue]:
    """Those that are shown for less time than reading them takes."""
    return [each for each in cues if 1000 * each.characters > SPEED * (each.end - each.start)]


def _read(text: str) -> int:
    return len(text.replace("\n", " "))


def _parts(words: Sequence[Word]) -> Iterator[_Part]:
    """In order: no part begins before the one before it, nor ends before it begins."""
    now = 0
    for word in words:
        texts = [piece for each in word.text.split() for piece in pieces_of(each)]
        start, end = (max(now, round(1000 * each)) for each in (word.start, word.end))
        letters, passed = sum(map(len, texts)), 0
        for text in texts:
            now = start + (max(end, start) - start) * passed // letters
            passed += len(text)
            yield _Part(text, now, start + (max(end, start) - start) * passed // letters)


def _runs(parts: Sequence[_Part]) -> Iterator[tuple[int, int]]:
    """What is said without a long pause."""
    begin = 0
    for at in range(1, len(parts) + 1):
        if at == len(parts) or parts[at].start - parts[at - 1].end >= PAUSE:
            yield begin, at
            begin = at


def _cost_of_end(word: str) -> float:
    return _SENTENCE if ends_sentence(word) else _CLAUSE if ends_clause(word) else _ELSEWHERE


class _Run:
    """What is said without a long pause, from one part to another, and what each division of it into cues costs."""

    def __init__(self, parts: Sequence[_Part], begin: int, end: int) -> None:
        self._parts, self._begin, self._end = parts[begin:end], begin, end - begin
        self._widths = [width(each.text) for each in self._parts]
        self._ends = [_cost_of_end(each.text) for each in self._parts]
        self._columns, self._read, self._sentences = [0], [0], [0]
        for at, each in enumerate(self._parts):
            space = len(joined([self._parts[at - 1].text, each.text])) - len(self._parts[at - 1].text + each.text)
            space = space if at else 0
            self._columns.append(self._columns[-1] + self._widths[at] + space)
            self._read.append(self._read[-1] + len(each.text) + space)
            self._sentences.append(self._sentences[-1] + (self._ends[at] == _SENTENCE))

    def divided(self) -> list[tuple[int, int]]:
        """The cheapest division."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for last in range(1, self._end + 1):
            found = (best[last - 1][0] + self._cost(last - 1, last), last - 1)
            for first in range(last - 2, -1, -1):
                if not self._fits(first, last):
                    break
                found = min(found, (best[first][0] + self._cost(first, last), first))
            best.append(found)
        spans, last = list[tuple[int, int]](), self._end
        while last:
            first = best[last][1]
            spans.append((self._begin + first, self._begin + last))
            last = first
        return spans[::-1]

    def _fits(self, first: int, last: int) -> bool:
        """On two lines, and not too long: the more fits on the first line, the less is left for the second."""
        if self._parts[last - 1].end - self._parts[first].start > LONGEST:
            return False
        middle = bisect_right(self._columns, self._before(first) + LINE, first + 1, last + 1) - 1
        return middle >= last or self._columns[last] - self._before(middle) <= LINE

    def _before(self, at: int) -> int:
        """Columns before a part, and the space behind them."""
        return self._columns[at + 1] - self._widths[at]

    def _cost(self, first: int, last: int) -> float:
        parts, final = self._parts, self._parts[last - 1]
        spoken = final.end - parts[first].start
        inside = self._sentences[last - 1] - self._sentences[first]
        room = parts[last].start - parts[first].start if last < self._end else LONGEST
        seconds = max(spoken, min(room, LONGEST), SHORTEST) / 1000
        hurry = max(0.0, (self._read[last] - self._read[first]) / seconds - SPEED)
        return (
            _EACH
            + self._ends[last - 1]
            + _INSIDE * inside
            + (_SHORT if spoken < SHORTEST else 0.0)
            + _UNREADABLE * hurry
        )
