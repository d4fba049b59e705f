"""Made-up calls and blows, for tests of the rule and of the verdict."""

from itertools import count

from tests.durability.chaos.plan import Kind
from tests.durability.chaos.rule import Fault
from tests.fakevendor.ledger import Call

ONE, OTHER = "key-of-one", "key-of-other"
"""Two worker processes, by what the ledger shows of their keys."""

NAMES = {ONE: "worker process 1", OTHER: "worker process 2"}

_numbers = count(1)


def call(
    at: float,
    *,
    by: str = ONE,
    took: float | None = 2.0,
    text: str = "Ash was seen from the bay.",
    kind: str = "speech",
    billed: int | None = None,
    voice: str = "sarah",
) -> Call:
    """Answered after `took` seconds; None: the vendor died before. `billed`: characters, unless it says otherwise."""
    number = next(_numbers)
    cost = len(text) if billed is None else billed
    made = Call(
        id=number, mark=f"m{number}", at=at, vendor="v", kind=kind, key=by, voice=voice, sha=text, text=text,
        characters=len(text),
    )  # fmt: skip
    if took is not None:
        made.status, made.billed, made.done_at = 200 if cost else 500, cost, at + took
    return made


def blow(kind: Kind, at: float, *struck: str, number: int = 1, lasts: float = 0.0) -> Fault:
    return Fault(number, kind, at, at + lasts, frozenset(struck))
