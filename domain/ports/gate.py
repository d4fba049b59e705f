"""The fleet's gates, one for each vendor and role. No gate at all is an open one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from domain.gates import Gate
from domain.providers import ProviderRole


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

    async def may_be_mended(self, gate: Gate) -> bool:
        """Puts it on trial, unless it was opened, or closed again, since `gate` was read; never one closed by hand."""
        ...

    async def proved(self, vendor: str, role: ProviderRole) -> bool:
        """A call on trial was answered: the gate is open."""
        ...

    async def try_it(self, gate: Gate, *, every: timedelta) -> bool:
        """Whether the caller may make a call on trial; one in `every` may."""
        ...

    async def probe_it(self, gate: Gate, *, every: timedelta) -> bool:
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
