"""Who gets how many of a vendor's places."""

from hypothesis import given
from hypothesis import strategies as st

from domain.vendors.slots import Demand, allowed, fair_shares

WANTED = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 20))


@given(st.integers(0, 30), WANTED, st.integers(0, 100))
def test_shares_are_whole_fair_and_all_given(total: int, wanted: dict[str, int], turn: int) -> None:
    shares = fair_shares(total, wanted, turn=turn)
    assert sum(shares.values()) == min(total, sum(wanted.values()))
    assert all(0 <= shares[name] <= wanted[name] for name in wanted)
    unmet = [shares[name] for name in wanted if shares[name] < wanted[name]]
    assert all(max(shares.values()) <= least + 1 for least in unmet)


def test_who_wants_little_gets_it_and_leaves_the_rest() -> None:
    assert fair_shares(5, {"a": 9, "b": 1}) == {"a": 4, "b": 1}
    assert fair_shares(5, {"a": 9, "b": 9}) == {"a": 3, "b": 2}
    assert fair_shares(5, {"a": 9, "b": 9}, turn=1) == {"a": 2, "b": 3}


@given(st.integers(1, 5), st.integers(6, 12))
def test_with_more_processes_than_places_each_has_its_turn(total: int, processes: int) -> None:
    wanted = {f"p{n:02}": 3 for n in range(processes)}
    served = {name for turn in range(processes) for name, got in fair_shares(total, wanted, turn=turn).items() if got}
    assert served == set(wanted)


def test_a_share_that_others_still_hold_has_to_be_waited_for() -> None:
    others = {"b": Demand(held=5, wanted=9)}
    assert allowed(5, 9, others, me="a", turn=0) == 0
    assert allowed(5, 9, {"b": Demand(held=2, wanted=9)}, me="a", turn=0) == 3
    assert allowed(5, 9, {"b": Demand(held=7, wanted=7)}, me="a", turn=0) == 0
