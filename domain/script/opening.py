"""The opening: the first segment of an episode whose outline is written beside it."""

from collections.abc import Iterable
from typing import Protocol

from domain.script.model import Outline, PlannedSegment

OPENING_WORDS = 90
"""Of the host's first words and the heart of the matter. It may be up to 110: beyond that it tells what the segments
are for, and has to be waited for."""

MOST_OPENED = 0.25
"""Of the words of an episode of a minute or less."""

LEAST_OPENED = 18
"""A short question, and its answer."""

OPENING = PlannedSegment(
    title="Opening",
    summary="What the material is, and the heart of the matter; it is already said.",
    words=OPENING_WORDS,
)


def opening_words(whole: int) -> int:
    """Of an episode of so many words."""
    return max(LEAST_OPENED, min(OPENING_WORDS, round(MOST_OPENED * whole)))


def with_opening(outline: Outline) -> Outline:
    """The outline with the opening as its first segment; the words of the others give way to it."""
    whole = sum(segment.words for segment in outline.segments)
    opening = OPENING.model_copy(update={"words": opening_words(whole)})
    share = max(0, whole - opening.words) / max(1, whole)
    others = [one.model_copy(update={"words": max(1, round(one.words * share))}) for one in outline.segments]
    return outline.model_copy(update={"segments": (opening, *others)})


class Titled(Protocol):
    """A segment with the title that it goes by."""

    @property
    def index(self) -> int: ...

    @property
    def title(self) -> str: ...


def titled(outline: Outline, written: Iterable[Titled]) -> Outline:
    """The outline with the titles of the segments that are written: an opening brings its own."""
    titles = {one.index: one.title for one in written}
    segments = [
        segment.model_copy(update={"title": titles.get(index, segment.title)})
        for index, segment in enumerate(outline.segments)
    ]
    return outline.model_copy(update={"segments": tuple(segments)})
