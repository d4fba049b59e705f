"""The fleet's gates, one for each vendor and role. No gate at all is an open one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from domain.value import Value
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.gates import Gate


class Gates(Protocol):
    """Every change is one compare-and-set: of any number of workers that try at once, one succeeds.

    Raises:
        CatalogUnavailable: all of them.
    """

    async def get(self, vendor: str, role: ProviderRole) -> Gate | None: ...

    async def all(self) -> Sequence[Gate]: ...

    async def close(self, gate: Gate) -> bool:
        """False, and nothing is changed, when a vendor's refusal meets a gate that is closed already."""
        ...

    async def open(self, vendor: str, role: ProviderRole) -> bool:
        """By hand, whoever closed it. False when it was open."""
        ...

    async def half_open(self, gate: Gate) -> bool:
        """Puts it on trial, unless it was opened, or closed again, since `gate` was read; never one closed by hand."""
        ...

    async def close_after_success(self, vendor: str, role: ProviderRole) -> bool:
        """A call on trial was answered: the gate is open."""
        ...

    async def claim_trial(self, gate: Gate, *, every: timedelta) -> bool:
        """Whether the caller may make a call on trial; one in `every` may."""
        ...

    async def claim_probe(self, gate: Gate, *, every: timedelta) -> bool:
        """Whether the caller is to probe the vendor; one in `every` is, the first so long after the closing."""
        ...


class Probed(Protocol):
    """An adapter whose vendor can be asked, for nothing, whether it would serve the account now."""

    async def probe(self) -> None:
        """Asks for a list. What a list cannot tell (a quota, often) is no failure: a call on trial will tell.

        Raises:
            Fault: the account is still turned away, or nobody answers.
        """
        ...


class Providers(Protocol):
    async def announce(self, announcement: Announcement) -> None:
        """Replaces what was known of (vendor, role)."""
        ...

    async def all(self) -> Sequence[Announcement]: ...


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
