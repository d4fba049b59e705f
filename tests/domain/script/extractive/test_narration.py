"""Narratives: one voice tells what the expert of a conversation would say, and asks nothing."""

import pytest

from domain.script.budget import words_for
from domain.script.extractive.episode import write_episode
from domain.script.extractive.pace import Pace
from domain.script.extractive.talking.narration import UNHEARD, told_by_one
from domain.script.model import Brief, DraftTurn, Part, SegmentDraft
from domain.script.style import Style
from domain.tts.speaker import Role
from tests.domain.script.extractive.texts import NAMES, brief_of, document

NARRATOR = Part(name="Ann", role=Role.EXPERT, words_per_minute=165)


def narrative(name: str, minutes: float = 2) -> Brief:
    changes = {"parts": (NARRATOR,), "style": Style.NARRATIVE, "words": words_for(minutes, (NARRATOR,))}
    return brief_of(document(name), minutes).model_copy(update=changes)


@pytest.mark.parametrize("name", NAMES)
def test_one_voice_tells_it_in_the_words_of_the_text(name: str) -> None:
    brief = narrative(name)
    episode = write_episode(brief)
    turns = [turn for draft in episode.drafts for turn in draft.turns]
    assert {turn.speaker for turn in turns} == {"Ann"}
    assert all(draft.turns for draft in episode.drafts)
    bare = [turn for turn in turns if not turn.citations]
    assert len(bare) <= 2, "the opening and the closing alone are not the text's own"
    assert turns[0] in bare
    assert not [turn.text for turn in bare if "?" in turn.text]
    if episode.too_short is None:
        assert Pace(brief).seconds(episode.drafts) == pytest.approx(120, rel=0.08)


def test_a_line_that_only_asks_is_not_heard() -> None:
    def turn(speaker: str, text: str) -> DraftTurn:
        return DraftTurn(speaker=speaker, text=text)

    drafts = [
        SegmentDraft(index=0, title="A", turns=(turn(UNHEARD, "What is it?"), turn("Ann", "It is bread."))),
        SegmentDraft(
            index=1,
            title="B",
            turns=(
                turn(UNHEARD, "On to the oven."),
                turn("Ann", "Why an oven? It bakes."),
                turn(UNHEARD, "That was it. Was it?"),
            ),
        ),
    ]
    told = told_by_one(drafts, narrator="Ann")
    assert [[each.text for each in draft.turns] for draft in told] == [
        ["It is bread."],
        ["Why an oven? It bakes.", "That was it."],
    ]
