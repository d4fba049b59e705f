"""A model's plan into an outline: known passages, each once, words for each segment, and the end kept in sight."""

import re
from collections.abc import Sequence

from domain.script.checks import AnsweredOutline
from domain.script.model import Brief, Outline, PlannedSegment

_FEWEST_WORDS = 30
"""Of a segment: one question and a short answer."""

_LONGEST_TITLE, _LONGEST_HEADING, _LONGEST_SUMMARY = 160, 120, 600  # characters

_LABEL = re.compile(r"^(?:title|episode(?: title)?|segment|part|chapter|section)\s*\d*\s*[:.–—-]\s*", re.IGNORECASE)
_QUOTES = "\"'“”„‘’«»*#_` "


def planned(brief: Brief, answered: AnsweredOutline, count: int) -> Outline:
    """At most `count` + 2 segments; budgets by the square root of the words of their passages."""
    words = {passage.id: len(passage.text.split()) for passage in brief.corpus.passages}
    segments = answered.segments
    if len(segments) > count + 2:
        segments = [*segments[: count + 1], segments[-1]]
    chosen = _shared_out([segment.passages for segment in segments], list(words))
    weights = [max(1, sum(words[one] for one in passages)) ** 0.5 for passages in chosen]
    budget = brief.words / sum(weights)
    return Outline(
        title=brief.title or titled(answered.title, _LONGEST_TITLE) or brief.corpus.sources[0].title,
        segments=tuple(
            PlannedSegment(
                title=titled(segment.title, _LONGEST_HEADING) or f"Part {n + 1}",
                summary=" ".join(segment.summary.split())[:_LONGEST_SUMMARY],
                words=max(_FEWEST_WORDS, round(budget * weight)),
                passages=tuple(passages),
            )
            for n, (segment, passages, weight) in enumerate(zip(segments, chosen, weights, strict=True))
        ),
    )


def titled(text: str, longest: int) -> str:
    """A title in one line without quotes, markup, a label or a full stop; cut between words."""
    title = _LABEL.sub("", " ".join(text.split()).strip(_QUOTES)).strip(_QUOTES)
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1]
    if len(title) > longest:
        title = title[:longest].rpartition(" ")[0].rstrip(",;:–—- ") + "…"
    return title if re.search(r"\w", title) else ""


def _shared_out(asked: Sequence[Sequence[str]], ids: Sequence[str]) -> list[list[str]]:
    """Ids of each segment in document order: each in the first segment that names it, none left without any.

    A plan that gives most of the material to one segment of several is no plan: then all get even shares. When the
    last segment ends before the last quarter of the material, what nobody tells of the end is added to it.
    """
    order = {one: n for n, one in enumerate(ids)}
    taken: set[str] = set()
    chosen: list[list[str]] = []
    for names in asked:
        new = {one for one in names if one in order} - taken
        taken |= new
        chosen.append(sorted(new, key=order.__getitem__))
    if len(chosen) > 1 and len(ids) >= 2 * len(chosen) and max(map(len, chosen)) > 0.8 * len(ids):
        chosen = [[] for _ in chosen]
    for n, own in enumerate(chosen):
        if not own:
            own.extend(_share(ids, n, len(chosen)))
    last = chosen[-1]
    if max(order[one] for one in last) < len(ids) * 3 // 4:
        end = ids[-max(1, len(ids) // (2 * len(chosen))) :]
        last[:] = sorted({*last, *(one for one in end if one not in taken)}, key=order.__getitem__)
    return chosen


def _share(ids: Sequence[str], n: int, count: int) -> Sequence[str]:
    start = len(ids) * n // count
    return ids[start : max(start + 1, len(ids) * (n + 1) // count)]
