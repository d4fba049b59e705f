"""A whole podcast in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio.client import WorkflowHandle
from temporalio.common import Priority

from activities.combine import CombineActivities
from activities.embeddings import EmbeddingActivities
from activities.freeze import FreezeActivities
from activities.retrieve import RetrieveActivities
from activities.script import ScriptActivities
from activities.store import StoreActivities
from activities.tts import TtsActivities
from activities.vendors.access import VendorAccess
from activities.vendors.billing import Attempt
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.audio.inspect import WavClipInspector
from adapters.fake.embeddings import FakeEmbedder
from adapters.fake.reading import FakeReader, FakeWeb
from adapters.fake.rendering import FakeRenderer
from adapters.fake.speech import EXPERT, HOST, FakeSpeech
from adapters.fake.writer import FakeWriter
from adapters.temporal.attributes import fairness_key
from adapters.temporal.runs import TemporalRuns
from domain.artifacts.ledger import Ledger
from domain.collections.corpora import CollectionCorpora
from domain.jobs.late_bills import LateBills
from domain.jobs.progress import Progress
from domain.jobs.specs import store_spec
from domain.jobs.wire import MEDIA_QUEUE, vendor_queue
from domain.podcast.messages import ResumeChange
from domain.podcast.run import PodcastRun
from domain.podcast.spec import PODCAST, PodcastSpec
from domain.retrieve.source import SourceRef, SourceType
from domain.script.budget import minutes_of, parts_of
from domain.script.late import LateSpeechSpending
from domain.script.model import Writer
from domain.script.ports import LanguageModel, ScriptWriter
from domain.script.prompted.answers import is_usable
from domain.script.prompted.writer import PromptedWriter
from domain.tts.ports import SpeechSynthesizer
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import ProviderRole
from tests.workflows.job_harness import Activities, JobHarness
from workflows.podcast import PodcastWorkflow

TEXT = (
    "Bread rises because yeast eats sugar and breathes out gas. The gas is caught in a net of gluten. "
    "Heat makes the gas expand, and then it sets the net for good, which gives the crumb its holes."
)

WORDS_A_TURN = 12
"""Of the fake writer. Podcasts are asked for as long as it writes them, unless a test says otherwise."""

Changed = Callable[[Progress], bool]


@dataclass
class PodcastHarness(JobHarness):
    """Everything a podcast touches, to be looked at and made to fail."""

    workflow = PodcastWorkflow

    speech: FakeSpeech = field(default_factory=FakeSpeech)
    writer: FakeWriter = field(default_factory=FakeWriter)
    reader: FakeReader = field(default_factory=FakeReader)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    renderer: FakeRenderer = field(default_factory=FakeRenderer)
    synthesizer: SpeechSynthesizer | None = None
    scripts: ScriptWriter | None = None
    model: LanguageModel | None = None
    """Real adapters, in place of `speech` and `writer`. `model` is asked through the ledger."""
    access: VendorAccess | None = None
    """Before the vendor; by default slots of this process."""
    speech_slots: int = 100
    task_timeout: timedelta | None = None
    """Of workflow tasks: how long the server waits until one that fails is tried again, from its second time on."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.web = FakeWeb(self.artifacts)

    async def spec(self, **changes: object) -> PodcastSpec:
        text = await self.artifacts.put(TEXT.encode(), media_type="text/plain")

        def speaker(name: str, role: Role, voice: str) -> Speaker:
            return Speaker(
                name=name,
                role=role,
                vendor=self.vendor,
                model="buzz",
                engine="in-process/1",
                voice=voice,
                words_per_minute=150,
                maximum_characters=4000,
            )

        speakers = (speaker("HOST", Role.HOST, HOST), speaker("EXPERT", Role.EXPERT, EXPERT))
        written = self.writer.segments * self.writer.turns * WORDS_A_TURN
        spec = PodcastSpec(
            podcast_id=f"p{uuid.uuid4().hex[:12]}",
            sources=(SourceRef(type=SourceType.TEXT, name="Bread", artifact=text),),
            minutes=round(minutes_of(written, parts_of(speakers), segments=self.writer.segments), 3),
            speakers=speakers,
            writer=Writer(vendor=self.vendor, model="plain", input_tokens=100_000),
            keeps_length=True,
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: PodcastSpec) -> WorkflowHandle[PodcastWorkflow, Progress]:
        await self.attempt_begins(spec.podcast_id, spec.attempt)
        await store_spec(self.artifacts, self.artifacts, spec.podcast_id, spec)
        return await self.client.start_workflow(
            PodcastWorkflow.run,
            PodcastRun.model_validate(spec.model_dump()),
            id=spec.podcast_id,
            task_queue=self.queue,
            task_timeout=self.task_timeout,
            priority=Priority(priority_key=spec.priority, fairness_key=fairness_key(spec.owner)),
        )

    async def resume(
        self, handle: WorkflowHandle[PodcastWorkflow, Progress], change: ResumeChange | None = None
    ) -> Progress:
        ref = None
        if change is not None:
            ref = await self.artifacts.put(change.model_dump_json().encode(), media_type="application/json")
        return await self.resumed(handle, ref)

    def _writer(self, purchases: Purchases, attempt: Attempt | None) -> ScriptWriter:
        if self.model is None:
            return self.scripts or self.writer
        return PromptedWriter(CachedLanguageModel(self.model, purchases, accept=is_usable, attempt=attempt))

    def slots(self, queue: str) -> int:
        return self.speech_slots if queue == vendor_queue(ProviderRole.SPEECH, self.vendor) else super().slots(queue)

    def activities(self) -> Mapping[str, Activities]:
        ledger = Ledger(self.artifacts)
        purchases = Purchases(ledger, access=self.access)
        retrieve = RetrieveActivities(
            fetcher=self.web,
            reader=self.reader,
            blobs=self.artifacts,
            names=self.artifacts,
            collections=CollectionCorpora(
                collections=self.catalog.collections, index=self.catalog.passages, vectors=self.catalog.vectors
            ),
        )
        script = ScriptActivities(
            writer_for=lambda _, attempt: self._writer(purchases, attempt), blobs=self.artifacts, names=self.artifacts
        )
        freeze = FreezeActivities(blobs=self.artifacts, names=self.artifacts)
        tts = TtsActivities(
            synthesizer=self.synthesizer or self.speech,
            inspector=WavClipInspector(),
            purchases=purchases,
            blobs=self.artifacts,
        )
        combine = CombineActivities(renderer=self.renderer, ledger=ledger, blobs=self.artifacts, names=self.artifacts)
        spending = LateSpeechSpending(blobs=self.artifacts, names=self.artifacts)
        late = LateBills(runs=TemporalRuns(self.client), late={PODCAST: spending})
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs, late=late)
        embeddings = EmbeddingActivities(
            embedder_named=lambda _: self.embedder,
            purchases=purchases,
            blobs=self.artifacts,
            index=self.catalog.vectors,
        )
        return {
            self.queue: [*retrieve.activities, *freeze.activities, *store.activities],
            vendor_queue(ProviderRole.WRITER, self.vendor): script.activities,
            vendor_queue(ProviderRole.SPEECH, self.vendor): [tts.synthesize_turn],
            vendor_queue(ProviderRole.EMBEDDINGS, self.vendor): [embeddings.embed_passages, embeddings.embed_query],
            MEDIA_QUEUE: [combine.render_episode],
        }
