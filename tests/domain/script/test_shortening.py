"""Shortening: a segment in its time, by what is left out of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.script.length import Talk, talk_of
from domain.script.model import Citation, DraftTurn, SegmentDraft
from domain.script.shortening import exchanges, parted, shortened

RATES = {"Ada": 11.0, "Bo": 11.0}
SENTENCES = ("The salt comes down the river in wide and shallow boats.", "It is weighed twice before it is sold there.")


def draft(*answers: int, spare: tuple[int, ...] = (), closing: bool = False) -> SegmentDraft:
    """A question and an answer of so many sentences each."""
    turns: list[DraftTurn] = []
    for n, length in enumerate(answers):
        text = " ".join(SENTENCES[s % 2] for s in range(length))
        cited = tuple(Citation(passage=f"p{n}", start=s, end=s + 1) for s in range(length))
        turns += [DraftTurn(speaker="Ada", text=f"What about the part {'abcdefghijkl'[n]} of it?")]
        turns += [DraftTurn(speaker="Bo", text=text, citations=cited)]
    if closing:
        turns.append(DraftTurn(speaker="Ada", text="That was the book about salt."))
    return SegmentDraft(index=1, title="Salt", turns=tuple(turns), spare=spare)


def seconds(one: SegmentDraft) -> float:
    return talk_of(one.turns, language="en").seconds(RATES)


def fitted(one: SegmentDraft, wanted: float) -> SegmentDraft:
    return shortened(one, wanted, language="en", rates=RATES)


def test_a_closing_word_goes_with_the_last_answer() -> None:
    assert exchanges(draft(1, 1, closing=True).turns) == [[0, 1], [2, 3, 4]]


def test_one_voice_can_be_cut_between_all_turns() -> None:
    turns = [DraftTurn(speaker="Ada", text=sentence) for sentence in SENTENCES]
    assert exchanges(turns) == [[0], [1]]


def test_what_fits_stays_as_it_is() -> None:
    one = draft(2, 3, 2)
    assert fitted(one, seconds(one)) == one
    assert fitted(one, 10 * seconds(one)) == one


def test_whole_exchanges_go_and_the_first_and_last_stay() -> None:
    one = draft(2, 2, 2, 2)
    shorter = fitted(one, seconds(one) * 3 / 4)
    assert len(shorter.turns) == 6
    assert (shorter.turns[:2], shorter.turns[-2:]) == (one.turns[:2], one.turns[-2:])


@pytest.mark.parametrize("spare", [(), (4, 5)])
@pytest.mark.parametrize("share", [0.4, 0.5, 0.75])
def test_who_is_heard_nowhere_else_keeps_an_exchange(share: float, spare: tuple[int, ...]) -> None:
    one = draft(2, 2, 2, 2, 2, spare=spare)
    turns = tuple(turn.model_copy(update={"speaker": "Cy"}) if n == 5 else turn for n, turn in enumerate(one.turns))
    one = one.model_copy(update={"turns": turns})
    rates = {**RATES, "Cy": 11.0}
    wanted = share * talk_of(one.turns, language="en").seconds(rates)
    shorter = shortened(one, wanted, language="en", rates=rates, voices=("Cy", "Dee"))
    assert "Cy" in {turn.speaker for turn in shorter.turns}
    assert talk_of(shorter.turns, language="en").seconds(rates) == pytest.approx(wanted, rel=0.2)


def test_answers_lose_their_last_sentences_where_no_exchange_can_go() -> None:
    one = draft(4, 4)
    shorter = fitted(one, seconds(one) * 0.75)
    assert [len(turn.text) < len(whole.text) for turn, whole in zip(shorter.turns, one.turns, strict=True)] == [
        False,
        True,
        False,
        True,
    ]
    assert [len(turn.citations) for turn in shorter.turns] == [0, 3, 0, 3]


def test_far_too_long_keeps_one_end_alone() -> None:
    one = draft(1, 1)
    half = seconds(one) * 0.4
    assert fitted(one, half).turns == one.turns[:2]
    assert shortened(one, half, language="en", rates=RATES, closes=True).turns == one.turns[2:]


def test_spare_exchanges_are_spoken_where_there_is_time_for_them() -> None:
    one = draft(2, 2, 2, spare=(2, 3))
    without = shortened(one, None, language="en", rates=RATES)
    assert without.turns == (*one.turns[:2], *one.turns[4:])
    assert fitted(one, seconds(without)).turns == without.turns
    assert fitted(one, seconds(one)).turns == one.turns
    assert without.spare == ()


def test_the_first_exchange_can_be_parted_from_the_rest() -> None:
    one = draft(2, 2, 2, spare=(2, 3))
    first, rest = parted(one)
    assert first.turns == one.turns[:2]
    assert rest is not None
    assert (rest.turns, rest.spare) == (one.turns[2:], (0, 1))
    assert parted(draft(3)) == (draft(3), None)


def test_behind_what_was_spoken_all_but_the_last_may_go() -> None:
    one = draft(2, 2, 2)
    least = shortened(one, 1.0, language="en", rates=RATES, opens=False)
    assert [turn.speaker for turn in least.turns] == ["Ada", "Bo"]
    assert least.turns[0] == one.turns[4]


def named(*tells: str) -> SegmentDraft:
    """Exchanges of one length, each of which tells of something."""
    turns: list[DraftTurn] = []
    for n, one in enumerate(tells):
        turns += [DraftTurn(speaker="Ada", text=f"What about the part {'abcdefgh'[n]} of it?")]
        turns += [DraftTurn(speaker="Bo", text=f"It is said that {one} was there, where the salt came down the river.")]
    return SegmentDraft(index=1, title="Salt", turns=tuple(turns))


@pytest.mark.parametrize(
    ("tells", "gone"),
    [
        (["a boat", "Orla Finn", "a wagon", "Orla Finn", "a cask"], 2),
        (["a boat", "the year 1794", "a wagon", "the tax of 1794", "a cask"], 2),
        (["a boat", "a wagon", "Orla Finn", "a cart", "Orla Finn"], 3),
        (["Orla Finn", "Orla Finn", "a wagon", "Orla Finn", "a cask"], 2),
    ],
)
def test_what_a_later_exchange_repeats_is_not_cut(tells: list[str], gone: int) -> None:
    one = named(*tells)
    shorter = fitted(one, seconds(one) * 0.8)
    kept = [n for n in range(len(tells)) if one.turns[2 * n + 1] in shorter.turns]
    assert gone not in kept
    assert len(kept) == 4
    heard = " ".join(turn.text for turn in shorter.turns)
    assert heard.count("Finn") == " ".join(tells).count("Finn") or tells[0] == "Orla Finn"


def test_an_exchange_goes_with_what_repeats_it() -> None:
    one = named("a boat", "Orla Finn", "a wagon of Orla Finn", "a cask")
    shorter = fitted(one, seconds(one) * 0.5)
    assert "Finn" not in " ".join(turn.text for turn in shorter.turns)


def test_a_sentence_that_a_later_turn_repeats_is_not_cut() -> None:
    told = "The salt comes down the river in wide and shallow boats. They belonged to Orla Finn and to her sisters."
    asked = DraftTurn(speaker="Ada", text="What about it?")
    turns = (
        asked,
        DraftTurn(speaker="Bo", text=told),
        asked,
        DraftTurn(
            speaker="Bo",
            text="Then Orla Finn sold all of the boats to a town. It was a hard winter for the towns there.",
        ),
    )
    one = SegmentDraft(index=1, title="Salt", turns=turns)
    shorter = fitted(one, seconds(one) * 0.8)
    assert shorter.turns[1] == turns[1]
    assert shorter.turns[3].text == "Then Orla Finn sold all of the boats to a town."


@settings(deadline=None, max_examples=25)
@given(
    answers=st.lists(st.integers(1, 5), min_size=3, max_size=8),
    share=st.floats(0.55, 1.0),
)
def test_it_comes_near_to_any_time_that_is_not_far_below(answers: list[int], share: float) -> None:
    one = draft(*answers)
    wanted = share * seconds(one)
    shorter = fitted(one, wanted)
    longest = max(talk_of([turn], language="en").seconds(RATES) for turn in one.turns)
    least = seconds(one.model_copy(update={"turns": (*one.turns[:2], *one.turns[-2:])}))
    assert abs(seconds(shorter) - wanted) <= longest or wanted < least
    positions = [one.turns.index(turn) for turn in shorter.turns if turn in one.turns]
    assert positions == sorted(positions)


def test_talk_counts_letters_and_pauses() -> None:
    turns = draft(1).turns
    talk = talk_of(turns, language="en")
    assert talk.turns == 2
    assert talk.silence == 0.3
    assert talk.seconds({"Ada": 10.0, "Bo": 10.0}) == pytest.approx(0.3 + sum(talk.letters.values()) / 10)
    assert Talk().seconds({}) == 0
