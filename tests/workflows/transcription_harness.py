"""A whole transcription in one process: the real workflow and activities over fakes, on a real Temporal server."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from temporalio.client import WorkflowHandle

from activities.store import StoreActivities
from activities.transcribe import RecognitionActivities, TranscribeActivities
from activities.transcription_changes import TranscriptionChanges
from activities.vendors.purchases import Purchases
from adapters.fake.reading import FakeWeb
from adapters.fake.recognition import FakeCutter, FakeRecognizer
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.jobs.progress import Progress
from domain.jobs.wire import CONVERSION_QUEUE, vendor_queue
from domain.retrieve.source import SourceRef, SourceType
from domain.transcribe.ports import AudioCutter, RecognitionAsk, Recognizer, SpeechRecognizer
from domain.transcribe.writing import TranscriptFormat
from domain.transcription.changing import TranscriptionChange
from domain.transcription.spec import Transcription, TranscriptionSpec
from domain.transcription.state import TranscriptionDetails
from domain.vendors.declarations import ProviderRole, RecognitionTraits
from tests.workflows.job_harness import Activities, JobHarness
from workflows.jobs.lifecycle import JobWorkflow
from workflows.transcription import TranscriptionWorkflow

Run = WorkflowHandle[TranscriptionWorkflow, Progress]

USD_PER_MINUTE = 0.6
"""A cent a second."""


def speech(words: int, *, pause_after: int = 7) -> str:
    """Different words, with a pause after some of them."""
    numbered = [f"word{number}" for number in range(words)]
    return " ".join(
        f"{each} |" if number % pause_after == pause_after - 1 else each for number, each in enumerate(numbered)
    )


def words_of(text: str) -> list[str]:
    return [each for each in text.split() if each != "|"]


@dataclass
class TranscriptionHarness(JobHarness):
    """Everything a transcription touches, to be looked at and made to fail. Pieces are at most twenty seconds long."""

    workflow: ClassVar[type[JobWorkflow]] = TranscriptionWorkflow

    cutter: FakeCutter = field(default_factory=FakeCutter)
    recognizer: FakeRecognizer = field(default_factory=lambda: FakeRecognizer(usd_per_minute=USD_PER_MINUTE))
    media: AudioCutter | None = None
    port: SpeechRecognizer | None = None
    """Real ones, in place of `cutter` and `recognizer`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.web = FakeWeb(self.artifacts)

    async def spec(self, recording: str, **changes: object) -> TranscriptionSpec:
        artifact = await self.artifacts.put(recording.encode(), media_type="audio/mpeg")
        traits = RecognitionTraits(maximum_seconds=20.0, prompt=True, usd_per_minute=USD_PER_MINUTE)
        spec = TranscriptionSpec(
            job_id=f"t{uuid.uuid4().hex[:12]}",
            title="talk",
            source=SourceRef(type=SourceType.FILE, name="talk.mp3", artifact=artifact),
            stem="talk",
            recognizer=Recognizer(vendor=self.vendor, model="whisper", engine="in-process/1", slots=2, traits=traits),
            ask=RecognitionAsk(prompt="Temporal, Podwright"),
            formats=tuple(TranscriptFormat),
            ttl_hours=24,
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: TranscriptionSpec) -> Run:
        await self.attempt_begins(spec.job_id, spec.attempt)
        return await self.client.start_workflow(TranscriptionWorkflow.run, spec, id=spec.job_id, task_queue=self.queue)

    async def resume(self, run: Run, change: TranscriptionChange | None = None) -> None:
        ref = await Documents(self.artifacts).put(change) if change is not None else None
        await self.resumed(run, ref)

    async def made(self, job_id: str) -> dict[str, str]:
        """The files of a finished transcription, by their formats."""
        files = Transcription.model_validate_json((await self.outcome(job_id)).result).files
        return {name.rpartition(".")[2]: (await self.artifacts.read(ref)).decode() for name, ref in files.items()}

    async def heard(self, job_id: str) -> list[str]:
        return [each["text"] for each in json.loads((await self.made(job_id))["json"])["words"]]

    def activities(self) -> Mapping[str, Activities]:
        transcribe = TranscribeActivities(
            fetcher=self.web, cutter=self.media or self.cutter, blobs=self.artifacts, names=self.artifacts
        )
        recognition = RecognitionActivities(
            recognizer_named=lambda _: self.port or self.recognizer,
            cutter=self.media or self.cutter,
            purchases=Purchases(Ledger(self.artifacts)),
            blobs=self.artifacts,
            names=self.artifacts,
        )
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs)
        return {
            self.queue: [
                transcribe.write,
                TranscriptionChanges(blobs=self.artifacts).read_change,
                store.record_outcome,
                store.count_silent_calls,
            ],
            CONVERSION_QUEUE: [transcribe.cut_pieces],
            vendor_queue(ProviderRole.RECOGNITION, self.vendor): [recognition.recognize_piece],
        }


def shown(progress: Progress) -> TranscriptionDetails:
    return TranscriptionDetails.model_validate(progress.details)
