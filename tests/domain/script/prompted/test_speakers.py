"""A name keeps its voice through the episode, and two people are two voices, whatever a model calls them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.model import Part
from domain.script.prompted.answers import AnsweredTurn
from domain.script.prompted.names import folded
from domain.script.prompted.speakers import Speakers
from domain.tts.speaker import Role

Scene = list[tuple[str, str]]


def cast(host: str, expert: str) -> tuple[Part, Part]:
    return (
        Part(name=expert, role=Role.EXPERT, words_per_minute=150),
        Part(name=host, role=Role.HOST, words_per_minute=150),
    )


def voices(scenes: list[Scene], parts: tuple[Part, Part]) -> list[list[str]]:
    """Who speaks each turn of each segment, as the writer goes through them."""
    known: dict[str, str] = {}
    found: list[list[str]] = []
    for scene in scenes:
        turns = [AnsweredTurn(speaker=name, text=text) for name, text in scene]
        speakers = Speakers(turns, parts, known)
        known = {**known, **speakers.names}
        spoken: list[str] = []
        for turn in turns:
            spoken.append(speakers.name_and_text(turn, spoken[-1] if spoken else None)[0])
        found.append(spoken)
    return found


def said(*names: str) -> Scene:
    return [(name, f"Words of turn {n}.") for n, name in enumerate(names)]


JAMIE, CHEN = "Jamie Rodriguez", "Dr. Alex Chen"


@pytest.mark.parametrize(
    ("parts", "scenes", "host_speaks"),
    [
        # an invented cast: by first appearance, for the whole episode
        (("HOST", "EXPERT"), [said("Alex", "Jordan"), said("Jordan", "Alex", "Jordan")], ["10", "010"]),
        (("HOST", "EXPERT"), [said("Alex", "Jordan"), said("Jordan")], ["10", "0"]),
        (("HOST", "EXPERT"), [said("Alex", "Jordan"), said("Sam", "Robin", "Sam")], ["10", "101"]),
        (("HOST", "EXPERT"), [said("Alex", "Jordan", "Robin"), said("Robin", "Alex")], ["100", "01"]),
        # numbers
        (("HOST", "EXPERT"), [said("Host 1", "Host 2"), said("Host 2", "Host 1")], ["10", "01"]),
        (("HOST", "EXPERT"), [said("Host 2", "Host 1")], ["01"]),
        (("Ada", "Bo"), [said("Speaker A", "Speaker B"), said("Speaker B", "Speaker A")], ["10", "01"]),
        (("Ada", "Bo"), [said("Person 2", "Person 1")], ["01"]),
        (("Ada", "Bo"), [said("SPEAKER_00", "SPEAKER_01"), said("SPEAKER_01", "SPEAKER_00")], ["10", "01"]),
        (("Ada", "Bo"), [said("Expert 1", "Expert 2")], ["10"]),
        (("Ada", "Bo"), [said("First Speaker", "Second Speaker")], ["10"]),
        (("Speaker 1", "Speaker 2"), [said("speaker 2", "Speaker1")], ["01"]),
        # roles
        (("HOST", "EXPERT"), [said("Guest", "Interviewer", "Guest")], ["010"]),
        (("Ada", "Bo"), [said("Gast", "Moderatorin"), said("Moderatorin", "Gast")], ["01", "10"]),
        (("Ada", "Bo"), [said("Host", "Co-host")], ["10"]),
        (("Ada", "Bo"), [said("Professor", "Interviewer")], ["01"]),
        # pieces of the names
        ((JAMIE, CHEN), [said("Alex", "Jamie", "Alex")], ["010"]),
        ((JAMIE, CHEN), [said("Chen", "Rodriguez"), said("Dr. Chen", "Jamie R.")], ["01", "01"]),
        ((JAMIE, CHEN), [said("Dr. Alex Chen (expert)", "Jamie Rodriguez (host)")], ["01"]),
        ((JAMIE, CHEN), [said("Expert (Alex)", "Host - Jamie"), said("ALEX CHEN, PhD", "jamie")], ["01", "01"]),
        ((JAMIE, CHEN), [said("the Doctor", "Host")], ["01"]),
        ((JAMIE, CHEN), [said("Sam (guest)", "Kim [host]")], ["01"]),
        (("Jamie Chen", "Alex Chen"), [said("Chen", "Alex"), said("Alex", "Jamie")], ["10", "01"]),
        (("José Núñez", "Zoë"), [said("Zoe", "Jose Nunez", "ZOË")], ["010"]),
        (("Søren Müller", "Łucja"), [said("Lucja", "Soren", "Mueller")], ["011"]),
        (("O’Brien", "Ann-Marie"), [said("Ann Marie", "O'Brien")], ["01"]),
    ],
)
def test_names_of_models(parts: tuple[str, str], scenes: list[Scene], host_speaks: list[str]) -> None:
    found = voices(scenes, cast(*parts))
    assert ["".join("1" if name == parts[0] else "0" for name in scene) for scene in found] == host_speaks


def test_labels_before_the_words_name_who_the_field_does_not() -> None:
    told = [("narrator", "Alex: What grew there?"), ("narrator", "Jordan: Samphire."), ("narrator", "Alex: Why?")]
    turns = [AnsweredTurn(speaker=name, text=text) for name, text in told]
    parts = cast("HOST", "EXPERT")
    speakers = Speakers(turns, parts)
    assert [speakers.name_and_text(turn, None) for turn in turns] == [
        ("HOST", "What grew there?"), ("EXPERT", "Samphire."), ("HOST", "Why?"),
    ]  # fmt: skip


def test_a_piece_of_a_name_is_a_label_too() -> None:
    turn = AnsweredTurn(speaker="Dr. Alex Chen", text="Alex: It left a white crust.")
    speakers = Speakers([turn], cast(JAMIE, CHEN))
    assert speakers.name_and_text(turn, None) == (CHEN, "It left a white crust.")


WAYS = st.sampled_from(
    [
        ("Sam", "Robin"), ("Host 1", "Host 2"), ("Speaker A", "Speaker B"), ("Person 1", "Person 2"),
        ("Interviewer", "Guest"), ("HOST", "EXPERT"), ("Jamie", "Chen"), ("jamie rodríguez", "DR ALEX CHEN"),
        ("Rodriguez (host)", "Alex (expert)"), ("Anna (host)", "Ben (guest)"), ("1", "2"), ("A", "B"), ("Q", "A"),
        ("王明", "李娜"), ("Host", "Alex"), ("Kim", "Expert"), ("Moderator", "Dr. Patel"),
    ]
)  # fmt: skip
ORDERS = st.lists(st.lists(st.booleans(), min_size=2, max_size=6), min_size=1, max_size=4)
STYLES = st.sampled_from([str, str.upper, str.lower, lambda name: f"**{name}**", lambda name: f" {name}: "])


@given(WAYS, ORDERS, STYLES)
def test_two_people_are_two_voices_through_the_episode(way: tuple[str, str], orders: list[list[bool]], style) -> None:  # type: ignore[no-untyped-def]  # str methods and functions alike
    opening = [True, False]
    scenes = [said(*(style(way[0] if host else way[1]) for host in order)) for order in [opening, *orders]]
    found = voices(scenes, cast(JAMIE, CHEN))
    for order, scene in zip([opening, *orders], found, strict=True):
        assert scene == [JAMIE if host else CHEN for host in order]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5), st.text(max_size=20))
def test_any_names_give_known_parts_and_keep_them(names: list[str], text: str) -> None:
    parts = cast("HOST", "EXPERT")
    turns = [AnsweredTurn(speaker=name, text=text) for name in names]
    first = Speakers(turns, parts)
    again = Speakers(list(reversed(turns)), parts, first.names)
    assert set(first.names.values()) <= {"HOST", "EXPERT"}
    assert {name: again.names[name] for name in first.names} == first.names


@given(st.text(max_size=20))
def test_folding_is_done_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)
