"""Podcasts as a kind of job."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from domain.access import Caller
from domain.artifacts.ledger import Ledger
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.markdown import in_markdown
from domain.jobs.progress import Progress
from domain.jobs.record import Job
from domain.jobs.runs import StartJob
from domain.jobs.versions import revisions_of
from domain.podcast.amending import amended
from domain.podcast.bases import Bases
from domain.podcast.details import StepDetails, details_of, lengths_told
from domain.podcast.estimate import Estimate
from domain.podcast.frozen_request import FrozenRequest, frozen_request
from domain.podcast.inheriting import inherited
from domain.podcast.learned import NO_RATES, USUAL_LANGUAGE, keys_of
from domain.podcast.profiled import Profiled, profiled
from domain.podcast.request import PodcastRequest
from domain.podcast.resolve import Resolution, resolve
from domain.podcast.respoken import with_what_is_reused
from domain.podcast.result import Episode
from domain.podcast.revoicing import revoice
from domain.podcast.spec import PODCAST, PodcastSpec
from domain.profiles.use_cases import ProfileBook
from domain.retrieve.request import TextSource
from domain.retrieve.sources import Sources
from domain.tts.learned import LearnedRates, Rate
from domain.value import Value
from domain.vendors.ports import Providers


class Resolver(Protocol):
    def __call__(self, *, rates: Mapping[str, Rate]) -> Resolution: ...


NAMED = 3
"""At most so many origins stand in a summary, which is one line."""


class PodcastAttributes(Value):
    """The attributes of a podcast's row. `duration_minutes` is the length that was asked for."""

    duration_minutes: float = 0.0


class PodcastKind(JobKind[PodcastRequest, PodcastSpec]):
    """Podcasts."""

    name, collection, spec_model = PODCAST, "podcasts", PodcastSpec
    request_model = PodcastRequest

    def __init__(
        self,
        *,
        sources: Sources,
        profiles: ProfileBook,
        providers: Providers,
        blobs: Blobs,
        names: Names,
        clock: Callable[[], datetime],
        bases: Bases,
        rates: LearnedRates | None = None,
    ) -> None:
        self._bases, self._ledger = bases, Ledger(names)
        self._sources, self._providers, self._blobs, self._names = sources, providers, blobs, names
        self._profiles, self._clock, self._rates = profiles, clock, rates

    async def estimate(self, request: PodcastRequest, *, caller: Caller) -> Estimate:
        """What the podcast would come to; nothing is stored or started. Raises Refused."""
        return (await self._resolution(request, job_id="estimate", caller=caller)).estimate

    async def resolve(self, request: PodcastRequest, *, job_id: str, caller: Caller) -> NewJob[PodcastSpec]:
        resolution = await self._resolution(request, job_id=job_id, caller=caller)
        spec = resolution.spec
        documents = (resolution.lexicon, resolution.outline, resolution.corpus, *resolution.drafts)
        return NewJob(
            spec=spec,
            title=spec.title,
            attributes=PodcastAttributes(duration_minutes=spec.minutes).model_dump(),
            characters=resolution.estimate.characters - resolution.estimate.characters_reused,
            texts=[each.text for each in request.sources if isinstance(each, TextSource)],
            documents=[each for each in documents if each is not None],
            sources=_artifacts(spec),
        )

    def start(self, spec: PodcastSpec, *, job_id: str) -> StartJob:
        return start_podcast(spec)

    async def next_attempt(self, spec: PodcastSpec, *, job_id: str) -> PodcastSpec:
        return await amended(self._blobs, self._names, spec)

    async def dependents(self, job_id: str) -> Sequence[str]:
        return [each.job_id for each in await revisions_of(self._names, job_id)]

    def step_details(self, progress: Progress) -> StepDetails:
        return StepDetails.model_validate(progress.details)

    def summary(self, progress: Progress) -> str:
        return lengths_told(details_of(progress))

    def outputs(self, result: str) -> Sequence[JobOutput]:
        files = Episode.model_validate_json(result).files
        return [JobOutput(name=name, artifact=ref) for name, ref in files.items()]

    async def frozen_request(self, job: Job) -> FrozenRequest:
        """Raises Refused 409 `request_lost`."""
        return await frozen_request(self._blobs, self._names, job)

    async def _resolution(self, request: PodcastRequest, *, job_id: str, caller: Caller) -> Resolution:
        resolved = await self._resolver(request, job_id=job_id, caller=caller)
        found = resolved(rates=NO_RATES)
        if self._rates is not None:
            language = found.estimate.language or USUAL_LANGUAGE
            rates = await self._rates.known(keys_of(found.spec, language=language))
            found = resolved(rates=rates) if rates else found
        return await with_what_is_reused(found, self._ledger) if found.spec.given is not None else found

    async def _resolver(self, request: PodcastRequest, *, job_id: str, caller: Caller) -> Resolver:
        wanted = await self._profiled(request, owner=caller.owner)
        announcements, now = await self._providers.all(), self._clock()
        if request.based_on is None:
            base, sources = None, tuple(await self._sources.facts(request.sources, owner=caller.owner))
        else:
            base = await self._bases.of(request.based_on, owner=caller.owner)
            sources = base.sources
        if base is not None and base.script is not None:
            return partial(
                revoice,
                wanted,
                base,
                base.script,
                podcast_id=job_id,
                caller=caller,
                announcements=announcements,
                now=now,
            )
        if base is not None:
            wanted = inherited(wanted, base)
        return partial(
            resolve,
            wanted,
            podcast_id=job_id,
            caller=caller,
            sources=sources,
            announcements=announcements,
            now=now,
            base=base,
        )

    async def _profiled(self, request: PodcastRequest, *, owner: str) -> Profiled:
        book = self._profiles
        episode = await book.episode(request.episode_profile, owner=owner) if request.episode_profile else None
        speakers = await book.speakers(request.speaker_profile, owner=owner) if request.speaker_profile else None
        return profiled(request, episode=episode, speakers=speakers)


def _artifacts(spec: PodcastSpec) -> dict[str, ArtifactRef]:
    found = {f"source-{index}": source.artifact for index, source in enumerate(spec.sources, start=1)}
    return {name: ref for name, ref in (*found.items(), ("lexicon", spec.lexicon)) if ref is not None}


def start_podcast(spec: PodcastSpec, *, kind: str = PODCAST) -> StartJob:
    speakers = in_markdown(", ".join(f"{each.name} ({each.vendor})" for each in spec.voices))
    writer = in_markdown(f"{spec.writer.vendor}:{spec.writer.model}")
    return StartJob.of(
        spec,
        kind=kind,
        job_id=spec.podcast_id,
        summary=in_markdown(f"{spec.title or _untitled(spec)} · {spec.minutes:g} min"),
        details=f"Speakers: {speakers}\n\nWriter: {writer}\n\nSources: {len(spec.sources)}",
    )


def _untitled(spec: PodcastSpec) -> str:
    """A podcast whose title is still to be found, by where its sources come from."""
    origins = list(dict.fromkeys(each.origin for each in spec.sources))
    more = f" and {len(origins) - NAMED} more" if len(origins) > NAMED else ""
    return f"Podcast from {', '.join(origins[:NAMED])}{more}" if origins else "Podcast"
