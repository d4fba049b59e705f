"""Cues of words: what every cue keeps to, whatever the words and their times are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.captions.cueing import LATE, LONGEST, SHORTEST, SPEED, cues_of, too_fast
from domain.captions.cues import Cue
from domain.captions.lines import LINE, ends_clause, ends_sentence, lines_of, width, wrapped
from domain.transcribe.timing import timed
from domain.transcribe.words import Word

SEA = (
    "When the storm reached the coast, nobody expected that the harbour would be open; still, three boats went out "
    "before dawn. They came back at noon, tired but safe. Never again, said the captain, who had sailed for long."
)
CHINESE = "春天来了，花园里的花都开了。孩子们在草地上奔跑，笑声传得很远，连山那边的村庄都能听见他们的歌声。"

LETTERS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")),
        st.sampled_from("aeiou.,!?春夏秋冬。，กขคงน้ัเхцวกิ"),
    ),
    min_size=1,
    max_size=60,
)
SECONDS = st.one_of(st.just(0.0), st.floats(0, 100, allow_nan=False), st.floats(-5, 40_000, allow_nan=False))
ABSURD = st.lists(st.builds(Word, text=LETTERS, start=SECONDS, end=SECONDS), max_size=40)
"""Zero-length, overlapping, backwards, before the beginning; up to sixty letters without a space."""


@st.composite
def spoken(draw: st.DrawFn) -> list[Word]:
    """As people speak: words one after the other, with pauses, at 15 characters a second at most."""
    now, words = 0.0, list[Word]()
    for text in draw(st.lists(st.text("abcdeé.,?", min_size=1, max_size=14), max_size=80)):
        seconds = (len(text) + 1) / draw(st.floats(6, 15))
        words.append(Word(text=text, start=now, end=now + seconds))
        now += seconds + draw(st.sampled_from([0.0, 0.0, 0.0, 0.2, 1.5, 30.0]))
    return words


def letters(text: str) -> str:
    return "".join(text.split())


def check(words: list[Word], cues: list[Cue]) -> None:
    assert letters("".join(each.text for each in cues)) == letters("".join(each.text for each in words))
    assert [each.id for each in cues] == list(range(1, len(cues) + 1))
    shown = 0
    for cue in cues:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(0 < len(line) <= LINE and width(line) <= LINE for line in lines), lines
        assert cue.start >= shown, "overlaps"
        assert SHORTEST <= cue.end - cue.start <= LONGEST
        shown = cue.end


@given(ABSURD)
def test_whatever_the_words_are_cues_keep_to_the_rules(words: list[Word]) -> None:
    check(words, cues_of(words))


@given(spoken())
def test_speech_at_a_usual_pace_can_be_read_and_is_in_time(words: list[Word]) -> None:
    cues = cues_of(words)
    check(words, cues)
    assert too_fast(cues) == []
    starts = [each.start for each in words]
    assert all(min(abs(cue.start - 1000 * each) for each in starts) <= LATE for cue in cues)


@given(ABSURD)
def test_a_cue_that_is_too_fast_stays_as_long_as_it_may(words: list[Word]) -> None:
    cues = cues_of(words)
    for cue in too_fast(cues):
        assert cue.id < len(cues), "the last one has all the time in the world"
        assert cues[cue.id].start == cue.end, "no time is left before the next one"


def test_cues_end_where_sentences_and_clauses_do() -> None:
    cues = cues_of(timed(SEA, 1, 16))
    assert [each.text.replace("\n", " ") for each in cues] == [
        "When the storm reached the coast, nobody expected that the harbour would be open;",
        "still, three boats went out before dawn. They came back at noon, tired but safe.",
        "Never again, said the captain, who had sailed for long.",
    ]
    assert too_fast(cues) == []


def test_a_pause_ends_a_cue_and_a_cue_stays_until_it_is_read() -> None:
    words = [*timed("Hello there", 0, 0.5), *timed("old friend", 4, 4.6)]
    first, second = cues_of(words)
    assert (first.start, first.end, first.text) == (0, 1000, "Hello there")
    assert (second.start, second.text) == (4000, "old friend")


def test_unspaced_scripts_are_cut_at_their_marks_and_counted_in_columns() -> None:
    cues = cues_of([Word(text=CHINESE, start=0, end=14)])
    assert all(ends_sentence(each.text) or ends_clause(each.text) for each in cues)
    assert "".join(each.text for each in cues).replace("\n", "") == CHINESE


def test_a_word_of_sixty_letters_is_shown_whole() -> None:
    (cue,) = cues_of([Word(text="n" * 60, start=0, end=4)])
    assert cue.text == "n" * LINE + "\n" + "n" * 18


def test_no_words_no_cues() -> None:
    assert cues_of([]) == []
    assert cues_of([Word(text=" ", start=0, end=1)]) == []


def test_two_lines_are_about_equal_and_end_with_a_clause() -> None:
    sentence = "I came, I saw the whole of it, and then I went home again."
    assert lines_of(sentence.split()) == [
        "I came, I saw the whole of it,",
        "and then I went home again.",
    ]
    assert lines_of(["n" * LINE, "n" * LINE, "n"]) is None


@pytest.mark.parametrize("text", [SEA, "n" * 200, CHINESE])
def test_wrapped_lines_hold_everything(text: str) -> None:
    lines = wrapped(text).split("\n")
    assert letters("".join(lines)) == letters(text)
    assert all(width(line) <= LINE for line in lines)


def test_speed_is_what_the_guides_say() -> None:
    assert SPEED == 17
