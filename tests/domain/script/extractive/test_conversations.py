"""How episodes sound: openings without a title, links, endings."""

import re

import pytest

from domain.retrieve.source import SourceKind
from domain.script.extractive.talking.heading_phrases import USUAL_PHRASES, USUAL_QUESTIONS
from tests.domain.script.extractive.rules import checked_episode, lines_of
from tests.domain.script.extractive.texts import NAMES, corpus_of, document


@pytest.mark.parametrize("minutes", [1, 2, 5])
@pytest.mark.parametrize("name", ["report", "chapter", "sample"])
def test_a_text_without_a_title_is_named_by_what_it_speaks_of(name: str, minutes: float) -> None:
    corpus = document(name)
    nameless = corpus.sources[0].model_copy(update={"title": "source 1", "author": None, "kind": SourceKind.TEXT})
    _, episode = checked_episode(corpus.model_copy(update={"sources": (nameless,)}), minutes)
    asked = lines_of(episode)
    assert not re.search(r"source|untitled|without a title", " ".join(asked), re.IGNORECASE)
    assert asked[0].startswith("Today we open a text")
    named = re.search(r"it speaks of (.+?)\.", asked[0])
    for phrase in re.split(r", | and ", named[1]) if named else []:
        assert any(phrase.lower() in passage.text.lower() for passage in corpus.passages), phrase
    assert named or "We'll hear" in asked[0] or minutes < 2


def test_usual_headings_are_asked_outright() -> None:
    assert set(USUAL_QUESTIONS) <= set(USUAL_PHRASES.values())
    for minutes in (3, 5, 10):
        asked = " ".join(lines_of(checked_episode(document("paper"), minutes)[1]))
        assert not re.search(r"(?:to|about|for|at) (?:how it was|what they|where it)\b", asked), asked


@pytest.mark.parametrize("minutes", [2, 3, 5, 10])
@pytest.mark.parametrize("name", NAMES)
def test_a_link_is_followed_by_at_most_one_question(name: str, minutes: float) -> None:
    for text in lines_of(checked_episode(document(name), minutes)[1])[1:-1]:
        assert len(re.findall(r"[.?!](?: |$)", text)) <= 2, text
        assert text.count("Let's") <= 1, text


@pytest.mark.parametrize(("name", "sums_up"), [("paper", True), ("chapter", False), ("howto", False)])
def test_only_a_conclusion_is_asked_for_as_one(name: str, sums_up: bool) -> None:
    last = lines_of(checked_episode(document(name), 5)[1])[-2]
    asks = re.search(r"remember|worth keeping|worth taking|take away", last) is not None
    assert asks is sums_up, last


def test_a_short_exchange_keeps_its_turns_short() -> None:
    sentences = (
        "The old bridge of the town was repaired by twelve masons in the summer of 1850.",
        "A stone tower with a bell stood on the market side and told the whole town the time of day, even in the "
        "fog of the coldest winter mornings.",
        "It was built by a company of masons from the north who worked without any help from the town for more than "
        "forty years of rain and snow.",
        "It carried a lantern of copper and glass above the bell, and the sailors of the coast steered by it in all of "
        "the long dark nights.",
        "The harbour of the town was full of ships from the north.",
    )
    _, episode = checked_episode(corpus_of("# Town\n\n" + " ".join(sentences), kind=SourceKind.TEXT), 1)
    assert "fog of the coldest" in " ".join(turn.text for draft in episode.drafts for turn in draft.turns)
    assert max(len(turn.text.split()) for draft in episode.drafts for turn in draft.turns) <= 90
