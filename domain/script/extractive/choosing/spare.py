"""Spare excerpts: what is written beyond the words of a plan, for the case that the voices turn out to be faster."""

from collections.abc import Sequence, Set

from domain.script.extractive.choosing.excerpts import SHORTEST, Excerpt
from domain.script.extractive.choosing.segment_plan import SegmentPlan
from domain.script.extractive.choosing.selection import Selection

Candidate = tuple[Excerpt, SegmentPlan]


def add_spare(
    plans: Sequence[SegmentPlan],
    selection: Selection,
    *,
    share: float,
    elsewhere: Sequence[Excerpt],
    expanded: Set[str],
) -> None:
    """Adds the excerpts that are next in worth, each behind the first of its segment: those that something leads to,
    then others of the theme, then those of `elsewhere`, the parts of the text that no theme holds.

    `share`: of the words of the plans, for each segment as for all of them: what one lacks, only those behind it could
    make good. The first is frozen before the voices were heard; its share, and what a segment has not, is given to
    others. `expanded`: acronyms that the text explains, perhaps in an
    excerpt that is not heard.
    """
    candidates = [
        (excerpt, plan)
        for excerpt, plan in _candidates(plans, elsewhere)
        if excerpt.words >= SHORTEST
        and excerpt.first.index > plan.excerpts[0].first.index
        and not any(one.attributed_to or one.acronyms & expanded for one in excerpt.sentences)
    ]
    words = share * sum(plan.words for plan in plans)
    for shared in (True, False):
        for excerpt, plan in candidates:
            own = 0 if plan is plans[0] else share * plan.words - sum(one.words for one in plan.spare)
            if excerpt.words <= min(words, own if shared else words) and selection.admits(excerpt):
                selection.add(excerpt)
                plan.spare.append(excerpt)
                words -= excerpt.words


def _candidates(plans: Sequence[SegmentPlan], elsewhere: Sequence[Excerpt]) -> list[Candidate]:
    filled = [plan for plan in plans if plan.excerpts]
    own = [(excerpt, plan) for plan in filled for excerpt in plan.available]
    others = [
        (excerpt, plan)
        for excerpt in elsewhere
        if (plan := _segment_of(excerpt, filled)) is not None and not _is_behind_ending(excerpt, plan)
    ]
    return [*sorted(own, key=_worth), *sorted(others, key=_worth)]


def _worth(candidate: Candidate) -> tuple[bool, float, int]:
    excerpt, plan = candidate
    led_to = excerpt.first.opens_paragraph or any(excerpt.first.adjoins(one.last) for one in plan.spoken)
    return not led_to, -excerpt.score, excerpt.first.index


def _segment_of(excerpt: Excerpt, plans: Sequence[SegmentPlan]) -> SegmentPlan | None:
    """The segment in which it would be told, by the order of the text."""
    before = [plan for plan in plans if plan.excerpts[0].first.index < excerpt.first.index]
    return before[-1] if before else None


def _is_behind_ending(excerpt: Excerpt, plan: SegmentPlan) -> bool:
    return plan.ending is not None and plan.excerpts[-1].first.index < plan.ending.first.index < excerpt.first.index
