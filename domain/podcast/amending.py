"""Corrections of a podcast: voices, texts, skipped turns, budget, sources. The next resume and a retry go on from them.

A retry takes over all but texts and skipped turns, which belong to the turns of their own attempt.
"""

from collections.abc import Callable, Container
from datetime import datetime

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import Refused
from domain.jobs.changing import StoredChanges
from domain.jobs.record import Job, JobRecord
from domain.jobs.standing import JobSnapshot
from domain.podcast.messages import ResumeChange
from domain.podcast.reading import ScriptReader
from domain.podcast.request import ResumeRequest
from domain.podcast.sources_state import SOURCE
from domain.podcast.spec import PodcastSpec
from domain.podcast.success import SCRIPT
from domain.retrieve.completeness import SourceAnswer
from domain.retrieve.request import TextSource
from domain.retrieve.sources import Sources
from domain.script.speech_state import TURN
from domain.tts.casting import recast
from domain.tts.speaker import Speaker
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving


class PodcastCorrections:
    """Implements `Corrections` for podcasts."""

    def __init__(
        self,
        *,
        providers: Providers,
        blobs: Blobs,
        names: Names,
        scripts: ScriptReader,
        sources: Sources,
        clock: Callable[[], datetime],
    ) -> None:
        self._providers, self._blobs, self._names = providers, blobs, names
        self._scripts, self._sources, self._clock = scripts, sources, clock
        self._changes = StoredChanges(blobs=blobs, names=names)

    async def resolve(self, snapshot: JobSnapshot, request: ResumeRequest) -> ArtifactRef | None:
        if request.changes_nothing:
            return None
        spec = await amended(self._blobs, self._names, await self._changes.spec(snapshot.job, PodcastSpec))
        frozen = [each.turn for each in await self._scripts.frozen(snapshot)]
        known = {f"{TURN}{turn.index:03}": turn.id for turn in frozen} | {turn.id: turn.id for turn in frozen}
        for field, wanted in (("turns", tuple(request.turns)), ("skip_turns", request.skip_turns)):
            for turn_id in wanted:
                if turn_id not in known:
                    raise Refused("unknown_turn", f"No turn has the id {turn_id!r}.", loc=(field, turn_id))
        speakers: tuple[Speaker, ...] = ()
        if request.voices or request.tts:
            # All of them, even those that the spec has already: the resume that put them there may not have been taken.
            serving = Serving(await self._providers.all(), now=self._clock())
            speakers = recast(spec.voices, voices=request.voices, tts=request.tts, serving=serving)
        parked = {each.id for each in snapshot.progress.attention}
        if request.rewrite and SCRIPT not in parked:
            raise Refused("script_not_parked", "Its script does not wait for a person.", loc=("rewrite",))
        change = ResumeChange(
            sources=await self._answers(
                request,
                parked=parked,
                count=len(spec.sources),
                owner=snapshot.job.owner,
            ),
            skip_unreadable=request.skip_unreadable,
            rewrite=request.rewrite,
            speakers=speakers,
            turns={known[named]: text for named, text in request.turns.items()},
            skip_turns=tuple(known[named] for named in request.skip_turns),
            budget_usd=request.budget_usd,
        )
        return await Documents(self._blobs).put(change)

    async def _answers(
        self, request: ResumeRequest, *, parked: Container[str], count: int, owner: str
    ) -> dict[int, SourceAnswer]:
        """What was said of the sources, resolved. `parked`: ids of items. Raises Refused."""
        answers: dict[int, SourceAnswer] = {}
        for index, said in request.sources.items():
            loc = ("sources", str(index))
            if index > count:
                raise Refused("unknown_source", f"There is no source {index}; there are {count}.", loc=loc)
            if f"{SOURCE}{index:03}" not in parked:
                raise Refused("source_not_parked", f"Source {index} does not wait for a person.", loc=loc)
            if isinstance(said, str):
                answers[index] = SourceAnswer(skip=said == "skip", accept=said == "use")
                continue
            try:
                (facts,) = await self._sources.facts([said], owner=owner)
            except Refused as refused:
                raise Refused(refused.code, str(refused), loc=loc, status=refused.status) from refused
            if isinstance(said, TextSource):
                await self._blobs.put(said.text.encode(), media_type="text/plain")
            answers[index] = SourceAnswer(instead=facts.ref)
        return answers

    async def store(self, job: Job, change: ArtifactRef) -> None:
        await self._changes.store(job, change)


async def amended(blobs: Blobs, names: Names, spec: PodcastSpec) -> PodcastSpec:
    """The spec of an attempt as its resumes left it."""
    cast, budget = spec.voices, spec.budget_usd
    answers, skip_unreadable = dict(spec.answers), spec.skip_unreadable
    stored = StoredChanges(blobs=blobs, names=names)
    for change in await stored.of(spec.podcast_id, spec.attempt, ResumeChange):
        cast = change.speakers or cast
        budget = budget if change.budget_usd is None else change.budget_usd
        answers |= change.sources
        skip_unreadable = skip_unreadable or change.skip_unreadable
    return spec.model_copy(
        update={
            "cast": () if cast == spec.speakers else cast,
            "budget_usd": budget,
            "answers": answers,
            "skip_unreadable": skip_unreadable,
        }
    )


async def spec_now(blobs: Blobs, names: Names, record: JobRecord) -> PodcastSpec:
    """The spec of a podcast as its resumes left it. Raises Refused."""
    spec = await StoredChanges(blobs=blobs, names=names).spec(record.job, PodcastSpec)
    return await amended(blobs, names, spec)
