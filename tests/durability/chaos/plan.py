"""What goes wrong, in which order, how long and after which pause: all of it from one seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """The first six are kills with SIGKILL; `SUPERVISOR` is brought back by `podwright up`, as a person would."""

    WORKER = "a worker killed"
    WORKERS = "both workers killed"
    API = "the API killed"
    SERVER = "the Temporal server killed"
    SUPERVISOR = "the supervisor killed"
    VENDOR = "the vendor killed"
    FREEZE = "a worker frozen"
    CATALOG = "the catalog unreachable"
    FULL = "the artifacts full"


KILLS = (Kind.WORKER, Kind.WORKERS, Kind.API, Kind.SERVER, Kind.SUPERVISOR, Kind.VENDOR)

FROZEN_SECONDS = (9.5, 14.0)
"""Past the heartbeat time-out (workflows.jobs.policies.HEARTBEAT, 8 s)."""


FULL_SECONDS = (5.0, 12.0)

ROOM_FOR_MARKS = 64 * 1024
"""Bytes: many marks of calls that are about to be paid, and no clip."""


@dataclass(frozen=True)
class Blow:
    """`seconds`: how long it is frozen, locked, full or away. `pause`: before it.

    `second`: the other worker is meant; of full artifacts: a little still goes in.
    """

    kind: Kind
    seconds: float
    second: bool
    pause: float


def blows(seed: int, kills: int, *, longest_outage: float, full: bool) -> Iterator[Blow]:
    """`kills` kills, each kind equally often, in shuffled rounds.

    Each round has a freeze, the first and each third after it an outage, and full artifacts where they can be filled.
    """
    chance = Random(seed)
    rounds = -(-kills // len(KILLS))
    for number in range(rounds):
        kinds = chance.sample(KILLS, len(KILLS))[: kills - number * len(KILLS)]
        kinds.insert(chance.randint(1, len(kinds)), Kind.FREEZE)
        if number % 3 == 0:
            for kind in (Kind.CATALOG, Kind.FULL) if full else (Kind.CATALOG,):
                kinds.insert(chance.randint(1, len(kinds)), kind)
        for kind in kinds:
            yield Blow(kind, _seconds(chance, kind, longest_outage), chance.random() < 0.5, chance.uniform(0.2, 2.0))


def _seconds(chance: Random, kind: Kind, longest_outage: float) -> float:
    match kind:
        case Kind.FREEZE:
            return chance.uniform(*FROZEN_SECONDS)
        case Kind.CATALOG:
            return chance.uniform(10.0, longest_outage)
        case Kind.FULL:
            return chance.uniform(*FULL_SECONDS)
        case Kind.VENDOR:
            return chance.uniform(0.5, 3.0)
        case _:
            return 0.0


_FIRST = ("Ash", "Birch", "Cinder", "Dawn", "Ember", "Fern", "Gorse", "Heath", "Iron", "Juniper")
_LAST = ("bridge", "combe", "dale", "field", "gate", "haven", "mere", "stead", "thorpe", "wick")


def about(seed: int, number: int) -> str:
    """The word that stands in every sentence of podcast `number`, a hundred different ones to a seed."""
    places = [first + last for first in _FIRST for last in _LAST]
    Random(seed).shuffle(places)
    again, at = divmod(number, len(places))
    return places[at] + "s" * again
