"""The figures of a run, and whether it was good."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.durability.chaos import bill
from tests.durability.chaos.bill import Fault, Repeat
from tests.durability.chaos.plan import Kind
from tests.durability.chaos.run import Outcome
from tests.fakevendor.ledger import Call

RECOVERY_SECONDS = 15.0
"""After the kill of a worker or of the server."""

_TO_RECOVER = (Kind.WORKER, Kind.WORKERS, Kind.SERVER)


@dataclass(frozen=True)
class Report:
    lines: list[str]
    good: bool
    slow: int  # recoveries that took longer than they may


def report(outcome: Outcome, ledger: Path) -> Report:
    every = bill.calls(ledger)
    again = bill.repeats(every, outcome.faults)
    unexplained = [repeat for repeat in again if repeat.why is None]
    billed, unique = bill.overpay(every)
    gaps, slow = _gaps(outcome, every)
    turns = sum(made.status.step_details.total_turns or 0 for made in outcome.podcasts if made.status)
    twice = outcome.listed - len(outcome.podcasts)
    completed = len(outcome.podcasts) - len(outcome.lost)
    lines = [
        f"podcasts: {len(outcome.podcasts)} submitted, {completed} completed, {len(outcome.lost)} lost, "
        f"{len(outcome.corrupt)} corrupt, {twice} made twice",
        f"faults: {len(outcome.faults)}, {outcome.kills} of them kills",
        f"turns: {turns}; speech calls paid: {len(bill.paid(every, 'speech'))}, "
        f"writing calls paid: {len(bill.paid(every, 'chat'))}, calls that failed: {_failed(every)}",
        f"overpay ratio: {billed / unique if unique else 0:.4f} ({billed} characters billed, {unique} of unique turns)",
        f"repeated calls: {len(again)}, {len(unexplained)} unexplained",
        *[_told(repeat) for repeat in again],
        "seconds without progress, and until calls that were lost were made again:",
        *gaps,
        f"recoveries that took more than {RECOVERY_SECONDS:g} s after the kill of a worker or the server: {slow}",
        *[f"LOST {made.podcast} ({made.about}): {_state(made.status)}" for made in outcome.lost],
        *[f"CORRUPT {made.podcast} ({made.about}): {made.trouble}" for made in outcome.corrupt],
        *[f"the second worker ended by itself, {end}" for end in outcome.by_themselves],
    ]
    return Report(lines, not (outcome.lost or outcome.corrupt or unexplained or twice), slow)


def _failed(every: Sequence[Call]) -> int:
    return sum(call.kind in ("speech", "chat") and not call.billed for call in every)


def _told(repeat: Repeat) -> str:
    first, again = repeat.first, repeat.again
    words = f"  {first.vendor} {first.kind}, {first.characters} characters, again after {again.at - first.at:.1f} s: "
    if repeat.why is not None:
        return f"{words}{repeat.why}, {_when(repeat.why, first)}"
    done = f"{first.done_at - first.at:.1f} s" if first.done_at else "never"
    return f"{words}UNEXPLAINED (arrived {first.at:.1f}, answered after {done}): {first.text[:60]!r}"


def _when(fault: Fault, call: Call) -> str:
    after = fault.at - call.at
    if fault.kind is Kind.FREEZE and after < 0:
        return f"which thawed {abs(fault.until - call.at):.1f} s from when the first began"
    return f"{after:.1f} s after the first began"


def _gaps(outcome: Outcome, every: Sequence[Call]) -> tuple[list[str], int]:
    """One line per kind of fault, and how many recoveries took too long."""
    finished = [made.ended_at for made in outcome.podcasts if made.ended_at]
    last = max(finished, default=0.0)
    seconds: defaultdict[Kind, list[float]] = defaultdict(list)
    for fault, following in zip(outcome.faults, [*outcome.faults[1:], None], strict=True):
        end = min(following.at if following else last, last)
        if end > fault.at:
            seconds[fault.kind].append(bill.without_progress(every, finished, fault.at, end))
    taken_up: defaultdict[Kind, list[float]] = defaultdict(list)
    for repeat in bill.repeats(every, outcome.faults):
        if repeat.why is not None:
            taken_up[repeat.why.kind].append(repeat.again.at - repeat.why.at)
    lines = [
        f"  {kind}: {len(found)} times, median {sorted(found)[len(found) // 2]:.1f}, longest {max(found):.1f}"
        + _made_again(taken_up[kind])
        for kind, found in seconds.items()
    ]
    return lines, sum(gap > RECOVERY_SECONDS for kind in _TO_RECOVER for gap in seconds[kind])


def _state(status: object) -> str:
    return "never seen" if status is None else str(status)[:1500]


def _made_again(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    median = sorted(seconds)[len(seconds) // 2]
    return f"; {len(seconds)} calls made again, median after {median:.1f}, the last after {max(seconds):.1f}"
