"""Closed gates: their vendors are probed, and tried again with a new key or at a new address."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from domain.errors import Fault
from domain.vendors.gates import Gate, GateKind, GateState
from domain.vendors.ports import Gates
from worker.vendors import Served

log = logging.getLogger(__name__)

PROBE_EVERY = timedelta(minutes=5)
"""Of the whole fleet, for each closed vendor; the first so long after the closing."""


async def try_new_credentials(gates: Gates, served: Sequence[Served]) -> None:
    """For a worker that starts: puts a gate on trial that was closed on another key, or at another address.

    Raises:
        CatalogUnavailable
    """
    for gate, one in await _closed(gates, served):
        if gate.fingerprint != one.service.fingerprint and await gates.half_open(gate):
            log.info("%s (%s) has a new key or address and is tried again", gate.vendor, gate.role.value)


async def probe(gates: Gates, served: Sequence[Served], *, every: timedelta = PROBE_EVERY) -> None:
    """One round over the closed vendors whose probe is due. Costs nothing while every gate is open.

    Raises:
        CatalogUnavailable
    """
    for gate, one in await _closed(gates, served):
        if not await gates.claim_probe(gate, every=every):
            continue
        try:
            await one.service.probe()
        except Fault as fault:
            log.info("%s (%s) stays closed: %s", gate.vendor, gate.role.value, fault.message)
        else:
            if await gates.half_open(gate):
                log.info("%s (%s) answers its probe and is tried again", gate.vendor, gate.role.value)


async def _closed(gates: Gates, served: Sequence[Served]) -> list[tuple[Gate, Served]]:
    """Gates that their vendor closed, of what this process serves."""
    mine = {(one.vendor, one.role): one for one in served if not one.local}
    return [
        (gate, mine[gate.vendor, gate.role])
        for gate in await gates.all()
        if (gate.vendor, gate.role) in mine and gate.state is GateState.CLOSED and gate.kind is GateKind.ACCOUNT
    ]
