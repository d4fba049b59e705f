"""What is mended without another call: who begins, the end, the length, citations, and what a model delivers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.fitting import exchanges, nearest
from domain.script.model import DraftTurn, Part
from domain.script.prompted.delivery import LEAST, MOST, delivery_of, words_to_ask
from domain.script.prompted.drafting import spoken_words
from domain.script.prompted.mending import TOO_LONG, fitted, in_order, shortened
from domain.tts.speaker import Role

PARTS = (
    Part(name="Ada", role=Role.HOST, words_per_minute=150),
    Part(name="Bo", role=Role.EXPERT, words_per_minute=150),
    Part(name="Cy", role=Role.EXPERT, words_per_minute=150),
)


def turns(*said: tuple[str, str]) -> tuple[DraftTurn, ...]:
    return tuple(DraftTurn(speaker=name, text=text) for name, text in said)


def words(count: int) -> str:
    return " ".join(["word"] * count)


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        ("A? B. A? B.", "A? B. A? B."),
        ("B. A? B.", "A? BB."),
        ("B? A. B? A.", "A? B. A? B."),  # the voices were exchanged
        ("B. C. A? B.", "A? B. C. B."),
        ("B. B.", "B. B."),
    ],
)
def test_the_host_begins(given: str, mended: str) -> None:
    names = {"A": "Ada", "B": "Bo", "C": "Cy"}
    said = turns(*((names[one[0]], f"{words(13)}{one[1]}") for one in given.split()))
    found = in_order(said, PARTS, closes=False)
    shown = ["".join([turn.speaker[0]] * (len(turn.text.split()) // 13)) + turn.text[-1] for turn in found]
    assert shown == mended.split()


def test_an_aside_before_the_host_is_left_out() -> None:
    found = in_order(turns(("Bo", "Thank you."), ("Ada", "Why?"), ("Bo", "Because.")), PARTS, closes=False)
    assert [turn.text for turn in found] == ["Why?", "Because."]


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ([("Bo", "Because. Or not?")], ["Because."]),
        ([("Bo", "Because."), ("Ada", "And then?")], ["Because."]),
        ([("Bo", "Because."), ("Ada", "And then?"), ("Bo", "Who knows?")], ["Because.", "And then?", "Who knows?"]),
    ],
)
def test_the_last_question_goes_where_something_stands_before_it(end: list[tuple[str, str]], left: list[str]) -> None:
    found = in_order(turns(("Ada", "Why?"), *end), PARTS, closes=True)
    assert [turn.text for turn in found] == ["Why?", *left]


def test_whole_exchanges_are_cut_to_the_length() -> None:
    said = turns(*((name, words(count)) for n in range(8) for name, count in (("Ada", 10), ("Bo", 20 + 5 * n))))
    groups = exchanges(said, PARTS)
    assert [len(group) for group in groups] == [2] * 8
    found = fitted(said, PARTS, words=200)
    assert spoken_words(found) == pytest.approx(200, abs=5)
    assert (found[0], found[-1]) == (said[0], said[-1])
    assert [turn.speaker for turn in found] == ["Ada", "Bo"] * (len(found) // 2)
    assert fitted(said[:4], PARTS, words=70) == said[:4], "a tenth more stays"


@pytest.mark.parametrize("alone", range(1, 8))
def test_the_only_exchange_of_a_speaker_stays(alone: int) -> None:
    said = turns(*((name, words(25)) for n in range(9) for name in ("Ada", "Cy" if n == alone else "Bo")))
    found = fitted(said, PARTS, words=200)
    assert {turn.speaker for turn in found} == {"Ada", "Bo", "Cy"}
    assert spoken_words(found) == pytest.approx(200, abs=25)


def test_sentences_go_where_exchanges_cannot() -> None:
    said = turns(("Ada", "Why?"), ("Bo", "One two three four. Five six seven eight. Nine ten eleven twelve."))
    assert [turn.text for turn in shortened(said, words=9)] == ["Why?", "One two three four. Five six seven eight."]
    assert [turn.text for turn in shortened(said, words=1)] == ["Why?", "One two three four."]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=24), st.integers(1, 2_000))
def test_what_is_kept_is_as_near_as_any_exchange_would_bring_it(sizes: list[int], wanted: int) -> None:
    kept = nearest(sizes, wanted)
    assert kept == sorted(set(kept))
    assert {0, len(sizes) - 1} <= set(kept)
    if len(sizes) < 3 or sum(sizes) <= wanted:
        assert kept == list(range(len(sizes)))
        return
    off = abs(sum(sizes[n] for n in kept) - wanted)
    for n in range(1, len(sizes) - 1):
        other = set(kept) ^ {n}
        assert off <= abs(sum(sizes[k] for k in other) - wanted) + len(sizes) * sum(sizes) / 4_000


@given(st.lists(st.tuples(st.sampled_from(["Ada", "Bo", "Cy"]), st.integers(1, 60)), min_size=1, max_size=30))
def test_cut_turns_are_turns_of_the_draft_in_their_order(said: list[tuple[str, int]]) -> None:
    given = turns(*((name, f"{n} {words(count)}") for n, (name, count) in enumerate(said)))
    found = fitted(given, PARTS, words=120)
    assert [turn for turn in given if turn in found] == list(found)
    assert spoken_words(found) <= max(spoken_words(given), TOO_LONG * 120)


@given(st.integers(1, 5_000), st.floats(0.0, 10.0))
def test_a_model_is_asked_for_what_it_delivers_as_wanted(wanted: int, delivery: float) -> None:
    asked = words_to_ask(wanted, delivery)
    assert wanted / MOST - 1 <= asked <= wanted / LEAST + 1
    if LEAST <= delivery <= MOST:
        assert asked * delivery == pytest.approx(wanted, abs=1)
    assert delivery_of(round(asked * delivery), asked) == pytest.approx(max(LEAST, min(MOST, delivery)), abs=1)


def test_what_shows_nothing_changes_nothing() -> None:
    assert (delivery_of(0, 100), delivery_of(90, 0), delivery_of(60, 100), delivery_of(900, 100)) == (
        1.0,
        1.0,
        0.6,
        1.6,
    )
