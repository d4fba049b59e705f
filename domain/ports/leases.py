"""Places at a vendor, shared by the fleet's processes."""

from datetime import timedelta
from typing import Protocol

from domain.providers import ProviderRole
from domain.value import Value


class LeaseTerms(Value):
    """`total`: the fleet's places. A process that does not speak for `life` loses its places; `rotate`: fair_shares."""

    vendor: str
    role: ProviderRole
    total: int
    life: timedelta = timedelta(seconds=8)
    rotate: timedelta = timedelta(seconds=10)


class Leases(Protocol):
    async def settle(self, terms: LeaseTerms, holder: str, *, busy: int, wanted: int) -> int:
        """Tells the others what `holder` needs, and how many calls it has in flight; answers how many it may have.

        Fewer than are in flight means: hand back as they end. Nothing wanted gives everything back.

        Raises:
            CatalogUnavailable: nothing was changed, as far as anybody knows.
        """
        ...
