"""Queue workers: one for each queue, with the activities that run on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from activities.audiobook import BookActivities
from activities.chapters import BookMediaActivities
from activities.collections import CollectionActivities
from activities.combine import CombineActivities
from activities.embeddings import EmbeddingActivities
from activities.freeze import FreezeActivities
from activities.media import MediaActivities
from activities.retrieve import RetrieveActivities
from activities.runtime.artifacts import RetryingArtifacts
from activities.runtime.copies import scratch_folder
from activities.script import ScriptActivities, WriterFor
from activities.store import StoreActivities
from activities.subtitles import RewritingActivities, SubtitleActivities
from activities.transcribe import RecognitionActivities, TranscribeActivities
from activities.transcription_changes import TranscriptionChanges
from activities.tts import TtsActivities
from activities.upkeep import HousekeepingActivities
from activities.vendors.billing import Attempt
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.draining import Drain, DrainingLanguageModel, DrainingSpeech
from activities.vendors.learning import Learning
from activities.vendors.purchases import Purchases
from adapters.audio.book import FfmpegBookJoiner
from adapters.audio.chapters import BookChapterRenderer
from adapters.audio.inspect import WavClipInspector
from adapters.audio.render import Mp3EpisodeRenderer
from adapters.books.epub import EpubBinder
from adapters.catalog.catalog import Catalog
from adapters.media.converter import FfmpegConverter
from adapters.media.cutter import FfmpegCutter
from adapters.media.reader import FfmpegMediaReader
from adapters.readers.process import ProcessReader
from adapters.settings import Settings
from adapters.subtitles.files import SubtitleFileAdapter
from adapters.temporal.runs import TemporalRuns
from adapters.vendor import (
    EmbeddingsService,
    LanguageModelService,
    RecognitionService,
    Service,
    SpeechService,
    WriterService,
)
from adapters.web.fetch import WebFetcher
from domain.artifacts.ledger import Ledger
from domain.collections.corpora import CollectionCorpora
from domain.collections.embedding import VectorIndex
from domain.collections.records import RecordedCollections
from domain.jobs.late_bills import LateBills
from domain.jobs.late_counts import LateCounts
from domain.jobs.settling import Settlement
from domain.jobs.wire import CONVERSION_QUEUE, JOBS_QUEUE, MEDIA_QUEUE, vendor_queue
from domain.kinds import late_spending
from domain.script.grounding.citing import located
from domain.script.ports import Completion, LanguageModel
from domain.script.prompted.answers import is_usable
from domain.script.prompted.writer import PromptedWriter
from domain.upkeep.expiring import Expiry
from domain.upkeep.sweeping import Sweeper
from worker.batches import batch_activities
from worker.vendors import Served

FETCH_SECONDS = 1800.0
"""For a film from the web: 2 GB at 10 Mbit/s."""

LIGHT_SLOTS = 32
"""Light I/O in flight: sources, freezing, outcomes. Reader processes are bounded by the reader itself."""


@dataclass(frozen=True)
class QueueWorker:
    """One queue, what runs on it, and how much at once. `drain`: how long what is under way is waited for at a stop."""

    queue: str
    activities: Sequence[Callable[..., object]]
    slots: int
    drain: timedelta = timedelta(0)
    workflows: bool = False


def jobs_worker(
    settings: Settings,
    client: Client,
    *,
    artifacts: RetryingArtifacts,
    catalog: Catalog,
    sweeper: Sweeper,
    expiry: Expiry,
    media: MediaActivities,
    transcribe: TranscribeActivities,
) -> QueueWorker:
    """Workflows of every kind, and light I/O."""
    fetcher = WebFetcher(artifacts, allow=settings.fetch_allow, scratch=scratch_folder)

    def clock() -> datetime:
        return datetime.now(UTC)

    reader = ProcessReader()
    corpora = CollectionCorpora(collections=catalog.collections, index=catalog.passages, vectors=catalog.vectors)
    retrieve = RetrieveActivities(fetcher=fetcher, reader=reader, blobs=artifacts, names=artifacts, collections=corpora)
    collections = CollectionActivities(
        fetcher=fetcher,
        reader=reader,
        blobs=artifacts,
        names=artifacts,
        collections=RecordedCollections(catalog.collections, artifacts),
        index=catalog.passages,
        clock=clock,
    )
    books = BookActivities(fetcher=fetcher, reader=reader, blobs=artifacts, names=artifacts)
    subtitles = SubtitleActivities(fetcher=fetcher, files=SubtitleFileAdapter(), blobs=artifacts, names=artifacts)
    freeze = FreezeActivities(blobs=artifacts, names=artifacts)
    runs = TemporalRuns(client)
    late = LateBills(runs=runs, late=late_spending(artifacts, artifacts))
    store = StoreActivities(names=artifacts, jobs=catalog.jobs, late=late)
    settlement = Settlement(
        jobs=catalog.jobs,
        open_jobs=catalog.open_jobs,
        runs=runs,
        names=artifacts,
        clock=clock,
        late=late,
        counts=LateCounts(jobs=catalog.jobs, blobs=artifacts, names=artifacts, bills=late, clock=clock),
    )
    batches = batch_activities(settings, client, artifacts=artifacts, catalog=catalog, reader=reader)
    housekeeping = HousekeepingActivities(settlement=settlement, expiry=expiry, sweeper=sweeper)
    activities: list[Callable[..., object]] = [
        *retrieve.activities,
        *collections.activities,
        media.read_source,
        *books.activities,
        transcribe.write,
        TranscriptionChanges(blobs=artifacts).read_change,
        *subtitles.activities,
        *freeze.activities,
        *store.activities,
        *batches.activities,
        housekeeping.settle,
        housekeeping.sweep,
    ]
    return QueueWorker(JOBS_QUEUE, activities, LIGHT_SLOTS, settings.drain, workflows=True)


def media_worker(settings: Settings, artifacts: RetryingArtifacts) -> QueueWorker:
    combine = CombineActivities(
        renderer=Mp3EpisodeRenderer(workers=settings.media_concurrency),
        ledger=Ledger(artifacts),
        blobs=artifacts,
        names=artifacts,
        locate=located,
    )
    books = BookMediaActivities(
        renderer=BookChapterRenderer(workers=settings.media_concurrency),
        joiner=FfmpegBookJoiner(workers=settings.media_concurrency),
        binder=EpubBinder(),
        ledger=Ledger(artifacts),
        blobs=artifacts,
        names=artifacts,
    )
    activities: list[Callable[..., object]] = [combine.render_episode, *books.activities]
    return QueueWorker(MEDIA_QUEUE, activities, settings.media_concurrency, settings.drain)


def media_fetcher(settings: Settings, artifacts: RetryingArtifacts) -> WebFetcher:
    """A source may be as large from the web as from a person."""
    return WebFetcher(
        artifacts,
        allow=settings.fetch_allow,
        seconds=FETCH_SECONDS,
        maximum_bytes=settings.max_upload_mb * 1_000_000,
        scratch=scratch_folder,
    )


def transcribe_activities(settings: Settings, artifacts: RetryingArtifacts) -> TranscribeActivities:
    fetcher = media_fetcher(settings, artifacts)
    return TranscribeActivities(fetcher=fetcher, cutter=FfmpegCutter(), blobs=artifacts, names=artifacts)


def media_activities(settings: Settings, artifacts: RetryingArtifacts) -> MediaActivities:
    return MediaActivities(
        fetcher=media_fetcher(settings, artifacts),
        reader=FfmpegMediaReader(),
        converter=FfmpegConverter(),
        blobs=artifacts,
        names=artifacts,
    )


def conversion_worker(settings: Settings, media: MediaActivities, transcribe: TranscribeActivities) -> QueueWorker:
    activities: list[Callable[..., object]] = [media.make_output, transcribe.cut_pieces]
    return QueueWorker(CONVERSION_QUEUE, activities, settings.media_concurrency, settings.drain)


def vendor_worker(
    settings: Settings,
    served: Served,
    purchases: Purchases,
    artifacts: RetryingArtifacts,
    drain: Drain,
    *,
    vectors: VectorIndex,
    learning: Learning,
) -> QueueWorker:
    """What the vendor does in its role."""
    service, queue = served.service, vendor_queue(served.role, served.vendor)
    longest = settings.drain_of(served.role)
    if isinstance(service, SpeechService):
        tts = TtsActivities(
            synthesizer=DrainingSpeech(service.synthesizer, drain),
            inspector=WavClipInspector(),
            purchases=purchases,
            blobs=artifacts,
            learning=learning,
        )
        return QueueWorker(queue, [tts.synthesize_turn], served.slots + ready_turns(served.slots), longest)
    if isinstance(service, EmbeddingsService):
        embeddings = EmbeddingActivities(
            embedder_named=service.embedder_named, purchases=purchases, blobs=artifacts, index=vectors
        )
        return QueueWorker(queue, [embeddings.embed_passages, embeddings.embed_query], served.slots, longest)
    if isinstance(service, RecognitionService):
        recognition = RecognitionActivities(
            recognizer_named=service.recognizer_named,
            cutter=FfmpegCutter(),
            purchases=purchases,
            blobs=artifacts,
            names=artifacts,
        )
        return QueueWorker(queue, [recognition.recognize_piece], served.slots, longest)
    script = ScriptActivities(
        writer_for=writer_for(service, purchases, drain),
        blobs=artifacts,
        names=artifacts,
        vendor=served.vendor,
        learning=learning,
    )
    activities = script.activities
    if isinstance(service, LanguageModelService):
        activities.append(rewriting_of(service, purchases, artifacts, drain).rewrite_window)
    return QueueWorker(queue, activities, served.slots, longest)


def rewriting_of(
    service: LanguageModelService, purchases: Purchases, artifacts: RetryingArtifacts, drain: Drain
) -> RewritingActivities:
    def model_for(name: str, attempt: Attempt, accept: Callable[[Completion], bool]) -> LanguageModel:
        model = DrainingLanguageModel(service.model_named(name), drain)
        return CachedLanguageModel(model, purchases, accept=accept, attempt=attempt)

    return RewritingActivities(model_for=model_for, ledger=purchases.ledger, blobs=artifacts, names=artifacts)


def writer_for(service: Service, purchases: Purchases, drain: Drain) -> WriterFor:
    """The writer for a model; what the ledger holds is answered without the vendor."""
    if isinstance(service, WriterService):
        return lambda *_: service.writer
    assert isinstance(service, LanguageModelService), "a writer is one of the two"
    return lambda model, attempt: PromptedWriter(
        CachedLanguageModel(
            DrainingLanguageModel(service.model_named(model), drain), purchases, accept=is_usable, attempt=attempt
        )
    )


def ready_turns(slots: int) -> int:
    """Turns that a worker holds beyond the calls in flight: being inspected, or fetched and waiting for a free call.

    Half the calls hides the way to Temporal and back (25 ms) behind the vendor's time, and leaves the rest of a
    podcast's window (2 × slots) to other workers.
    """
    return max(2, slots // 2)
