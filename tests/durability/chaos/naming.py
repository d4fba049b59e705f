"""Repeated calls in words: who made which call when, and what was struck near it."""

from collections.abc import Mapping

from tests.durability.chaos.plan import Kind
from tests.durability.chaos.rule import Evidence, Fault, Repeat
from tests.fakevendor.ledger import Call

SHOWN = 60
"""Characters of a text: enough to find it in the vendor's ledger."""


def described(repeat: Repeat, names: Mapping[str, str]) -> str:
    """One line for a repeat, whatever its reason."""
    first, again = repeat.first, repeat.again
    words = f"{first.vendor} {first.kind}, {first.characters} characters, again after {again.at - first.at:.1f} s: "
    if repeat.why is None:
        return f"{words}UNEXPLAINED, {_caller(first, names)}, then {_caller(again, names)}"
    fault = repeat.why
    return (
        f"{words}{fault}, {fault.at - first.at:.1f} s after the first arrived, {_answered(first, of=fault)}; "
        f"{again.at - fault.at:.1f} s after the blow"
    )


def unexcused(repeat: Repeat, evidence: Evidence, names: Mapping[str, str]) -> str:
    """Call, workers, times and the nearest blow of a repeat that the rule does not excuse."""
    first, again = repeat.first, repeat.again
    kept = evidence.kept_at(first)
    stored = "never kept" if kept == float("inf") else f"in the store {kept - first.at:.2f} s after its arrival"
    done = "never answered" if first.done_at is None else f"answered {first.done_at - first.at:.2f} s after its arrival"
    return (
        f"UNEXPLAINED: {first.vendor} {first.kind}, {first.billed} billed, {first.text[:SHOWN]!r}; "
        f"first by {_caller(first, names)} at {first.at:.2f}, {done}, {stored}; "
        f"again by {_caller(again, names)} {again.at - first.at:.2f} s later ({again.billed} billed); "
        f"{_nearest(repeat, evidence, names)}"
    )


def _nearest(repeat: Repeat, evidence: Evidence, names: Mapping[str, str]) -> str:
    """The blow with the least distance from the time between the two calls; of several within it, the last."""
    first, again = repeat.first, repeat.again

    def distance(fault: Fault) -> float:
        return max(first.at - fault.at, fault.at - again.at, 0.0)

    fault = min(reversed(evidence.faults), key=distance, default=None)
    if fault is None:
        return "there was no blow"
    struck = sorted({names.get(key, key) for key in fault.struck})
    whom = f" ({', '.join(struck)})" if struck else ""
    until = f" until {fault.until - first.at:+.1f} s" if fault.kind is Kind.FREEZE else ""
    return f"the nearest blow: {fault}{whom}, {fault.at - first.at:+.1f} s from the first call{until}"


def _caller(call: Call, names: Mapping[str, str]) -> str:
    return names.get(call.key, f"an unknown caller ({call.key})")


def _answered(call: Call, *, of: Fault) -> str:
    if call.done_at is None or call.done_at > of.at:
        return "while it was in flight"
    return f"{of.at - call.done_at:.1f} s after it was answered"
