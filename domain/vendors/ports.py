"""Ports of what the fleet knows about its vendors: gates, announcements, leases of slots."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from domain.value import Value
from domain.vendors.declarations import Announcement, ProviderRole
from domain.vendors.gates import Gate


class Gates(Protocol):
    """One gate for each vendor and role; none at all is an open one. Every change is one compare-and-set: of any number
    of workers that try at once, one succeeds.

    Raises:
        CatalogUnavailable: all of them.
    """

    async def get(self, vendor: str, role: ProviderRole) -> Gate | None: ...

    async def all(self) -> Sequence[Gate]: ...

    async def close(self, gate: Gate) -> bool:
        """False, and nothing is changed, when the vendor's refusal finds the gate closed already."""
        ...

    async def open(self, vendor: str, role: ProviderRole) -> bool:
        """By a person, whoever closed it. False when it was open."""
        ...

    async def half_open(self, gate: Gate) -> bool:
        """False when it was opened, or closed again, since `gate` was read, or when a person closed it."""
        ...

    async def open_after_success(self, vendor: str, role: ProviderRole) -> bool:
        """Opens the gate: a call on trial was answered."""
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
        """Asks for a list. It passes when a list cannot tell (a quota, often): a call on trial will.

        Raises:
            Fault: the account is still refused, or the vendor does not answer.
        """
        ...


class Providers(Protocol):
    async def announce(self, announcement: Announcement) -> None:
        """Replaces what was known of (vendor, role)."""
        ...

    async def all(self) -> Sequence[Announcement]: ...


class LeaseTerms(Value):
    """`total`: the fleet's slots. A process that is silent for `life` loses its slots. `rotate`: how long one process
    comes first (domain.vendors.slots)."""

    vendor: str
    role: ProviderRole
    total: int
    life: timedelta = timedelta(seconds=8)
    rotate: timedelta = timedelta(seconds=10)


class Leases(Protocol):
    async def renew(self, terms: LeaseTerms, holder: str, *, busy: int, wanted: int) -> int:
        """Reports how many calls `holder` wants, and how many it has in flight; returns how many it may have.

        Fewer than are in flight means: hand back as they end. Nothing wanted hands everything back.

        Raises:
            CatalogUnavailable: nothing was changed, as far as is known.
        """
        ...
