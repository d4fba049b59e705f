"""The worker's composition root: settings in, queue workers over their ports out."""

import asyncio
import os
import socket
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from temporalio.client import Client

from activities.runtime.artifacts import RetryingArtifacts
from activities.runtime.copies import remove_abandoned
from activities.vendors.access import GatedAccess, LocalSlots, VendorAccess
from activities.vendors.claims import Claims
from activities.vendors.draining import Drain, DrainingAccess
from activities.vendors.gate import VendorGate
from activities.vendors.learning import Learning
from activities.vendors.purchases import Purchases
from activities.vendors.slots import FleetSlots
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.prices import read_prices
from adapters.settings import Settings
from adapters.stores import Stores
from domain.artifacts.ledger import Ledger
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.upkeep.installation import InstallationMismatch
from domain.vendors.ports import LeaseTerms
from domain.vendors.prices import UNCHANGED, PriceTable
from worker.queue_workers import (
    QueueWorker,
    conversion_worker,
    jobs_worker,
    media_activities,
    media_worker,
    transcribe_activities,
    vendor_worker,
)
from worker.vendors import Served, serve
from worker.waiting import retry_while_away


@dataclass(frozen=True)
class WorkerSet:
    """Everything one worker process holds."""

    queue_workers: tuple[QueueWorker, ...]
    served: tuple[Served, ...]
    catalog: Catalog
    close: Callable[[], Awaitable[None]]
    prices: PriceTable = UNCHANGED


class FleetAccess:
    """This process's access to each vendor in each role, until it drains. A vendor's slots are the fleet's, not this
    process's."""

    def __init__(self, catalog: Catalog, drain: Drain) -> None:
        self._catalog, self._drain = catalog, drain
        self._holder = f"{socket.gethostname()[:24]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._opened: list[FleetSlots] = []

    def open(self, served: Served) -> VendorAccess:
        return DrainingAccess(self._open(served), self._drain)

    def _open(self, served: Served) -> VendorAccess:
        if served.local:
            return LocalSlots(served.slots)
        terms = LeaseTerms(vendor=served.vendor, role=served.role, total=served.slots)
        slots = FleetSlots(self._catalog.leases, terms, holder=self._holder)
        self._opened.append(slots)
        gate = VendorGate(
            self._catalog.gates, vendor=served.vendor, role=served.role, fingerprint=served.service.fingerprint
        )
        return GatedAccess(gate, slots)

    async def close(self) -> None:
        """Hands the slots back; those of a process that dies expire."""
        for slots in self._opened:
            await slots.close()


async def assemble(settings: Settings, client: Client, drain: Drain) -> WorkerSet:
    """Opens catalog and artifacts, waiting for them, and builds every vendor that the settings ask for.

    Raises:
        CatalogNotMigrated, InstallationMismatch, NotConfigured: a person has to do something first.
    """
    prices = read_prices(settings.prices)
    store = ObstoreArtifacts(settings.artifacts_url)
    artifacts = RetryingArtifacts(store)
    catalog = await _open(settings, store)
    access, ledger = FleetAccess(catalog, drain), Ledger(artifacts)
    claims = Claims(ledger, catalog.locks)
    served = await serve(settings, prices)

    async def close() -> None:
        for each in served:
            await each.service.close()
        await access.close()
        await claims.close()
        await learning.settled()
        await catalog.close()

    await asyncio.to_thread(remove_abandoned)
    media, learning = media_activities(settings, artifacts), Learning(catalog.rates)
    transcribe = transcribe_activities(settings, artifacts)
    queue_workers = (
        jobs_worker(
            settings,
            client,
            artifacts=artifacts,
            catalog=catalog,
            sweeper=Stores(store, catalog).sweeper(settings),
            expiry=Stores(store, catalog).expiry(settings),
            media=media,
            transcribe=transcribe,
        ),
        media_worker(settings, artifacts),
        conversion_worker(settings, media, transcribe),
        *(
            vendor_worker(
                settings,
                each,
                Purchases(ledger, access=access.open(each), claims=claims, drain=drain),
                artifacts,
                drain,
                vectors=catalog.vectors,
                learning=learning,
            )
            for each in served
        ),
    )
    return WorkerSet(queue_workers, tuple(served), catalog, close, prices)


async def _open(settings: Settings, store: ObstoreArtifacts) -> Catalog:
    """The catalog, once it and the artifacts answer and belong to one installation."""
    catalog = await retry_while_away(
        "the catalog", lambda: open_catalog(settings.database_url), away=(CatalogUnavailable,)
    )
    check = Stores(store, catalog).installation_check()
    try:
        await retry_while_away("catalog and artifacts", check.check, away=(ArtifactsUnavailable, CatalogUnavailable))
    except InstallationMismatch:
        await catalog.close()
        raise
    return catalog
