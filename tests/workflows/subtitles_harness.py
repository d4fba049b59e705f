"""A whole subtitles job in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from temporalio.client import WorkflowHandle

from activities.store import StoreActivities
from activities.subtitles import Accept, RewritingActivities, SubtitleActivities
from activities.vendors.billing import Attempt
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.fake.language import FakeLanguageModel
from adapters.subtitles.files import SubtitleFileAdapter
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.captions.cues import SubtitleFormat
from domain.captions.windows import Rewriting
from domain.jobs.progress import Progress
from domain.jobs.wire import vendor_queue
from domain.progress import OnProgress
from domain.retrieve.source import SourceRef, SourceType
from domain.script.model import Writer
from domain.script.ports import Ask, Completion, LanguageModel
from domain.subtitles.choosing import SubtitlesChange
from domain.subtitles.run import SubtitlesRun
from domain.subtitles.spec import MadeSubtitles, Operation, SubtitlesSpec
from domain.subtitles.state import SubtitlesDetails
from domain.transcribe.ports import Recognizer
from domain.vendors.declarations import ProviderRole, RecognitionTraits
from tests.fakevendor import lines
from tests.workflows.job_harness import Activities
from tests.workflows.transcription_harness import TranscriptionHarness
from workflows.jobs.lifecycle import JobWorkflow
from workflows.subtitles import SubtitlesWorkflow

Run = WorkflowHandle[SubtitlesWorkflow, Progress]

USD_PER_MILLION = 100.0
"""A cent for a hundred tokens."""


class LinesModel(FakeLanguageModel):
    """Corrects and translates as the fake vendor does, and bills it."""

    def __init__(self) -> None:
        super().__init__(author=self._lines)
        self.manner: lines.Lines = "well"
        self.insists = False
        self.billed_usd = 0.0

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        made = await super().complete(ask, on_progress=on_progress)
        cost = (made.usage.input + made.usage.output) * USD_PER_MILLION / 1e6
        self.billed_usd += cost
        return made.model_copy(update={"usage": made.usage.model_copy(update={"cost_usd": cost})})

    def _lines(self, ask: Ask) -> str:
        body: dict[str, object] = {"messages": [each.model_dump() for each in ask.messages]}
        return lines.answered(body, self.manner, insists=self.insists) or "{}"


def subrip(cues: int) -> str:
    """Cues with a word to be corrected each; every fourth begins a sentence."""
    texts = [f"There is teh number {n} of all\nthe many lines{'.' * (n % 4 == 0)}" for n in range(1, cues + 1)]
    blocks = [f"{n}\n{_clock(2 * n)} --> {_clock(2 * n + 1)}\n{text}" for n, text in enumerate(texts, start=1)]
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},500"


@dataclass
class SubtitlesHarness(TranscriptionHarness):
    """Everything that subtitles touch, to be looked at and made to fail."""

    workflow: ClassVar[type[JobWorkflow]] = SubtitlesWorkflow

    model: LinesModel = field(default_factory=LinesModel)
    files: SubtitleFileAdapter = field(default_factory=SubtitleFileAdapter)

    async def generating(self, recording: str, **changes: object) -> SubtitlesRun:
        artifact = await self.artifacts.put(recording.encode(), media_type="audio/mpeg")
        traits = RecognitionTraits(maximum_seconds=20.0, prompt=True, usd_per_minute=0.6)
        recognizer = Recognizer(vendor=self.vendor, model="whisper", engine="in-process/1", slots=2, traits=traits)
        source = SourceRef(type=SourceType.FILE, name="talk.mp3", artifact=artifact)
        return self._run(Operation.GENERATE, source, recognizer=recognizer, format=SubtitleFormat.SRT, **changes)

    async def rewriting(self, text: str, **changes: object) -> SubtitlesRun:
        artifact = await self.artifacts.put(text.encode(), media_type="text/vtt")
        source = SourceRef(type=SourceType.FILE, name="film.srt", artifact=artifact)
        translates = isinstance(given := changes.get("rewriting"), Rewriting) and given.language
        operation = Operation.TRANSLATE if translates else Operation.FIX
        return self._run(operation, source, writer=self.writer(), slots=2, **changes)

    def writer(self) -> Writer:
        return Writer(
            vendor=self.vendor,
            model="writer",
            input_tokens=24_000,
            usd_per_million_input=USD_PER_MILLION,
            usd_per_million_output=USD_PER_MILLION,
        )

    def _run(self, operation: Operation, source: SourceRef, **changes: object) -> SubtitlesRun:
        job = f"s{uuid.uuid4().hex[:12]}"
        stem = source.name.partition(".")[0]
        spec = SubtitlesRun(job_id=job, operation=operation, title=stem, source=source, stem=stem)
        return spec.model_copy(update=changes)

    async def begin(self, spec: SubtitlesSpec) -> Run:
        await self.attempt_begins(spec.job_id, spec.attempt)
        run = SubtitlesRun.model_validate(spec.model_dump())
        return await self.client.start_workflow(SubtitlesWorkflow.run, run, id=spec.job_id, task_queue=self.queue)

    async def correct(self, run: Run, change: SubtitlesChange | None = None) -> None:
        await self.resumed(run, await Documents(self.artifacts).put(change) if change is not None else None)

    async def file(self, job_id: str) -> tuple[str, str]:
        """The name and the text of what was made."""
        made = MadeSubtitles.model_validate_json((await self.outcome(job_id)).result)
        return made.name, (await self.artifacts.read(made.file)).decode()

    def activities(self) -> Mapping[str, Activities]:
        ledger = Ledger(self.artifacts)

        def model_for(_: str, attempt: Attempt, accept: Accept) -> LanguageModel:
            return CachedLanguageModel(self.model, Purchases(ledger), accept=accept, attempt=attempt)

        subtitles = SubtitleActivities(fetcher=self.web, files=self.files, blobs=self.artifacts, names=self.artifacts)
        rewriting = RewritingActivities(model_for=model_for, ledger=ledger, blobs=self.artifacts, names=self.artifacts)
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs)
        return {
            **super().activities(),
            self.queue: [*subtitles.activities, store.record_outcome, store.count_silent_calls],
            vendor_queue(ProviderRole.WRITER, self.vendor): [rewriting.rewrite_window],
        }


def told(progress: Progress) -> SubtitlesDetails:
    return SubtitlesDetails.model_validate(progress.details)
