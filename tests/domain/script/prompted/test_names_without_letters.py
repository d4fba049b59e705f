"""Speakers whose names hold no letter: a model's turns are theirs by the name as it stands."""

from domain.script.model import Part
from domain.script.prompted.answers import AnsweredTurn
from domain.script.prompted.speakers import Speakers
from domain.tts.speaker import Role


def test_two_emoji_keep_their_turns() -> None:
    parts = (
        Part(name="🦊", role=Role.HOST, words_per_minute=150),
        Part(name="🦉", role=Role.EXPERT, words_per_minute=150),
    )
    turns = [AnsweredTurn(speaker=name, text="Yes.") for name in ("🦉", "🦊", "🦉")]
    speakers = Speakers(turns, parts)

    spoken = [speakers.name_and_text(turn, None)[0] for turn in turns]

    assert spoken == ["🦉", "🦊", "🦉"]


def test_a_speaker_named_like_a_number_is_not_counted() -> None:
    parts = (
        Part(name="2", role=Role.HOST, words_per_minute=150),
        Part(name="1", role=Role.EXPERT, words_per_minute=150),
    )
    turns = [AnsweredTurn(speaker=name, text="Yes.") for name in ("1", "2", "Speaker 1", "Speaker 2")]
    speakers = Speakers(turns, parts)

    assert [speakers.name_and_text(turn, None)[0] for turn in turns[:2]] == ["1", "2"]
