"""From a model's outline to ours: known passages, each once, words for each segment, and the end kept in sight."""

import re
from collections.abc import Sequence

from domain.retrieve.source import Passage
from domain.retrieve.words import count_words
from domain.script.model import Brief, Outline, PlannedSegment
from domain.script.prompted.answers import AnsweredOutline
from domain.script.room import widened

_FEWEST_WORDS = 30
"""Of a segment: one question and a short answer."""
_LONGEST_TITLE, LONGEST_HEADING, _LONGEST_SUMMARY = 160, 120, 600
"""Characters."""
_MOST_OF_ALL = 0.8
"""An outline that gives more than this of the passages to one segment of several does not divide them."""

_LABEL = re.compile(r"^(?:title|episode(?: title)?|segment|part|chapter|section)\s*\d*\s*[:.–—-]\s*", re.IGNORECASE)
_QUOTES = "\"'“”„‘’«»*#_` "


def outline_from(answered: AnsweredOutline, brief: Brief, *, count: int, shown: Sequence[Passage] = ()) -> Outline:
    """At most `count` + 2 segments; budgets by the square root of the words of their passages.

    `shown`: the passages that the model saw. Where those are not all of them, what stands next to those of a segment is
    added to it.
    """
    words = {passage.id: count_words(passage.text) for passage in brief.corpus.passages}
    segments = answered.segments
    if len(segments) > count + 2:
        segments = [*segments[: count + 1], segments[-1]]
    every = brief.corpus.passages
    assigned = _assigned([segment.passages for segment in segments], [passage.id for passage in shown or every])
    if shown and len(shown) < len(every):
        assigned = widened(assigned, every, shown, room=brief.room)
    weights = [max(1, sum(words[one] for one in passages)) ** 0.5 for passages in assigned]
    budget = brief.words / sum(weights)
    return Outline(
        title=brief.title or clean_title(answered.title, longest=_LONGEST_TITLE) or brief.corpus.sources[0].title,
        segments=tuple(
            PlannedSegment(
                title=clean_title(segment.title, longest=LONGEST_HEADING) or f"Part {n + 1}",
                summary=" ".join(segment.summary.split())[:_LONGEST_SUMMARY],
                words=max(_FEWEST_WORDS, round(budget * weight)),
                passages=tuple(passages),
            )
            for n, (segment, passages, weight) in enumerate(zip(segments, assigned, weights, strict=True))
        ),
    )


def clean_title(text: str, *, longest: int) -> str:
    """A title in one line without quotes, markup, a label or a full stop; cut between words at `longest` characters."""
    title = _LABEL.sub("", " ".join(text.split()).strip(_QUOTES)).strip(_QUOTES)
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1]
    if len(title) > longest:
        title = title[:longest].rpartition(" ")[0].rstrip(",;:–—- ") + "…"
    return title if re.search(r"\w", title) else ""


def _assigned(asked: Sequence[Sequence[str]], ids: Sequence[str]) -> list[list[str]]:
    """Ids of each segment in document order: each in the first segment that names it, and no segment without any.

    An outline that gives most of the material to one segment of several is replaced by even shares. When the last
    segment ends before the last quarter of the material, what no segment has of the end is added to it.
    """
    order = {one: n for n, one in enumerate(ids)}
    taken: set[str] = set()
    assigned: list[list[str]] = []
    for names in asked:
        new = {one for one in names if one in order} - taken
        taken |= new
        assigned.append(sorted(new, key=order.__getitem__))
    if len(assigned) > 1 and len(ids) >= 2 * len(assigned) and max(map(len, assigned)) > _MOST_OF_ALL * len(ids):
        assigned = [[] for _ in assigned]
    for n, own in enumerate(assigned):
        if not own:
            own.extend(_even_share(ids, n, len(assigned)))
    last = assigned[-1]
    if max(order[one] for one in last) < len(ids) * 3 // 4:
        end = ids[-max(1, len(ids) // (2 * len(assigned))) :]
        last[:] = sorted({*last, *(one for one in end if one not in taken)}, key=order.__getitem__)
    return assigned


def _even_share(ids: Sequence[str], n: int, count: int) -> Sequence[str]:
    start = len(ids) * n // count
    return ids[start : max(start + 1, len(ids) * (n + 1) // count)]
