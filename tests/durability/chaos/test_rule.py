"""The strict rule on made-up ledgers: beside each case that it excuses stands one that differs in that point alone."""

from collections.abc import Sequence

import pytest

from tests.durability.chaos.made_up import ONE, OTHER, blow, call
from tests.durability.chaos.plan import Kind
from tests.durability.chaos.rule import Evidence, Fault, same
from tests.fakevendor.ledger import Call

KILLS_AND_FREEZE = (Kind.WORKER, Kind.WORKERS, Kind.FREEZE)
EXCUSE_NOTHING = (Kind.API, Kind.SERVER, Kind.SUPERVISOR, Kind.CATALOG, Kind.FULL)


def reasons(calls: Sequence[Call], faults: Sequence[Fault], kept: dict[str, float] | None = None) -> list[int | None]:
    """For each repeat the number of the blow that excuses it."""
    again = Evidence(calls, kept or {}, faults).repeats()
    return [repeat.why.number if repeat.why else None for repeat in again]


def test_a_call_that_was_made_once_is_no_repeat() -> None:
    assert reasons([call(100), call(101, text="Birch."), call(102, voice="george")], []) == []
    assert reasons([call(100), call(103)], []) == [None]


def test_a_call_that_was_never_billed_is_no_repeat() -> None:
    assert reasons([call(100, billed=0), call(103)], []) == []
    assert reasons([call(100, billed=1), call(103)], []) == [None]


@pytest.mark.parametrize("kind", KILLS_AND_FREEZE)
def test_its_own_worker_was_struck(kind: Kind) -> None:
    calls = [call(100, by=ONE), call(110, by=OTHER)]
    assert reasons(calls, [blow(kind, 101, ONE, lasts=9)]) == [1]
    assert reasons(calls, [blow(kind, 101, OTHER, lasts=9)]) == [None]
    assert reasons(calls, [blow(kind, 101, lasts=9)]) == [None]
    assert reasons(calls, [blow(kind, 101, ONE, OTHER, lasts=9)]) == [1]


@pytest.mark.parametrize("kind", EXCUSE_NOTHING)
def test_what_excuses_nothing(kind: Kind) -> None:
    """Not even when it says that it struck the worker, or while it lasts."""
    calls = [call(100), call(110)]
    assert reasons(calls, [blow(kind, 101, ONE, lasts=5)]) == [None]
    assert reasons(calls, [blow(kind, 101, lasts=5)]) == [None]
    assert reasons(calls, [blow(Kind.WORKER, 101, ONE)]) == [1]


def test_struck_after_its_answer_but_before_it_was_kept() -> None:
    first, again = call(100), call(110)
    assert reasons([first, again], [blow(Kind.WORKER, 102.9, ONE)], {again.mark: 113}) == [1]
    assert reasons([first, again], [blow(Kind.WORKER, 102.9, ONE)], {first.mark: 103}) == [1]
    assert reasons([first, again], [blow(Kind.WORKER, 103.1, ONE)], {first.mark: 103}) == [None]


def test_an_answer_that_is_held_in_memory_is_lost_with_its_worker_whenever_it_dies() -> None:
    """As while the artifacts are full: it is the blow that excuses, not that they are."""
    calls = [call(100), call(130)]
    full = blow(Kind.FULL, 101, lasts=12)
    assert reasons(calls, [full, blow(Kind.WORKER, 112, ONE, number=2)]) == [2]
    assert reasons(calls, [full, blow(Kind.WORKER, 112, OTHER, number=2)]) == [None]


def test_an_equal_answer_that_stands_in_the_store_ends_the_excuse() -> None:
    first, again, third = call(100, by=ONE), call(110, by=OTHER), call(130, by=OTHER)
    faults = [blow(Kind.WORKER, 101, ONE, number=1), blow(Kind.WORKER, 120, OTHER, number=2)]
    assert reasons([first, again, third], faults, {third.mark: 133}) == [1, 2]
    assert reasons([first, again, third], faults, {again.mark: 113}) == [1, None]


def test_a_call_that_came_though_the_answer_stood_in_the_store_explains_no_further_one() -> None:
    first, needless, third = call(100), call(110), call(120)
    faults = [blow(Kind.WORKER, 111, ONE)]
    assert reasons([first, needless, third], faults, {first.mark: 103}) == [None, None]
    assert reasons([first, needless, third], faults, {third.mark: 123}) == [None, 1]


def test_struck_before_the_call_arrived() -> None:
    """What is written down within half a second was on its way; a frozen process sends nothing later."""
    for kind in KILLS_AND_FREEZE:
        calls = [call(100), call(112)]
        assert reasons(calls, [blow(kind, 99.6, ONE, lasts=10)]) == [1]
        assert reasons(calls, [blow(kind, 99.4, ONE, lasts=10)]) == [None]


def test_a_thaw_excuses_nothing() -> None:
    """A call that a worker made on waking, for a turn that another had taken over."""
    faults = [blow(Kind.FREEZE, 100, ONE, lasts=10)]
    in_flight, taken_over, on_waking = call(99, by=ONE), call(108.5, by=OTHER), call(110.2, by=ONE)
    assert reasons([in_flight, taken_over], faults) == [1]
    assert reasons([taken_over, on_waking], faults) == [None]
    assert reasons([on_waking, call(115, by=OTHER)], faults) == [None]
    assert reasons([in_flight, taken_over, on_waking], faults) == [1, None]


def test_a_blow_after_the_repeat_explains_nothing() -> None:
    calls = [call(100, took=8), call(104, by=OTHER)]
    assert reasons(calls, [blow(Kind.WORKER, 103, ONE)]) == [1]
    assert reasons(calls, [blow(Kind.WORKER, 105, ONE)]) == [None]


def test_a_blow_excuses_each_call_once() -> None:
    first, second, third = call(100), call(110), call(120)
    once = [blow(Kind.WORKER, 101, ONE, number=1)]
    twice = [*once, blow(Kind.WORKER, 111, ONE, number=2)]
    assert reasons([first, second, third], once) == [1, None]
    assert reasons([first, second, third], twice) == [1, 2]
    of_the_first = [*once, blow(Kind.WORKER, 102, ONE, number=2)]
    assert reasons([first, second, third], of_the_first) == [1, None], "both met the first call"


def test_a_blow_excuses_every_call_that_it_met() -> None:
    calls = [call(100), call(100.5, text="Birch."), call(110), call(111, text="Birch.")]
    assert reasons(calls, [blow(Kind.WORKER, 101, ONE)]) == [1, 1]
    assert len(Evidence(calls, {}, [blow(Kind.WORKER, 101, ONE)]).in_flight()) == 2


def test_the_vendor_died_between_answer_and_reading() -> None:
    calls = [call(100, took=2), call(105)]
    assert reasons(calls, [blow(Kind.VENDOR, 102.05)]) == [1]
    assert reasons(calls, [blow(Kind.VENDOR, 102.15)]) == [None]
    assert reasons(calls, [blow(Kind.VENDOR, 101.9)]) == [None]
    assert reasons(calls, [blow(Kind.VENDOR, 102.05)], {calls[0].mark: 102.3}) == [None], "it was read, and kept"
    cut_off = [call(100, took=None), call(105)]
    assert reasons(cut_off, [blow(Kind.VENDOR, 101)]) == [], "what the vendor cut off was not billed"


def test_calls_are_equal_by_all_that_was_said_to_the_model() -> None:
    one, other = call(100, kind="chat", text="messages"), call(103, kind="chat", text="other messages")
    other.text = one.text  # the last message alone is the same
    assert reasons([one, other], []) == []
    other.sha = one.sha
    assert reasons([one, other], []) == [None]


def test_other_calls_than_for_speech_and_writing_cost_nothing() -> None:
    assert reasons([call(100, kind="voices"), call(101, kind="voices")], []) == []
    assert reasons([call(100, kind="chat"), call(101, kind="chat")], []) == [None]


def test_the_order_of_a_group_is_that_of_arrival() -> None:
    early, late = call(100), call(105)
    assert same([late, early]) == [[early, late]]


def test_calls_in_flight_at_struck_workers() -> None:
    kept, struck, others = call(100), call(104, text="Birch."), call(104, text="Cinder.", by=OTHER)
    faults = [blow(Kind.WORKER, 105, ONE), blow(Kind.FREEZE, 105.5, ONE, number=2, lasts=9), blow(Kind.SERVER, 105)]
    evidence = Evidence([kept, struck, others], {kept.mark: 103}, faults)
    assert [(fault.kind, met) for fault, met in evidence.in_flight()] == [(Kind.WORKER, struck), (Kind.FREEZE, struck)]
    assert evidence.excusable() == [struck], "a call counts once in the share, however often it was struck"
    assert Evidence([kept, struck, others], {kept.mark: 105.2}, faults).excusable() == [kept, struck]
