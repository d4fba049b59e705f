"""The strict rule: a paid call may be asked for again only when its own worker was struck while it held the answer.

A blow excuses one repeat of each call that it met between its arrival at the vendor and the moment its answer stood in
the store. The Temporal server, the API, the supervisor, the catalog, full artifacts and a thaw excuse nothing; the
vendor's own death only when it came between an answer and its reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.durability.chaos.plan import Kind
from tests.fakevendor.ledger import Call

SENDING_SECONDS = 0.5
"""From the caller's socket to the vendor's ledger. What a worker that was struck sent last is written down after the
blow; it cannot have been sent later, for a dead or frozen process sends nothing."""

READING_SECONDS = 0.1
"""From the vendor's ledger to the caller: an answer of some hundred kilobytes on one machine."""

OF_WORKERS = (Kind.WORKER, Kind.WORKERS, Kind.FREEZE)


@dataclass(frozen=True)
class Fault:
    """A blow, in the ledger's clock; `until`: what it struck came back, or was let go.

    `struck`: the keys, as the ledger shows them, of the worker processes that were killed or frozen.
    """

    number: int
    kind: Kind
    at: float
    until: float
    struck: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"#{self.number} {self.kind}"


@dataclass(frozen=True)
class Repeat:
    """`first` was billed and asked for again as `again`; `why` is None when the rule excuses it by no blow."""

    first: Call
    again: Call
    why: Fault | None


class Evidence:
    """The vendor's ledger, the times of the store's entries by the mark of the call that each came from, and the
    blows."""

    def __init__(self, calls: Iterable[Call], kept: Mapping[str, float], faults: Sequence[Fault]) -> None:
        self.calls = [call for call in calls if call.kind in ("speech", "chat", "transcription")]
        self.faults = sorted(faults, key=lambda fault: fault.at)
        self._kept = kept
        self.groups = same(self.calls)
        self._stands = {  # since when an answer to the same call stands in the store
            id(call): min((kept[each.mark] for each in group if each.mark in kept), default=float("inf"))
            for group in self.groups
            for call in group
        }

    def kept_at(self, call: Call) -> float:
        """When its answer was kept; when an equal call's was, if its own was not; infinity, if none was."""
        return self._kept.get(call.mark, self._stands[id(call)])

    def is_kept(self, call: Call) -> bool:
        return call.mark in self._kept

    def repeats(self) -> list[Repeat]:
        """In each group of equal calls, a call explains the next one or none: one blow excuses one repeat of a call."""
        return [
            Repeat(first, again, next((fault for fault in self._excusing(first) if fault.at <= again.at), None))
            for group in self.groups
            for first, again in pairwise(group)
            if first.billed
        ]

    def in_flight(self) -> list[tuple[Fault, Call]]:
        """Paid calls that a blow met at their own worker, once for each blow: more than these may not be repeated."""
        return [(fault, call) for call in self.paid() for fault in self.faults if self._struck(fault, call)]

    def excusable(self) -> list[Call]:
        """Paid calls of which the rule would excuse a repeat, were there one."""
        return [call for call in self.paid() if next(self._excusing(call), None) is not None]

    def paid(self) -> list[Call]:
        return [call for call in self.calls if call.billed]

    def _excusing(self, call: Call) -> Iterator[Fault]:
        return (fault for fault in self.faults if self._struck(fault, call) or self._unread(fault, call))

    def _struck(self, fault: Fault, call: Call) -> bool:
        """Its own worker was struck before it had kept the answer."""
        if fault.kind not in OF_WORKERS or call.key not in fault.struck:
            return False
        return call.at - SENDING_SECONDS <= fault.at <= self.kept_at(call)

    def _unread(self, fault: Fault, call: Call) -> bool:
        """The vendor had billed it, and died before the answer was read."""
        if fault.kind is not Kind.VENDOR or call.done_at is None or self.is_kept(call):
            return False
        return call.done_at <= fault.at <= call.done_at + READING_SECONDS


def same(calls: Iterable[Call]) -> list[list[Call]]:
    """Calls for the same text or recording at the same voice of the same model, in order of arrival."""
    groups: defaultdict[tuple[str, ...], list[Call]] = defaultdict(list)
    for call in calls:
        groups[call.vendor, call.kind, call.model, call.voice, call.sha].append(call)
    return [sorted(group, key=lambda call: call.at) for group in groups.values()]
