"""Briefs: short statements, told by one voice, or with a host who says little."""

import pytest

from domain.script.budget import words_for
from domain.script.extractive.episode import write_episode
from domain.script.extractive.language.words import word_count
from domain.script.extractive.pace import Pace
from domain.script.extractive.writer import DECLARATION
from domain.script.model import Brief, Part
from domain.script.shortening import meant
from domain.script.style import Style
from domain.tts.speaker import Role
from tests.domain.script.extractive.rules import answers_of, lines_of
from tests.domain.script.extractive.texts import brief_of, document

NAMES = ("sample", "paper", "report", "essay", "chapter")
NARRATOR = Part(name="Ben", role=Role.EXPERT, words_per_minute=165)


def in_brief(name: str, minutes: float = 2) -> Brief:
    return brief_of(document(name), minutes).model_copy(update={"style": Style.BRIEF})


@pytest.mark.parametrize("name", NAMES)
def test_the_host_says_little_and_the_statements_are_short(name: str) -> None:
    brief = in_brief(name)
    episode = write_episode(brief)
    host, statements = lines_of(episode), answers_of(episode)
    assert all(word_count(line) <= 10 for line in host[1:-2]), host
    usual = answers_of(write_episode(brief_of(document(name), 2)))
    assert len(statements) > len(usual)
    assert _mean(statements) < 0.9 * _mean(usual)
    assert Pace(brief).seconds(episode.drafts) == pytest.approx(120, rel=0.08)


@pytest.mark.parametrize("name", NAMES)
def test_one_voice_asks_nothing(name: str) -> None:
    brief = in_brief(name).model_copy(update={"parts": (NARRATOR,), "words": words_for(2, (NARRATOR,))})
    episode = write_episode(brief)
    turns = [turn for draft in episode.drafts for turn in meant(draft)]
    assert {turn.speaker for turn in turns} == {"Ben"}
    assert not [turn.text for turn in turns if "?" in turn.text]
    assert len([turn for turn in turns if not turn.citations]) <= 2, "the opening and the closing"


def test_it_is_declared() -> None:
    assert DECLARATION.styles == ("conversational_interview", "brief")
    assert DECLARATION.solo_styles == ("narrative", "brief")


def _mean(texts: list[str]) -> float:
    return sum(map(word_count, texts)) / len(texts)
