"""The vendor's ledger, read after the run: what was billed twice, and what explains it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.durability.chaos.plan import Kind
from tests.fakevendor.ledger import Call

KEEPING_SECONDS = 2.0
"""From the vendor's answer to the kept clip: decoding, measuring, writing (0.1 s; two cores under load: more)."""

ROOM_SECONDS = 2.0
"""Until an answer is written that was held in memory while the artifacts were full (activities.runtime.artifacts)."""

SENDING_SECONDS = 0.5
"""From the caller's socket to the ledger: a call on its way at the kill is written down after it."""

WAKING_SECONDS = 2.0
"""A worker that thaws may still finish what it had begun while others do the same."""


@dataclass(frozen=True)
class Fault:
    """Something that was done to the stack, in the ledger's clock; `until`: it came back, or was let go."""

    number: int
    kind: Kind
    at: float
    until: float

    def __str__(self) -> str:
        return f"#{self.number} {self.kind}"


@dataclass(frozen=True)
class Repeat:
    """`first` was asked for again as `again`; `why` is None when nothing that was done explains it."""

    first: Call
    again: Call
    why: Fault | None


def calls(ledger: Path) -> list[Call]:
    """In order of arrival. A vendor that was killed counts from 1 again, and leaves calls without an end."""
    found: list[Call] = []
    open_calls: dict[int, Call] = {}
    for text in ledger.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line.pop("event") == "arrived":
            call = open_calls[line["id"]] = Call.model_validate(line)
            found.append(call)
        else:
            call = open_calls.pop(line["id"])
            call.status, call.billed, call.done_at = line["status"], line["billed"], line["at"]
    return found


def paid(every: Iterable[Call], kind: str) -> list[Call]:
    """Answered and billed. What a killed vendor never answered was not billed."""
    return [call for call in every if call.kind == kind and call.billed]


def same(every: Iterable[Call]) -> list[list[Call]]:
    """Calls for the same text at the same voice of the same model, in order of arrival."""
    groups: defaultdict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in every:
        groups[call.vendor, call.kind, call.model, call.voice, call.sha].append(call)
    return list(groups.values())


def repeats(every: Sequence[Call], faults: Sequence[Fault]) -> list[Repeat]:
    """Each billed call that was asked for again, with the fault that met it in flight, if any did."""
    asked = [call for call in every if call.kind in ("speech", "chat")]
    return [
        Repeat(first, again, _why(first, again, faults))
        for group in same(asked)
        for first, again in pairwise(group)
        if first.billed
    ]


def _why(first: Call, again: Call, faults: Sequence[Fault]) -> Fault | None:
    """The first fault that struck while the call was in flight or being kept, and can lose its answer; else a thaw."""
    before = [fault for fault in faults if fault.at <= again.at]
    kept = _kept(first, again, faults)
    struck = (fault for fault in before if _struck(fault, first, again, kept))
    thawed = (fault for fault in before if fault.kind is Kind.FREEZE and _near(fault.until, first, kept))
    return next(struck, None) or next(thawed, None)


def _kept(first: Call, again: Call, faults: Sequence[Fault]) -> float:
    """By when the answer is written; while the artifacts are full it is held in memory."""
    kept = (first.done_at or again.at) + KEEPING_SECONDS
    for fault in faults:
        if fault.kind is Kind.FULL and fault.at <= kept <= fault.until + KEEPING_SECONDS:
            kept = fault.until + ROOM_SECONDS + KEEPING_SECONDS
    return kept


def _struck(fault: Fault, first: Call, again: Call, kept: float) -> bool:
    """The API, the supervisor, the catalog and artifacts that are full take no answer of a vendor away."""
    begin, end = first.at - SENDING_SECONDS, first.done_at or again.at
    match fault.kind:
        case Kind.WORKER | Kind.WORKERS | Kind.SERVER | Kind.FREEZE:
            return begin <= fault.at <= kept
        case Kind.VENDOR:
            return first.at <= fault.at <= end + 0.1  # its answer was on its way
        case _:
            return False


def _near(thaw: float, first: Call, kept: float) -> bool:
    return first.at - SENDING_SECONDS - WAKING_SECONDS <= thaw <= kept


def overpay(every: Iterable[Call]) -> tuple[int, int]:
    """(characters of speech billed, characters of unique turns among them)."""
    groups = same(paid(every, "speech"))
    return sum(call.billed for group in groups for call in group), sum(group[0].billed for group in groups)


def without_progress(every: Sequence[Call], finished: Sequence[float], begin: float, end: float) -> float:
    """The longest time between `begin` and `end` in which no call came in or was answered and no podcast finished."""
    moments = [call.at for call in every] + [call.done_at for call in every if call.done_at and call.status]
    within = sorted(moment for moment in [*moments, *finished] if begin < moment < end)
    marks = [begin, *within, end]
    return max(later - earlier for earlier, later in pairwise(marks))
