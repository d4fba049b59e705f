"""Transcriptions as a kind of job."""

from collections.abc import Sequence

from domain.access import Caller
from domain.artifacts.ports import Blobs, Names
from domain.jobs.admission import priority_for
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.media.naming import stem_of
from domain.media.uploads import check_media, claimed_seconds
from domain.money import CostRange, cents
from domain.retrieve.sources import Sources
from domain.transcribe.choosing import RecognizerChoice
from domain.transcription.changing import amended
from domain.transcription.request import TranscriptionEstimate, TranscriptionRequest
from domain.transcription.spec import TRANSCRIPTION, Transcription, TranscriptionSpec
from domain.transcription.state import TranscriptionDetails


class TranscriptionKind(JobKind[TranscriptionRequest, TranscriptionSpec]):
    """What is said in audio and video, as text."""

    name, collection, spec_model = TRANSCRIPTION, "transcriptions", TranscriptionSpec
    request_model = TranscriptionRequest

    def __init__(self, *, sources: Sources, choice: RecognizerChoice, blobs: Blobs, names: Names) -> None:
        self._sources, self._choice, self._blobs, self._names = sources, choice, blobs, names

    async def resolve(self, request: TranscriptionRequest, *, job_id: str, caller: Caller) -> NewJob[TranscriptionSpec]:
        source = (await self._sources.facts_of_one(request.source, owner=caller.owner)).ref
        check_media(source)
        spec = TranscriptionSpec(
            job_id=job_id,
            owner=caller.owner,
            title=request.title or stem_of(source),
            priority=priority_for(caller, request.priority),
            source=source,
            stem=stem_of(source),
            recognizer=await self._choice.choose(request.stt, request.ask),
            ask=request.ask,
            formats=request.formats,
            budget_usd=request.budget_usd,
            ttl_hours=request.ttl_hours,
            delete_on_read=request.delete_on_read,
        )
        return NewJob(
            spec=spec,
            title=spec.title,
            attributes={"ttl_hours": request.ttl_hours, "delete_on_read": request.delete_on_read},
            sources={"source": source.artifact} if source.artifact else {},
        )

    async def estimate(self, request: TranscriptionRequest, *, caller: Caller) -> TranscriptionEstimate:
        """What it would come to, as far as that can be told before the recording is read."""
        source = (await self._sources.facts_of_one(request.source, owner=caller.owner)).ref
        check_media(source)
        recognizer = await self._choice.choose(request.stt, request.ask)
        seconds = await claimed_seconds(self._names, request.source)
        cost = None if seconds is None else seconds / 60 * recognizer.traits.usd_per_minute
        return TranscriptionEstimate(
            stt=recognizer.name,
            minutes=None if seconds is None else round(seconds / 60, 2),
            cost_usd=None if cost is None else CostRange(low=cents(cost), high=cents(2 * cost)),
        )

    async def next_attempt(self, spec: TranscriptionSpec, *, job_id: str) -> TranscriptionSpec:
        return await amended(self._blobs, self._names, spec)

    def start(self, spec: TranscriptionSpec, *, job_id: str) -> StartJob:
        formats = ", ".join(spec.formats)
        return StartJob.of(
            spec,
            kind=self.name,
            job_id=job_id,
            summary=f"Transcription by {spec.recognizer.name}",
            details=f"Recogniser: {spec.recognizer.name}\n\nFormats: {formats}",
        )

    def step_details(self, progress: Progress) -> TranscriptionDetails:
        return TranscriptionDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        files = Transcription.model_validate_json(result).files
        return [JobOutput(name=name, artifact=artifact) for name, artifact in files.items()]
