"""A bound to guessing keys: so many wrong ones from an address, then one now and then."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

AT_ONCE = 30
"""Wrong keys that an address may send before it is slowed down; a program with an old key sends some until it stops."""

SECONDS_EACH = 2.0
"""For each further one: a word of six letters then takes years."""

ADDRESSES = 10_000
"""The least recently seen are forgotten: a hundred bytes each."""

UNGUESSABLE = 20
"""Characters of a key that takes for ever to guess at any speed. It is taken while its address is slowed down, so that
others behind the same proxy lock out no one."""


class Guessing:
    """A token bucket for each address; of IPv6 for each /64, which one customer has."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Seconds until another guess from there is judged; 0: it is judged now."""
        missing = self._count(_network(address)) + 1 - AT_ONCE
        return math.ceil(missing * SECONDS_EACH) if missing > 0 else 0

    def failed(self, address: str) -> None:
        network = _network(address)
        self._wrong[network] = (min(self._count(network) + 1, AT_ONCE), self._clock())
        self._wrong.move_to_end(network)
        while len(self._wrong) > ADDRESSES:
            self._wrong.popitem(last=False)

    def _count(self, network: str) -> float:
        wrong, at = self._wrong.get(network, (0.0, 0.0))
        return max(0.0, wrong - (self._clock() - at) / SECONDS_EACH)


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return known.exploded[:19] if isinstance(known, IPv6Address) else address
