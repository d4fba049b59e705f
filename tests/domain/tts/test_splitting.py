"""Cutting texts for vendors: no word is lost, no piece too long, and cuts fall where a speaker would breathe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tts.splitting import split_by_words, split_for_vendor

_PROSE = st.lists(
    st.sampled_from(
        ["word", "a", "Dr.", "U.S.", "end.", "so,", "why?", '"no!"', "it;", "—", "longer", "The", "\n", "。"]
    )
    | st.text(max_size=12)
).map(" ".join)


@given(_PROSE, st.integers(1, 80))
def test_pieces_are_short_enough_and_together_the_text(text: str, maximum: int) -> None:
    pieces = split_for_vendor(text, maximum_characters=maximum)
    assert all((0 < len(piece) <= maximum and piece == piece.strip()) or len(piece) == maximum for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(_PROSE.filter(lambda text: all(len(word) <= 20 for word in text.split())), st.integers(20, 80))
def test_words_that_fit_are_never_cut(text: str, maximum: int) -> None:
    assert " ".join(split_for_vendor(text, maximum_characters=maximum)).split() == text.split()


@given(_PROSE, st.integers(1, 9))
def test_pieces_of_so_many_words(text: str, maximum: int) -> None:
    pieces = split_by_words(text, maximum_words=maximum)
    assert all(1 <= len(piece.split()) <= maximum for piece in pieces)
    assert " ".join(pieces).split() == text.split()


def test_sentences_first_then_clauses_then_words() -> None:
    text = "Dr. Smith agreed. The others, who had come late, did not agree at all."
    assert split_for_vendor(text, maximum_characters=60) == (
        "Dr. Smith agreed.",
        "The others, who had come late, did not agree at all.",
    )
    assert split_for_vendor(text, maximum_characters=40) == (
        "Dr. Smith agreed.",
        "The others, who had come late,",
        "did not agree at all.",
    )
    assert split_for_vendor("one two three four", maximum_characters=9) == ("one two", "three", "four")
    assert split_for_vendor("incomprehensible", maximum_characters=10) == ("incomprehe", "nsible")


def test_a_text_that_fits_is_one_piece_and_an_empty_one_none() -> None:
    assert split_for_vendor(" All of it. Twice. ", maximum_characters=100) == ("All of it. Twice.",)
    assert split_for_vendor(" \n", maximum_characters=100) == ()


def test_a_maximum_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="maximum_characters"):
        split_for_vendor("text", maximum_characters=0)
    with pytest.raises(ValueError, match="maximum_words"):
        split_by_words("text", maximum_words=0)
