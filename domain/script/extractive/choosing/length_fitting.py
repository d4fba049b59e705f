"""Bringing the words of a plan to their number: excerpts added, swapped, joined, shortened and dropped."""

from collections.abc import Iterator, Sequence

from domain.script.extractive.choosing.excerpts import LONGEST, Excerpt, without_first, without_last
from domain.script.extractive.choosing.segment_plan import SegmentPlan
from domain.script.extractive.choosing.selection import Selection

MOST_STEPS = 400
"""Each step brings the words nearer to their number, so that fitting ends long before."""
NEAR = 90
"""Words: with less than this to add, an excerpt is chosen for its length, and may be shortened for it."""
MOST_SWAPS_TRIED = 20


_MISPLACED = 12
"""Words that an excerpt may be further from the wished length, when it stands at the head of a paragraph or right
behind what is spoken."""


def _misplaced(excerpt: Excerpt, plan: SegmentPlan) -> int:
    """What it counts against an excerpt that a listener has not heard what leads to it."""
    led_to = excerpt.first.opens_paragraph or any(excerpt.first.adjoins(one.last) for one in plan.spoken)
    return 0 if led_to else _MISPLACED


class LengthFitter:
    """`least`: words of the shortest turn allowed. `tolerance`: words by which a plan may be off.

    `section_starts`: indexes of the first sentences of excerpts that may be shortened, but never go.
    """

    def __init__(self, selection: Selection, *, least: int, tolerance: int, section_starts: set[int]) -> None:
        self._selection, self._least, self._tolerance = selection, least, tolerance
        self._section_starts = section_starts

    def fit(self, plans: Sequence[SegmentPlan], *, target: int) -> None:
        """Changes the plans until their words are `target`, or no change brings them nearer."""
        for _ in range(MOST_STEPS):
            missing = target - sum(plan.words for plan in plans)
            if abs(missing) <= self._tolerance:
                break
            changed = self._add(plans, missing) if missing > 0 else self._shorten(plans, -missing)
            changed = changed or self._swap(plans, missing)
            if not changed and not (missing > 0 and self._join(plans, missing)):
                break
        for plan in plans:
            plan.sort()

    def _unselected(self, plans: Sequence[SegmentPlan]) -> Iterator[tuple[Excerpt, SegmentPlan]]:
        for plan in plans:
            for excerpt in plan.available:
                if excerpt not in self._selection:
                    yield excerpt, plan

    def _add(self, plans: Sequence[SegmentPlan], missing: int) -> bool:
        """Adds the excerpt, whole or without its end, that is worth most or, near the target, fits best."""
        near = missing < NEAR
        options = [
            (
                (abs(missing - piece.words) if near else 0) + _misplaced(piece, plan),
                -piece.score,
                piece.first.index,
                piece,
                plan,
            )
            for excerpt, plan in self._unselected(plans)
            for piece in (excerpt, *(without_last(excerpt, least=self._least) if near else []))
            if self._least <= piece.words <= missing + self._tolerance
        ]
        for *_, piece, plan in sorted(options, key=lambda option: option[:3]):
            if self._selection.admits(piece):
                self._selection.add(piece)
                plan.excerpts.append(piece)
                plan.sort()
                return True
        return False

    def _swap(self, plans: Sequence[SegmentPlan], missing: int) -> bool:
        """Puts another excerpt of the same segment in the place of one, the pair that leaves the least difference."""
        options = [
            (
                abs(missing - new.words + old.words) + _misplaced(new, plan),
                -new.score,
                new.first.index,
                new,
                old,
                plan,
            )
            for new, plan in self._unselected(plans)
            if new.words >= self._least
            for old in plan.excerpts
            if old.first.index not in self._section_starts
            if abs(missing - new.words + old.words) < abs(missing)
        ]
        for *_, new, old, plan in sorted(options, key=lambda option: option[:3])[:MOST_SWAPS_TRIED]:
            self._selection.remove(old)
            if self._selection.admits(new):
                self._selection.add(new)
                plan.excerpts[plan.excerpts.index(old)] = new
                plan.sort()
                return True
            self._selection.add(old)
        return False

    def _join(self, plans: Sequence[SegmentPlan], missing: int) -> bool:
        """Puts an excerpt that is too short for a turn of its own behind, or before, the spoken one next to it."""
        for excerpt, plan in self._unselected(plans):
            if excerpt.words > missing + self._tolerance or not self._selection.admits(excerpt):
                continue
            before = [old for old in plan.excerpts if excerpt.first.adjoins(old.last)]
            behind = [old for old in plan.excerpts if old.first.adjoins(excerpt.last)]
            for old in before + behind:
                if old.words + excerpt.words <= LONGEST:
                    sentences = sorted((*old.sentences, *excerpt.sentences), key=lambda sentence: sentence.index)
                    both = Excerpt(tuple(sentences), old.score)
                    self._selection.remove(old)
                    self._selection.add(both)
                    plan.excerpts[plan.excerpts.index(old)] = both
                    return True
        return False

    def _shorten(self, plans: Sequence[SegmentPlan], excess: int) -> bool:
        """The one cut that leaves the least difference: an excerpt shortened, or dropped where there are others."""
        best: tuple[tuple[int, float, int], SegmentPlan, Excerpt, Excerpt | None] | None = None
        for plan in plans:
            for excerpt in plan.spoken:
                for piece in self._shorter(plan, excerpt):
                    left = abs(excess - excerpt.words + (piece.words if piece else 0))
                    order = (left, excerpt.score, excerpt.first.index)
                    if left < excess and (best is None or order < best[0]):
                        best = (order, plan, excerpt, piece)
        if best is None:
            return False
        _, plan, excerpt, piece = best
        self._selection.remove(excerpt)
        if piece:
            self._selection.add(piece)
        plan.replace(excerpt, piece)
        return True

    def _shorter(self, plan: SegmentPlan, excerpt: Excerpt) -> list[Excerpt | None]:
        """What may take the place of an excerpt; None stands for nothing."""
        shortened = without_first if excerpt is plan.ending else without_last
        pieces: list[Excerpt | None] = list(shortened(excerpt, least=self._least))
        spare = excerpt in plan.excerpts and len(plan.excerpts) > 1
        if spare and excerpt.first.index not in self._section_starts:
            pieces.append(None)
        return pieces
