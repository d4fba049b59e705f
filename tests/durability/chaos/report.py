"""The figures of a run in Markdown, and whether it was good."""

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
_WORKER_LOST = (Kind.WORKER, Kind.WORKERS)


@dataclass(frozen=True)
class Report:
    """`repeats`: a line for each call that was made again, and why."""

    lines: list[str]
    repeats: list[str]
    good: bool
    slow: int  # recoveries that took longer than they may


def report(outcome: Outcome, ledger: Path, *, took: float) -> Report:
    """`took`: seconds of the whole run."""
    every = bill.calls(ledger)
    again = bill.repeats(every, outcome.faults)
    unexplained = [repeat for repeat in again if repeat.why is None]
    billed, unique = bill.overpay(every)
    gaps, slow = _gaps(outcome, every, again)
    turns = sum(made.status.step_details.total_turns or 0 for made in outcome.podcasts if made.status)
    twice = outcome.listed - len(outcome.podcasts)
    completed = len(outcome.podcasts) - len(outcome.lost)
    ratio = billed / unique if unique else 0
    figures = {
        "minutes": f"{took / 60:.1f}",
        "kills; all blows": f"{outcome.kills}; {len(outcome.faults)}",
        "podcasts submitted, completed": f"{len(outcome.podcasts)}, {completed}",
        "lost, corrupt, made twice": f"{len(outcome.lost)}, {len(outcome.corrupt)}, {twice}",
        "turns": str(turns),
        "speech calls paid, writing calls paid, calls that failed": (
            f"{len(bill.paid(every, 'speech'))}, {len(bill.paid(every, 'chat'))}, {_failed(every)}"
        ),
        "overpay ratio (characters billed ÷ characters of unique turns)": f"{ratio:.4f} ({billed:,} ÷ {unique:,})",
        "repeated calls (speech and writing), unexplained": f"{len(again)}, {len(unexplained)}",
        f"recoveries of more than {RECOVERY_SECONDS:g} s after the kill of a worker or the server": str(slow),
        f"calls lost to the kill of a worker, made again after more than {RECOVERY_SECONDS:g} s": _late(outcome, again),
    }
    lines = [
        "| | |",
        "|---|---|",
        *[f"| {name} | {figure} |" for name, figure in figures.items()],
        "",
        "| blow | times | without progress: median | longest | calls made again | after, median | longest |",
        "|---|---|---|---|---|---|---|",
        *gaps,
    ]
    troubles = [
        *[f"- LOST {made.podcast} ({made.about}): {_state(made.status)}" for made in outcome.lost],
        *[f"- CORRUPT {made.podcast} ({made.about}): {made.trouble}" for made in outcome.corrupt],
        *[f"- the second worker ended by itself, {end}" for end in outcome.by_themselves],
    ]
    good = not (outcome.lost or outcome.corrupt or unexplained or twice)
    return Report([*lines, "", *troubles], [_told(repeat) for repeat in again], good, slow)


def _failed(every: Sequence[Call]) -> int:
    return sum(call.kind in ("speech", "chat") and not call.billed for call in every)


def _late(outcome: Outcome, again: Sequence[Repeat]) -> str:
    """How many, and how many of them were met by a second blow meanwhile."""
    lost = [(each.why.at, each.again.at) for each in again if each.why is not None and each.why.kind in _WORKER_LOST]
    late = [(struck, back) for struck, back in lost if back - struck > RECOVERY_SECONDS]
    met = sum(any(struck < fault.at < back for fault in outcome.faults) for struck, back in late)
    return f"{len(late)} of {len(lost)}; another blow came in between at {met} of them"


def _told(repeat: Repeat) -> str:
    first, again = repeat.first, repeat.again
    words = f"{first.vendor} {first.kind}, {first.characters} characters, again after {again.at - first.at:.1f} s: "
    if repeat.why is not None:
        since = f"{again.at - repeat.why.at:.1f} s after the blow"
        return f"{words}{repeat.why}, {_when(repeat.why, first)}, {since}"
    done = f"{first.done_at - first.at:.1f} s" if first.done_at else "never"
    return f"{words}UNEXPLAINED (arrived {first.at:.1f}, answered after {done}): {first.text[:60]!r}"


def _when(fault: Fault, call: Call) -> str:
    after = fault.at - call.at
    if fault.kind is Kind.FREEZE and after < 0:
        return f"which thawed {abs(fault.until - call.at):.1f} s from when the first began"
    return f"{after:.1f} s after the first began"


def _gaps(outcome: Outcome, every: Sequence[Call], again: Sequence[Repeat]) -> tuple[list[str], int]:
    """A row for each kind of fault, and how many recoveries took too long."""
    finished = [made.ended_at for made in outcome.podcasts if made.ended_at]
    last = max(finished, default=0.0)
    seconds: defaultdict[Kind, list[float]] = defaultdict(list)
    for fault, following in zip(outcome.faults, [*outcome.faults[1:], None], strict=True):
        end = min(following.at if following else last, last)
        if end > fault.at:
            seconds[fault.kind].append(bill.without_progress(every, finished, fault.at, end))
    taken_up: defaultdict[Kind, list[float]] = defaultdict(list)
    for repeat in again:
        if repeat.why is not None:
            taken_up[repeat.why.kind].append(repeat.again.at - repeat.why.at)
    rows = [
        f"| {kind} | {len(seconds[kind])} | {_median_and_longest(seconds[kind])} | {len(taken_up[kind])} "
        f"| {_median_and_longest(taken_up[kind])} |"
        for kind in Kind
        if seconds[kind]
    ]
    return rows, sum(gap > RECOVERY_SECONDS for kind in _TO_RECOVER for gap in seconds[kind])


def _median_and_longest(seconds: Sequence[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2]:.1f} | {max(seconds):.1f}" if seconds else " | "


def _state(status: object) -> str:
    return "never seen" if status is None else str(status)[:1500]
