"""The verdict over made-up runs: what makes one bad, and what its report says of it."""

from domain.jobs.progress import Usage
from tests.durability.chaos import bill
from tests.durability.chaos.made_up import NAMES, ONE, OTHER, blow, call
from tests.durability.chaos.plan import Kind
from tests.durability.chaos.report import Report, report
from tests.durability.chaos.rule import Evidence, Fault
from tests.durability.chaos.run import Made, Outcome
from tests.fakevendor.ledger import Call


def judged(calls: list[Call], faults: list[Fault], kept: dict[str, float], **outcome: object) -> Report:
    made = Outcome(faults=faults)
    for name, value in outcome.items():
        setattr(made, name, value)
    return report(made, Evidence(calls, kept, faults), names=NAMES, took=60)


def kept_calls(count: int, *, at: float = 500) -> tuple[list[Call], dict[str, float]]:
    """So many calls that nothing met, each with its entry."""
    made = [call(at + number, text=f"Turn {number} of some length.") for number in range(count)]
    return made, {each.mark: each.at + 2.5 for each in made}


def test_repeats_that_blows_explain_are_good_as_long_as_few_would_be_excused() -> None:
    calls, kept = kept_calls(5)
    faults = [blow(Kind.WORKER, 101, ONE)]
    struck = [call(100), call(110, by=OTHER)]
    good = judged([*struck, *calls], faults, kept)
    assert good.good, good.lines
    assert "| repeated calls | 1 |" in good.lines
    assert "| calls in flight at struck workers, more than which may not be repeated | 1 |" in good.lines
    assert "| share of the paid calls that the rule would excuse | 14.3% |" in good.lines
    lax = judged([*struck, *calls[:3]], faults, kept)
    assert not lax.good
    assert "- THE RULE EXCUSES TOO MUCH: 20.0% of the paid calls" in lax.lines


def test_a_repeat_without_an_explanation_is_named() -> None:
    calls, kept = kept_calls(5)
    first, again = call(100, text="Emberdale was painted white."), call(106, by=OTHER, text=calls[0].text)
    again.sha, again.text = first.sha, first.text
    faults = [blow(Kind.WORKER, 90, ONE, number=1), blow(Kind.SERVER, 104, number=2)]
    bad = judged([first, again, *calls], faults, {**kept, first.mark: 102.5})
    assert not bad.good
    (line,) = [line for line in bad.lines if "UNEXPLAINED" in line]
    for word in ("v speech", "'Emberdale was painted white.'", "worker process 1 at 100.00", "answered 2.00 s after"):
        assert word in line
    for word in ("in the store 2.50 s after", "again by worker process 2 6.00 s later", f"({again.billed} billed)"):
        assert word in line
    assert "the nearest blow: #2 the Temporal server killed, +4.0 s from the first call" in line
    assert "| repeats that came when the answer stood in the store | 1 |" in bad.lines
    assert "| repeats that no blow explains | 1 |" in bad.lines


def test_what_is_lost_or_made_twice_is_bad() -> None:
    calls, kept = kept_calls(2)
    assert judged(calls, [], kept).good
    assert not judged(calls, [], kept, jobs=[Made("p1", "Ash")], listed=1).good, "it was never seen to complete"
    assert not judged(calls, [], kept, listed=1).good, "one more is listed than was submitted"


def test_a_call_of_no_known_worker_is_counted_and_never_excused() -> None:
    calls, kept = kept_calls(5)
    stranger = [call(100, by="a key of nobody's"), call(110)]
    told = judged([*stranger, *calls], [blow(Kind.WORKERS, 101, ONE, OTHER)], kept)
    assert "| calls that no known worker made | 1 |" in told.lines
    assert not told.good


def test_the_overpay_is_told_both_ways() -> None:
    calls = [call(100, text="a" * 100), call(110, text="a" * 100), call(120, text="b" * 50, took=None)]
    calls += [call(125, text="b" * 50), call(130, text="c" * 50, kind="chat", took=None)]
    assert bill.overpay(calls, cut_off_billed=False) == (250, 150)
    assert bill.overpay(calls, cut_off_billed=True) == (300, 150)


def test_a_bill_is_the_sum_of_the_usages_and_of_what_was_lost() -> None:
    lost, again, failed, kept = call(100), call(110), call(115, text="Refused."), call(120, text="Birch.")
    evidence = Evidence([lost, again, failed, kept], {again.mark: 113, kept.mark: 123}, [])
    told = again.billed + kept.billed + failed.billed
    usages = [Usage(tts_characters=told, tts_characters_failed=failed.billed), Usage()]
    account = bill.speech_account(evidence, usages)
    assert (account.billed, account.told) == (told + lost.billed, told)
    assert (account.lost, account.told_lost, account.gap) == (lost.billed + failed.billed, failed.billed, 0)
    forgotten = [Usage(tts_characters=told - kept.billed, tts_characters_failed=failed.billed)]
    assert bill.speech_account(evidence, forgotten).gap == kept.billed


def test_an_answer_kept_by_a_writer_that_died_is_in_no_usage() -> None:
    calls = [call(100, kind="chat", text="outline", billed=700), call(105, kind="chat", text="segment", billed=300)]
    evidence = Evidence(calls, {each.mark: each.at + 1 for each in calls}, [])
    account = bill.writing_account(evidence, [Usage(llm_input_tokens=200, llm_output_tokens=100)])
    assert (account.billed, account.told, account.lost, account.gap) == (1000, 300, 0, 700)
