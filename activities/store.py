"""Store: gives a finished podcast its names, and writes how an attempt ended into the catalog, once."""

import logging
from collections.abc import Awaitable, Callable

from pydantic import AliasChoices, Field, JsonValue
from temporalio import activity

from domain.artifacts.layout import attempt_name, uses_folder, version_use_name
from domain.artifacts.ports import Names
from domain.artifacts.reference import ArtifactRef
from domain.jobs.late_bills import LateBills
from domain.jobs.ports import Jobs
from domain.jobs.progress import Progress, Usage
from domain.jobs.record import Outcome
from domain.jobs.records import store_outcome
from domain.jobs.spending import less
from domain.jobs.versions import Result, Version, Versions, deleted_meanwhile
from domain.podcast.result import Episode
from domain.podcast.spec import PODCAST
from domain.value import Value

log = logging.getLogger(__name__)

MOST_READINGS = 20
"""Attempts, about nine minutes: artifacts that are away longer keep the outcome itself from being told."""


class PublishEpisode(Value):
    podcast_id: str
    version: int
    attempt: int
    episode: Episode


class PublishVersion(Value):
    """A finished version of the job `of`, which is of this kind, made by the job `job_id`; `details` of its progress.

    On the wire, `of` and `result` are called `podcast_id` and `episode`, as they were when podcasts alone had versions.
    """

    of: str = Field(validation_alias=AliasChoices("podcast_id", "of"), serialization_alias="podcast_id")
    kind: str = PODCAST
    job_id: str
    version: int
    result: Result = Field(validation_alias=AliasChoices("episode", "result"), serialization_alias="episode")
    details: dict[str, JsonValue]


class RecordOutcome(Value):
    """How an attempt ended. `result`: JSON of the kind's own result, when it is complete; a podcast's is `episode`.
    `silent`: runs in which a paid call ended without saying what it was billed; `found` of that stands in the progress.

    The job's id is called `podcast_id` on the wire, where workers of before there were other kinds expect it.
    """

    job_id: str = Field(validation_alias=AliasChoices("podcast_id", "job_id"), serialization_alias="podcast_id")
    progress: Progress
    episode: Episode | None = None
    result: str = ""
    silent: tuple[str, ...] = ()
    found: Usage = Usage()


class CountSilentCalls(Value):
    """`runs` of the job, in which paid calls ended without saying what they were billed."""

    job_id: str
    attempt: int
    runs: tuple[str, ...]


class StoreActivities:
    """`late`: finds what calls were billed that ended silently; without it, they count as not billed."""

    def __init__(self, *, names: Names, jobs: Jobs, late: LateBills | None = None) -> None:
        self._names, self._jobs, self._late = names, jobs, late
        self._versions = Versions(jobs=jobs, names=names)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.publish_episode, self.publish_version, self.record_outcome, self.count_silent_calls]

    @activity.defn(name="store.publish_episode")
    async def publish_episode(self, order: PublishEpisode) -> None:
        """Names for people who look into the artifacts: `podcasts/<id>/v1/a1/episode.mp3` and its companions."""
        episode = order.episode
        named: dict[str, ArtifactRef] = {
            **{f"episode.{kind}": ref for kind, ref in episode.audio.items()},
            **{f"transcript.{kind}": ref for kind, ref in episode.transcripts.items()},
            "script.json": episode.script,
            "timeline.json": episode.timeline,
        }
        for name, ref in named.items():
            await self._names.create(
                attempt_name(order.podcast_id, order.attempt, name, version=order.version),
                ref.model_dump_json().encode(),
            )

    @activity.defn(name="store.publish_version")
    async def publish_version(self, order: PublishVersion) -> None:
        """Has a job serve its new version. What that needs gets names of the job, which keep it as long as the job,
        whatever becomes of the one that made it."""
        revised = await self._jobs.get(order.of)
        if revised is None:
            raise deleted_meanwhile(order.kind)
        for name in await self._names.list(uses_folder(order.job_id)):
            use = await self._names.get(name)
            if use is not None:
                await self._names.create(version_use_name(order.of, order.version, name), use)
        version = Version(
            version=order.version,
            job_id=order.job_id,
            result=order.result,
            details=order.details,
            created_at=activity.info().scheduled_time,
        )
        run = activity.info().workflow_run_id or order.job_id
        await self._versions.publish(revised.job, version, run_id=run, at=activity.info().scheduled_time)

    @activity.defn(name="store.record_outcome")
    async def record_outcome(self, order: RecordOutcome) -> None:
        """A late write of an old attempt, or of an older run, never wins. A deleted job is left alone.

        The time of the end is by the server's clock, as are those of other runs, and the same in each attempt.
        """
        progress = await self._with_silent_calls(order)
        await self._jobs.end(
            order.job_id,
            Outcome(
                status=progress.status,
                attempt=progress.attempt,
                run_id=activity.info().workflow_run_id or "",
                progress=progress,
                result=order.episode.model_dump_json() if order.episode else order.result,
                ended_at=activity.info().scheduled_time,
            ),
        )
        await store_outcome(self._names, self._jobs, order.job_id)

    @activity.defn(name="store.count_silent_calls")
    async def count_silent_calls(self, order: CountSilentCalls) -> Usage:
        """What they were billed, as far as it is stored by now."""
        progress = Progress(attempt=order.attempt)
        return (await self._silent(order.job_id, order.runs, progress, goes_on=True)).usage

    async def _silent(
        self, job_id: str, runs: tuple[str, ...], progress: Progress, *, goes_on: bool = False
    ) -> Progress:
        record = await self._jobs.get(job_id) if runs else None
        if record is None or self._late is None:
            return progress
        job = record.job.model_copy(update={"attempt": progress.attempt})
        return await self._late.of_silent_calls(job, runs, progress, goes_on=goes_on)

    async def _with_silent_calls(self, order: RecordOutcome) -> Progress:
        """The progress with their bills. An outcome without them is better than none, if they cannot be read."""
        if not order.silent:
            return order.progress
        told = order.progress.model_copy(update={"usage": less(order.progress.usage, order.found)})
        try:
            return await self._silent(order.job_id, order.silent, told)
        except Exception:
            if activity.info().attempt < MOST_READINGS:
                raise
            log.exception("the bills of %s are not complete", order.job_id)
            return order.progress
