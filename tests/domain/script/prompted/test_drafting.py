"""Turns of a model into turns of the episode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.model import Part
from domain.script.prompted.answers import AnsweredTurn, UnusableAnswer
from domain.script.prompted.drafting import LONGEST_TURN, ShownMaterial, draft_turns
from domain.script.prompted.repetition import long_sentences
from domain.tts.speaker import Role

PARTS = (
    Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
    Part(name="Ada", role=Role.HOST, words_per_minute=150),
)
PASSAGES = {"s1-p0001": "A run of one second stands for 1,000 metres.", "s1-p0002": "It was read in 1944."}
SHOWN = ShownMaterial(passages=PASSAGES)


def turns(*said: tuple[str, str]) -> list[AnsweredTurn]:
    return [AnsweredTurn(speaker=speaker, text=text, citations=["s1-p0001"]) for speaker, text in said]


@pytest.mark.parametrize(
    "speakers",
    [
        ("Ada", "Bo", "Ada"),
        ("ada", "BO ", "**Ada**"),
        ("HOST", "EXPERT", "HOST"),
        ("Host (Ada)", "Expert_1", "Host"),
        ("Anna", "Ben", "Anna"),  # renamed, in the order they come
        ("Speaker 1", "Speaker 2", "Speaker 1"),
        ("Ada", "Dr. Miller", "Ada"),
        ("Anna", "Bo", "Anna"),
        ("", "", ""),
        ("narrator", "narrator", "narrator"),  # the speakers cannot be told apart: they alternate
    ],
)
def test_speakers_are_known_again(speakers: tuple[str, str, str]) -> None:
    said = turns(*zip(speakers, ("Why is that?", "Because.", "I see."), strict=True))
    assert [turn.speaker for turn in draft_turns(said, PARTS, SHOWN)] == ["Ada", "Bo", "Ada"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Ada: Why is that?", "Why is that?"),
        ("**Host:** Why is that?", "Why is that?"),
        ("Moderator: Why is that?", "Moderator: Why is that?"),
        ("Expert opinions: they differ.", "Expert opinions: they differ."),
        ("Well [laughs], it *is* `odd` (pauses briefly).", "Well, it *is* odd."),
        ("It lives off (the music industry) today.", "It lives off (the music industry) today."),
        ("A run [s1-p0001] counts (s1-p0001, s1-p0002).", "A run counts."),
        ("One\u0000line\n\nand  another\u200b.", "One line and another ."),
        ("# A heading", "A heading"),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert draft_turns(turns(("Ada", text)), PARTS, SHOWN)[0].text == clean


def test_a_label_names_a_speaker_the_field_does_not() -> None:
    found = draft_turns(turns(("", "Bo: It dances."), ("", "Ada: Why?"), ("Bo", "Bo: Who?")), PARTS, SHOWN)
    assert [(turn.speaker, turn.text) for turn in found] == [("Bo", "It dances."), ("Ada", "Why?"), ("Bo", "Who?")]


def test_empty_turns_go_and_neighbours_are_joined() -> None:
    said = turns(("Ada", "Why?"), ("Bo", "Because."), ("Ada", " … "), ("Bo", "And so on."))
    found = draft_turns(said, PARTS, SHOWN)
    assert [turn.text for turn in found] == ["Why?", "Because. And so on."]
    assert [one.passage for one in found[1].citations] == ["s1-p0001"]
    with pytest.raises(UnusableAnswer, match="words of its own"):
        draft_turns(turns(("Ada", ""), ("Bo", "—")), PARTS, SHOWN)


def test_a_monologue_is_cut_between_sentences() -> None:
    sentences = [f"Sentence {n} has these few words and no more than that." for n in range(40)]
    found = draft_turns(turns(("Bo", " ".join(sentences))), PARTS, SHOWN)
    assert len(found) > 1
    assert all(len(turn.text.split()) <= LONGEST_TURN for turn in found)
    assert " ".join(turn.text for turn in found) == " ".join(sentences)


def test_citations_are_known_ones_and_flags_tell_what_is_missing() -> None:
    def one(speaker: str, text: str, *citations: str) -> AnsweredTurn:
        return AnsweredTurn(speaker=speaker, text=text, citations=list(citations))

    said = [
        one("Ada", "What did he find?"),
        one("Bo", "It is 1000 metres.", "[S1-P0001]", "s1-p0001", "s9-p0009"),
        one("Ada", "In 1999?"),
        one("Bo", "In 1944."),
    ]
    found = draft_turns(said, PARTS, SHOWN)
    assert [[one.passage for one in turn.citations] for turn in found] == [[], ["s1-p0001"], [], []]
    assert [turn.flags for turn in found] == [(), (), ("number_not_in_sources",), ("uncited",)]


LONG = "The angle of the run is the angle to the sun."


def test_what_was_said_or_copied_is_left_out() -> None:
    shown = ShownMaterial(
        passages=PASSAGES,
        said=long_sentences([LONG]),
        instructions=long_sentences(["Say only what the passages say here."]),
    )
    said = turns(
        ("Ada", "What about the angle?"),
        ("Bo", LONG),
        ("Ada", "How far is it? I see."),
        ("Bo", "Say only what the passages say here. It is the time that a run takes which tells the way."),
        ("Ada", "I see."),
        ("Bo", "It is the time that a run takes, which tells the way. It is far."),
    )
    assert [turn.text for turn in draft_turns(said, PARTS, shown)] == [
        "How far is it? I see.",
        "It is the time that a run takes which tells the way.",
        "I see.",
        "It is far.",
    ]


def test_repetitions_stay_when_there_is_little_else() -> None:
    shown = ShownMaterial(passages=PASSAGES, said=long_sentences([LONG]))
    assert [turn.text for turn in draft_turns(turns(("Ada", "Why?"), ("Bo", LONG)), PARTS, shown)] == ["Why?", LONG]


def test_only_the_last_segment_may_end_on_the_host() -> None:
    said = turns(("Ada", "Why?"), ("Bo", "Because."), ("Ada", "And then?"))
    assert [turn.speaker for turn in draft_turns(said, PARTS, ShownMaterial(passages=PASSAGES, closes=False))] == [
        "Ada",
        "Bo",
    ]
    assert len(draft_turns(said, PARTS, SHOWN)) == 3


SPEAKERS = st.sampled_from(["Ada", "Bo", "HOST", "expert", "", "X", "Anna: ", "\x00"]) | st.text(max_size=6)
SAID = st.sampled_from([LONG, "Ada: ", "Bo: hello.", "?", "word " * 300, "[s1-p0001]", "。" * 9]) | st.text(max_size=30)


@given(st.lists(st.builds(AnsweredTurn, speaker=SPEAKERS, text=SAID), max_size=6), st.booleans())
def test_whatever_comes_speakers_are_known_and_texts_hold_words(said: list[AnsweredTurn], closes: bool) -> None:
    shown = ShownMaterial(passages=PASSAGES, said=long_sentences([LONG]), closes=closes)
    try:
        found = draft_turns(said, PARTS, shown)
    except UnusableAnswer:
        return
    assert found
    assert {turn.speaker for turn in found} <= {"Ada", "Bo"}
    assert all(any(character.isalnum() or character == "_" for character in turn.text) for turn in found)
