"""Plans brought to a number of words."""

from dataclasses import replace

import pytest

from domain.script.extractive.choosing.excerpts import Excerpt
from domain.script.extractive.choosing.length_fitting import LengthFitter
from domain.script.extractive.choosing.ranking import Ranking
from domain.script.extractive.choosing.segment_plan import SegmentPlan
from domain.script.extractive.choosing.selection import Selection
from domain.script.extractive.choosing.themes import Theme
from domain.script.extractive.language.terms import terms_of
from tests.domain.script.extractive.texts import sentence

_NOUNS = (
    "bridge harbour market winter orchard engine library glacier violin teacher river castle lantern kitchen island "
    "copper meadow doctor compass theatre forest cathedral satellite grain desert mirror sailor garden tunnel furnace"
)
NOUNS = _NOUNS.split()


def excerpt(at: int, *words: int) -> Excerpt:
    """Neighbouring sentences of so many words, about something of their own."""
    texts = [f"The {NOUNS[at * 3 + number]} is number {at}." for number in range(len(words))]
    made = [
        replace(sentence(text, index=at * 10 + number), words=count, terms=terms_of(text))
        for number, (text, count) in enumerate(zip(texts, words, strict=True))
    ]
    return Excerpt(tuple(made), 0.5)


def fitted(
    available: list[Excerpt], selected: int, target: int, *, starts: frozenset[int] = frozenset()
) -> SegmentPlan:
    sentences = [one for each in available for one in each.sentences]
    selection = Selection(Ranking(sentences, titles=[], topic=None))
    plan = SegmentPlan(Theme(1, "", sentences), available[:selected], available)
    for each in plan.excerpts:
        selection.add(each)
    fitter = LengthFitter(selection, least=25, tolerance=3, section_starts=set(starts))
    fitter.fit([plan], target=target)
    assert selection.words == plan.words
    assert plan.excerpts == sorted(plan.excerpts, key=lambda one: one.first.index)
    return plan


@pytest.mark.parametrize(
    ("selected", "target"),
    [
        (1, 90),  # adds one whole
        (1, 75),  # adds one without its end
        (3, 90),  # drops one
        (3, 120),  # shortens one
        (2, 100),  # swaps, or shortens and adds
    ],
)
def test_the_target_is_met(selected: int, target: int) -> None:
    available = [excerpt(0, 20, 25), excerpt(1, 15, 15, 15), excerpt(2, 30, 15), excerpt(3, 27, 28)]
    assert abs(fitted(available, selected, target).words - target) <= 3


def test_a_short_excerpt_joins_its_neighbour() -> None:
    next_one = Excerpt((replace(excerpt(1, 15).first, index=1),), 0.5)
    plan = fitted([excerpt(0, 30), next_one], 1, 45)
    assert [len(one.sentences) for one in plan.excerpts] == [2]


def test_a_short_excerpt_joins_none_that_stands_elsewhere() -> None:
    assert fitted([excerpt(0, 30), excerpt(1, 15)], 1, 45).words == 30


def test_the_start_of_a_section_is_kept() -> None:
    available = [excerpt(0, 40), excerpt(1, 40)]
    assert fitted(available, 2, 40, starts=frozenset({0})).excerpts == [available[0]]


def test_too_little_to_say_stays_too_little() -> None:
    assert fitted([excerpt(0, 30)], 1, 500).words == 30
