"""The worker's composition root: settings in, activities over their ports out."""

import os
import secrets
import socket
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import Client

from activities.combine import CombineActivities
from activities.freeze import FreezeActivities
from activities.retrieve import RetrieveActivities
from activities.runtime.artifacts import RetryingArtifacts
from activities.script import ScriptActivities
from activities.store import StoreActivities
from activities.tts import TtsActivities
from activities.upkeep import HousekeepingActivities
from activities.vendors.access import GatedAccess, LocalSlots, VendorAccess
from activities.vendors.gate import VendorGate
from activities.vendors.slots import FleetSlots
from adapters.artifacts.inventory import ObstoreInventory
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.audio.inspect import WavClipInspector
from adapters.audio.render import Mp3EpisodeRenderer
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.prices import read_prices
from adapters.readers.process import ProcessReader
from adapters.settings import Settings
from adapters.temporal.runs import TemporalRuns
from adapters.web.fetch import WebFetcher
from domain.artifacts.ledger import Ledger
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.jobs.wire import JOBS_QUEUE, MEDIA_QUEUE, vendor_queue
from domain.upkeep.deployment import InstallationCheck, InstallationMismatch
from domain.upkeep.sweeping import Sweeper
from domain.vendors.declarations import ProviderRole
from domain.vendors.ports import LeaseTerms
from domain.vendors.prices import UNCHANGED, PriceTable
from worker.vendors import ServedSpeech, ServedWriter, speakers, writers
from worker.waiting import until_there

LIGHT_SLOTS = 32
"""Light I/O in flight: sources, freezing, outcomes. Reader processes are bounded by the reader itself."""


@dataclass(frozen=True)
class QueueWorker:
    """One queue, what runs on it, and how much at once."""

    queue: str
    activities: Sequence[Callable[..., object]]
    slots: int
    workflows: bool = False


@dataclass(frozen=True)
class WorkerSet:
    """Everything one worker process holds."""

    queue_workers: tuple[QueueWorker, ...]
    writers: tuple[ServedWriter, ...]
    speech: tuple[ServedSpeech, ...]
    catalog: Catalog
    close: Callable[[], Awaitable[None]]
    prices: PriceTable = UNCHANGED


def ready_turns(slots: int) -> int:
    """Turns that a worker holds beyond the calls in flight: being inspected, or fetched and waiting for a free call.

    Half the calls hides the way to Temporal and back (25 ms) behind the vendor's time, and leaves the rest of a
    podcast's window (2 × slots) to other workers.
    """
    return max(2, slots // 2)


class FleetAccess:
    """The doors of this process, one for each vendor and role. `total` is the fleet's, not this process's."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._holder = f"{socket.gethostname()[:24]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._places: list[FleetSlots] = []

    def open(self, vendor: str, role: ProviderRole, total: int, fingerprint: str) -> VendorAccess:
        terms = LeaseTerms(vendor=vendor, role=role, total=total)
        places = FleetSlots(self._catalog.leases, terms, holder=self._holder)
        self._places.append(places)
        gate = VendorGate(self._catalog.gates, vendor=vendor, role=role, fingerprint=fingerprint)
        return GatedAccess(gate, places)

    async def close(self) -> None:
        """Gives the places back; those of a process that dies expire by themselves."""
        for places in self._places:
            await places.close()


def sweeper(settings: Settings, artifacts: ObstoreArtifacts, catalog: Catalog) -> Sweeper:
    return Sweeper(
        blobs=artifacts,
        names=artifacts,
        inventory=ObstoreInventory(settings.artifacts_url),
        live_jobs=catalog.live_jobs,
        deeds=catalog.deeds,
        jobs=catalog.jobs,
        retention=settings.retention,
        clock=lambda: datetime.now(UTC),
    )


async def assemble(settings: Settings, client: Client) -> WorkerSet:
    """Opens catalog and artifacts, waiting for them, and wires every vendor whose key is there.

    Raises:
        CatalogNotMigrated, InstallationMismatch, NothingConfigured: a person has to do something first.
    """
    prices = read_prices(settings.prices)
    store = ObstoreArtifacts(settings.artifacts_url)
    artifacts = RetryingArtifacts(store)
    catalog = await until_there("the catalog", lambda: open_catalog(settings.database_url), away=(CatalogUnavailable,))
    together = InstallationCheck(names=store, deeds=catalog.deeds, fresh=secrets.token_hex(12))
    away = (ArtifactsUnavailable, CatalogUnavailable)
    try:
        await until_there("catalog and artifacts", together.check, away=away)
    except InstallationMismatch:
        await catalog.close()
        raise
    ledger = Ledger(artifacts)
    inspector = WavClipInspector()
    retrieve = RetrieveActivities(
        fetcher=WebFetcher(artifacts, allow=settings.fetch_allow),
        reader=ProcessReader(),
        blobs=artifacts,
        names=artifacts,
    )
    freeze = FreezeActivities(blobs=artifacts, names=artifacts)
    storing = StoreActivities(names=artifacts, jobs=catalog.jobs)
    combine = CombineActivities(renderer=Mp3EpisodeRenderer(), ledger=ledger, blobs=artifacts, names=artifacts)
    fleet_access = FleetAccess(catalog)
    served_writers, served_speech = await writers(settings, ledger, fleet_access.open, prices), speakers(settings)
    housekeeping = HousekeepingActivities(
        jobs=catalog.jobs,
        open_jobs=catalog.open_jobs,
        runs=TemporalRuns(client),
        names=artifacts,
        sweeper=sweeper(settings, store, catalog),
    )
    light: list[Callable[..., object]] = [
        retrieve.read_source,
        retrieve.choose_passages,
        freeze.freeze_segment,
        freeze.read_change,
        freeze.amend_segment,
        storing.publish_episode,
        storing.record_outcome,
        housekeeping.settle,
        housekeeping.sweep,
    ]
    queue_workers = [
        QueueWorker(JOBS_QUEUE, light, LIGHT_SLOTS, workflows=True),
        QueueWorker(MEDIA_QUEUE, [combine.render_episode], settings.media_concurrency),
    ]
    for writer in served_writers:
        script = ScriptActivities(writer_for=writer.writer_for, blobs=artifacts, names=artifacts)
        queue_workers.append(
            QueueWorker(
                vendor_queue(writer.role, writer.vendor), [script.write_outline, script.write_segment], writer.slots
            )
        )
    for speech in served_speech:
        tts = TtsActivities(
            synthesizer=speech.synthesizer,
            inspector=inspector,
            ledger=ledger,
            blobs=artifacts,
            access=LocalSlots(speech.slots)
            if speech.local
            else fleet_access.open(speech.vendor, ProviderRole.SPEECH, speech.slots, speech.fingerprint),
        )
        queue_workers.append(
            QueueWorker(
                vendor_queue(speech.role, speech.vendor),
                [tts.synthesize_turn],
                speech.slots + ready_turns(speech.slots),
            )
        )

    async def close() -> None:
        for writer in served_writers:
            await writer.close()
        for speech in served_speech:
            await speech.close()
        await fleet_access.close()
        await catalog.close()

    return WorkerSet(tuple(queue_workers), tuple(served_writers), tuple(served_speech), catalog, close, prices)
