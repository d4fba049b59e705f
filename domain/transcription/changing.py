"""What people correct when they resume a transcription: its budget, and who recognises what is left."""

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.changing import StoredChanges
from domain.jobs.record import Job
from domain.jobs.standing import JobSnapshot
from domain.transcribe.choosing import RecognizerChoice
from domain.transcribe.ports import Recognizer
from domain.transcription.request import TranscriptionResume
from domain.transcription.spec import TranscriptionSpec
from domain.value import Value


class TranscriptionChange(Value):
    budget_usd: float | None = None
    recognizer: Recognizer | None = None

    def applied(self, spec: TranscriptionSpec) -> TranscriptionSpec:
        change = {name: value for name, value in (*self,) if value is not None}
        return spec.model_copy(update=change)


class TranscriptionCorrections:
    """Implements `Corrections`. The next resume and a retry go on from them."""

    def __init__(self, *, choice: RecognizerChoice, blobs: Blobs, names: Names) -> None:
        self._choice, self._blobs, self._changes = choice, blobs, StoredChanges(blobs=blobs, names=names)

    async def resolve(self, snapshot: JobSnapshot, request: TranscriptionResume) -> ArtifactRef | None:
        if request.budget_usd is None and request.stt is None:
            return None
        spec, chosen = await self._changes.spec(snapshot.job, TranscriptionSpec), None
        if request.stt is not None:
            chosen = await self._choice.another(request.stt, spec.ask, first=spec.recognizer)
        change = TranscriptionChange(budget_usd=request.budget_usd, recognizer=chosen)
        return await Documents(self._blobs).put(change)

    async def store(self, job: Job, change: ArtifactRef) -> None:
        await self._changes.store(job, change)


async def amended(blobs: Blobs, names: Names, spec: TranscriptionSpec) -> TranscriptionSpec:
    """The spec of an attempt as its resumes left it."""
    changes = StoredChanges(blobs=blobs, names=names)
    for each in await changes.of(spec.job_id, spec.attempt, TranscriptionChange):
        spec = each.applied(spec)
    return spec
