"""A chapter as text and sound together: which words are said when, for books that are read along."""

from collections.abc import Sequence

from domain.audiobook.passages import HEADING, OPENING
from domain.combine.timeline import Timeline
from domain.script.frozen import FrozenTurn
from domain.value import Value


class Overlay(Value):
    """A passage: its text, whether it is a heading, whether it begins a paragraph, and milliseconds in its chapter."""

    text: str
    heading: bool
    opens: bool
    begin: int
    end: int


class ReadAlong(Value):
    """A chapter. Its passages follow one another without a gap, from 0 to its end: pauses belong to what is said before
    them, so that nothing is skipped while it is read along."""

    n: int
    title: str
    passages: tuple[Overlay, ...]

    @property
    def milliseconds(self) -> int:
        return self.passages[-1].end if self.passages else 0


def read_along(n: int, title: str, turns: Sequence[FrozenTurn], timeline: Timeline) -> ReadAlong:
    """Passages that the timeline does not hold were left out."""
    flags = {each.turn.index: each.turn.flags for each in turns}
    begins = [0, *(_milliseconds(each.start, timeline) for each in timeline.placed[1:])]
    ends = [*begins[1:], _milliseconds(timeline.total, timeline)]
    return ReadAlong(
        n=n,
        title=title,
        passages=tuple(
            Overlay(
                text=placed.text,
                heading=HEADING in flags.get(placed.turn, ()),
                opens=bool({HEADING, OPENING} & set(flags.get(placed.turn, ()))),
                begin=begin,
                end=end,
            )
            for placed, begin, end in zip(timeline.placed, begins, ends, strict=True)
        )
        if timeline.placed
        else (),
    )


def _milliseconds(samples: int, timeline: Timeline) -> int:
    """Rounded down: the last one has to lie within the sound."""
    return samples * 1000 // timeline.sample_rate
