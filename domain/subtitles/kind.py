"""Subtitles as a kind of job."""

import asyncio
from collections.abc import Sequence

from domain.access import Caller
from domain.artifacts.ports import Blobs, Names
from domain.captions.cues import MOST_BYTES, SubtitleFiles, SubtitleFormat, Subtitles
from domain.captions.windows import likely, most_of, rewritable, windows_of
from domain.errors import PermanentFault, Refused
from domain.jobs.admission import priority_for
from domain.jobs.changing import StoredChanges
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.media.naming import stem_of
from domain.media.uploads import check_media, claimed_seconds
from domain.money import NOTHING, CostRange, Prices, cents
from domain.retrieve.source import SourceRef
from domain.retrieve.sources import Sources
from domain.subtitles.choosing import ModelChoice, SubtitlesChange
from domain.subtitles.request import SubtitlesEstimate, SubtitlesRequest
from domain.subtitles.spec import SUBTITLES, MadeSubtitles, Operation, SubtitlesSpec
from domain.subtitles.state import SubtitlesDetails
from domain.transcribe.choosing import RecognizerChoice
from domain.vendors.declarations import full_name

_STATUS = {"source_not_supported": 415, "source_too_large": 413}


class SubtitlesKind(JobKind[SubtitlesRequest, SubtitlesSpec]):
    """Subtitles of audio and video; files of subtitles, corrected or translated."""

    name, collection, spec_model = SUBTITLES, "subtitles", SubtitlesSpec
    request_model = SubtitlesRequest

    def __init__(
        self,
        *,
        sources: Sources,
        recognizers: RecognizerChoice,
        models: ModelChoice,
        files: SubtitleFiles,
        blobs: Blobs,
        names: Names,
    ) -> None:
        self._sources, self._recognizers, self._models = sources, recognizers, models
        self._files, self._blobs, self._names = files, blobs, names

    async def resolve(self, request: SubtitlesRequest, *, job_id: str, caller: Caller) -> NewJob[SubtitlesSpec]:
        source = (await self._sources.facts_of_one(request.source, owner=caller.owner)).ref
        generates = request.operation is Operation.GENERATE
        spec = SubtitlesSpec(
            job_id=job_id,
            owner=caller.owner,
            operation=request.operation,
            title=request.title or stem_of(source),
            priority=priority_for(caller, request.priority),
            source=source,
            stem=stem_of(source),
            format=request.format or (SubtitleFormat.SRT if generates else None),
            budget_usd=request.budget_usd,
            ttl_hours=request.ttl_hours,
            delete_on_read=request.delete_on_read,
        )
        if generates:
            check_media(source)
            recognizer = await self._recognizers.choose(request.stt, request.ask)
            spec = spec.model_copy(update={"recognizer": recognizer, "ask": request.ask})
        else:
            await self._read(source)
            writer, slots = await self._models.choose(request.llm)
            spec = spec.model_copy(update={"writer": writer, "slots": slots, "rewriting": request.rewriting})
        return NewJob(
            spec=spec,
            title=spec.title,
            attributes={
                "operation": request.operation.value,
                "ttl_hours": request.ttl_hours,
                "delete_on_read": request.delete_on_read,
            },
            sources={"source": source.artifact} if source.artifact else {},
        )

    async def estimate(self, request: SubtitlesRequest, *, caller: Caller) -> SubtitlesEstimate:
        """What it would come to, as far as that can be told before an address is fetched."""
        source = (await self._sources.facts_of_one(request.source, owner=caller.owner)).ref
        if request.operation is Operation.GENERATE:
            check_media(source)
            recognizer = await self._recognizers.choose(request.stt, request.ask)
            seconds = await claimed_seconds(self._names, request.source)
            cost = None if seconds is None else seconds / 60 * recognizer.traits.usd_per_minute
            return SubtitlesEstimate(
                by=recognizer.name,
                minutes=None if seconds is None else round(seconds / 60, 2),
                cost_usd=None if cost is None else CostRange(low=cents(cost), high=cents(2 * cost)),
            )
        file = await self._read(source)
        writer, _ = await self._models.choose(request.llm)
        estimate = SubtitlesEstimate(by=full_name(writer.vendor, writer.model))
        if file is None:
            return estimate
        cues, rewriting = rewritable(file.cues), request.rewriting
        windows = windows_of(cues)
        prices = Prices(
            usd_per_million_input=writer.usd_per_million_input, usd_per_million_output=writer.usd_per_million_output
        )
        low, most = (
            prices.cost(sum((bill_of(cues, each, rewriting) for each in windows), NOTHING))
            for bill_of in (likely, most_of)
        )
        change = {
            "cues": len(file.cues),
            "characters": sum(each.characters for each in cues),
            "windows": len(windows),
            "cost_usd": CostRange(low=cents(low), high=cents(2 * most)),
        }
        return estimate.model_copy(update=change)

    async def _read(self, source: SourceRef) -> Subtitles | None:
        """What an uploaded file holds; None of an address, which is not fetched yet. Raises Refused."""
        if source.artifact is None:
            return None
        try:
            if source.artifact.size > MOST_BYTES:
                raise PermanentFault("source_too_large", f"{source.name} has more than {MOST_BYTES / 1e6:.0f} MB.")
            data = await self._blobs.read(source.artifact)
            return await asyncio.to_thread(self._files.read, data, name=source.name)
        except PermanentFault as fault:
            message = f"{fault.message} {fault.advice}".strip()
            loc = ("source", "file_id")
            raise Refused(fault.code, message, loc=loc, status=_STATUS.get(fault.code, 422)) from fault

    async def next_attempt(self, spec: SubtitlesSpec, *, job_id: str) -> SubtitlesSpec:
        changes = StoredChanges(blobs=self._blobs, names=self._names)
        for each in await changes.of(spec.job_id, spec.attempt, SubtitlesChange):
            spec = each.applied(spec)
        return spec

    def start(self, spec: SubtitlesSpec, *, job_id: str) -> StartJob:
        return StartJob.of(
            spec, kind=self.name, job_id=job_id, summary=f"Subtitles: {spec.operation}", details=f"By {spec.by}"
        )

    def step_details(self, progress: Progress) -> SubtitlesDetails:
        return SubtitlesDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        made = MadeSubtitles.model_validate_json(result)
        return [JobOutput(name=made.name, artifact=made.file)]
