"""A whole audiobook in one process: the real workflows and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from temporalio.client import WorkflowHandle

from activities.audiobook import BookActivities
from activities.chapters import BookMediaActivities
from activities.freeze import FreezeActivities
from activities.store import StoreActivities
from activities.tts import TtsActivities
from activities.vendors.access import VendorAccess
from activities.vendors.purchases import Purchases
from adapters.audio.inspect import WavClipInspector
from adapters.books.epub import EpubBinder
from adapters.fake.books import FakeBooks
from adapters.fake.reading import FakeReader, FakeWeb
from adapters.fake.speech import HOST, FakeSpeech
from adapters.temporal.runs import TemporalRuns
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.audiobook.passages import NARRATOR
from domain.audiobook.spec import AUDIOBOOK, Audiobook, AudiobookSpec, GivenBook
from domain.audiobook.state import BookDetails
from domain.jobs.late_bills import LateBills
from domain.jobs.progress import Progress
from domain.jobs.specs import store_spec
from domain.jobs.wire import MEDIA_QUEUE, vendor_queue
from domain.retrieve.source import Block, BlockKind, SourceRef, SourceType
from domain.script.corrections import SpeechChange
from domain.script.editing import drafts_of
from domain.script.frozen import FrozenSegment
from domain.script.late import LateSpeechSpending
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import ProviderRole
from tests.workflows.job_harness import Activities, JobHarness
from workflows.audiobook import AudiobookRun, AudiobookWorkflow
from workflows.chapter import ChapterWorkflow

Run = WorkflowHandle[AudiobookWorkflow, Progress]

NAME = "The Quarry"


@dataclass
class AudiobookHarness(JobHarness):
    """Everything an audiobook touches, to be looked at and made to fail."""

    workflow = AudiobookWorkflow

    speech: FakeSpeech = field(default_factory=FakeSpeech)
    reader: FakeReader = field(default_factory=FakeReader)
    books: FakeBooks = field(default_factory=FakeBooks)
    access: VendorAccess | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.web = FakeWeb(self.artifacts)

    async def spec(
        self, *, chapters: int = 3, paragraphs: int = 2, price: float = 0.0, **changes: object
    ) -> AudiobookSpec:
        """A book of chapters called `Chapter 1`, …; each paragraph is a passage that names both."""
        blocks: list[Block] = []
        for n in range(1, chapters + 1):
            blocks.append(Block(kind=BlockKind.HEADING, text=f"Chapter {n}", level=1))
            blocks += [
                Block(kind=BlockKind.PARAGRAPH, text=f"Paragraph {m} of chapter {n} says what it has to say.")
                for m in range(1, paragraphs + 1)
            ]
        self.reader.changes[NAME] = {"blocks": tuple(blocks)}
        text = await self.artifacts.put(b"a book", media_type="text/plain")
        narrator = Speaker(
            name=NARRATOR,
            role=Role.EXPERT,
            vendor=self.vendor,
            model="buzz",
            engine="in-process/1",
            voice=HOST,
            words_per_minute=150,
            maximum_characters=4000,
            usd_per_1000_characters=price,
        )
        spec = AudiobookSpec(
            job_id=f"b{uuid.uuid4().hex[:12]}",
            source=SourceRef(type=SourceType.TEXT, name=NAME, artifact=text),
            speakers=(narrator,),
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: AudiobookSpec) -> Run:
        await self.attempt_begins(spec.job_id, spec.attempt)
        await store_spec(self.artifacts, self.artifacts, spec.job_id, spec)
        return await self.client.start_workflow(
            AudiobookWorkflow.run,
            AudiobookRun.model_validate(spec.model_dump()),
            id=spec.job_id,
            task_queue=self.queue,
        )

    async def resume(self, run: Run, change: SpeechChange | None = None) -> Progress:
        ref = await Documents(self.artifacts).put(change) if change is not None else None
        return await self.resumed(run, ref)

    async def made(self, job_id: str) -> Audiobook:
        return Audiobook.model_validate_json((await self.outcome(job_id)).result)

    async def revision(
        self,
        spec: AudiobookSpec,
        base: Audiobook,
        *,
        n: int,
        old: str,
        text: str = "",
        voice: str = "",
        drop: str = "",
        version: int = 2,
    ) -> AudiobookSpec:
        """The spec of the job that makes a version in which the passage of chapter `n` that begins with `old` is
        another text, or in another voice, and the one that begins with `drop` is left out."""
        documents = Documents(self.artifacts)
        frozen = await documents.read(base.chapters[n - 1].segment, FrozenSegment)
        (draft,) = drafts_of([frozen])
        speakers = base.speakers
        if voice:
            speakers = (*speakers, speakers[0].model_copy(update={"name": "OTHER", "voice": voice}))
        turns = [
            turn.model_copy(update={"text": text or turn.text, "speaker": speakers[-1].name})
            if turn.text.startswith(old)
            else turn
            for turn in draft.turns
            if not drop or not turn.text.startswith(drop)
        ]
        edited = draft.model_copy(update={"turns": tuple(turns)})
        given = await documents.put(GivenBook(base=base, drafts={n: await documents.put(edited)}))
        changes = {"job_id": f"{spec.job_id}-{version}", "version": version, "revises": spec.job_id}
        return spec.model_copy(update={**changes, "given": given, "speakers": speakers})

    def activities(self) -> Mapping[str, Activities]:
        ledger = Ledger(self.artifacts)
        books = BookActivities(fetcher=self.web, reader=self.reader, blobs=self.artifacts, names=self.artifacts)
        media = BookMediaActivities(
            renderer=self.books,
            joiner=self.books,
            binder=EpubBinder(),
            ledger=ledger,
            blobs=self.artifacts,
            names=self.artifacts,
        )
        tts = TtsActivities(
            synthesizer=self.speech,
            inspector=WavClipInspector(),
            purchases=Purchases(ledger, access=self.access),
            blobs=self.artifacts,
        )
        spending = LateSpeechSpending(blobs=self.artifacts, names=self.artifacts)
        late = LateBills(runs=TemporalRuns(self.client), late={AUDIOBOOK: spending})
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs, late=late)
        return {
            self.queue: [
                *books.activities,
                *FreezeActivities(blobs=self.artifacts, names=self.artifacts).activities,
                *store.activities,
            ],
            vendor_queue(ProviderRole.SPEECH, self.vendor): [tts.synthesize_turn],
            MEDIA_QUEUE: [media.render_chapter, media.join_book],
        }

    def workflows(self) -> list[type]:
        return [AudiobookWorkflow, ChapterWorkflow]


def details(progress: Progress) -> BookDetails:
    return BookDetails.model_validate(progress.details)


def statuses(progress: Progress) -> list[str | None]:
    """Of the chapters, in order."""
    return [each.status and each.status.value for each in details(progress).chapters]
