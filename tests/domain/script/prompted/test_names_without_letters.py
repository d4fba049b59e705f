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


def test_a_number_that_names_a_speaker_is_hers_however_it_is_written() -> None:
    """The names stay as given; "Speaker 7" is the speaker called 7, whoever speaks first, and not the seventh."""
    parts = tuple(
        Part(name=name, role=Role.HOST if name == "Ann" else Role.EXPERT, words_per_minute=150)
        for name in ("Ann", "7", "8")
    )
    for said in (("Speaker 8", "Speaker 7"), ("8.", "#7"), ("No. 8", "7"), ("Voice 8", "Person 7"), ("8", "Speaker 7")):
        turns = [AnsweredTurn(speaker=name, text="Yes.") for name in ("Ann", *said)]
        speakers = Speakers(turns, parts)
        assert [speakers.name_and_text(turn, None)[0] for turn in turns] == ["Ann", "8", "7"], said
