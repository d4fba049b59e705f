"""One podcast, from its sources to its outcome. The stages stand in `run`; how each is done, in workflows.stages."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.runtime.faults import fault_of
    from activities.store import PublishEpisode, RecordOutcome, StoreActivities
    from domain.errors import Fault, FaultDetail
    from domain.jobs.progress import Progress, Usage
    from domain.jobs.spending import Spending
    from domain.jobs.status import JobStatus
    from domain.podcast.messages import ResumeOrder, ScriptView
    from domain.podcast.result import Episode
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.publishing import Publisher
    from workflows.stages.pipeline import Pipeline


@workflow.defn(name="PodcastWorkflow")
class PodcastWorkflow:
    """Its id is the podcast's id; its only input is the frozen spec."""

    @workflow.init
    def __init__(self, spec: PodcastSpec) -> None:
        self._spec = spec
        self._state = PodcastState(
            attempt=spec.attempt, sources=len(spec.sources), title=spec.title, minutes=spec.minutes
        )
        self._state.money = Spending(
            usage=Usage(estimated_cost_usd=spec.estimated_cost_usd), budget_usd=spec.budget_usd
        )
        publisher = Publisher(self._state)
        self._publish = publisher.publish
        self._runner = ItemRunner(self._state, self._publish)
        self._pipeline = Pipeline(spec, self._state, self._runner, self._publish)

    @workflow.run
    async def run(self, spec: PodcastSpec) -> Progress:
        try:
            self._state.began()
            self._publish()
            await self._pipeline.retrieve()
            await self._pipeline.write_and_speak()
            episode = await self._pipeline.combine()
            await self._store(episode)
            await self._complete(episode)
        except asyncio.CancelledError:
            await self._record_cancelled()
            raise
        except ActivityError as error:
            if is_cancelled_exception(error):
                await self._record_cancelled()
                raise
            await self._fail(fault_of(error))
        except Fault as fault:
            await self._fail(fault.detail())
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.progress()

    @workflow.query(name="progress", description="How far the podcast is")
    def progress(self) -> Progress:
        return self._state.progress(workflow.now())

    @workflow.query(name="script", description="Where the script stands in the artifacts")
    def script(self) -> ScriptView:
        return self._pipeline.script()

    @workflow.update(name="resume", description="Try again what is parked or waiting, with what was mended")
    async def resume(self, order: ResumeOrder) -> Progress:
        if order.change is not None:
            await self._pipeline.amend(order.change)
        self._runner.resume()
        return self.progress()

    @resume.validator
    def _resumable(self, order: ResumeOrder) -> None:
        if self._state.status is not JobStatus.NEEDS_ATTENTION and not self._state.waiting:
            raise ApplicationError(f"nothing to resume: the podcast is {self._state.status}", type="wrong_state")

    async def _store(self, episode: Episode) -> None:
        self._state.storing()
        self._publish()
        order = PublishEpisode(
            podcast_id=self._spec.podcast_id,
            version=self._spec.version,
            attempt=self._spec.attempt,
            episode=episode,
        )
        await workflow.execute_activity_method(
            StoreActivities.publish_episode, order, activity_id="store", **policies.RECORDING
        )

    async def _complete(self, episode: Episode) -> None:
        """The outcome first: whoever reads COMPLETED finds the audio."""
        completed = self._state.model_copy(deep=True)
        completed.completed()
        await self._record(completed, episode)
        self._state.completed()
        self._publish()

    async def _fail(self, fault: FaultDetail) -> None:
        self._state.failed(fault)
        await self._record(self._state)
        self._publish()
        raise ApplicationError(fault.message, fault, type=fault.code, non_retryable=True)

    async def _record_cancelled(self) -> None:
        """Cancellation is delivered once, so an activity started now runs to its end."""
        self._state.cancelled()
        await self._record(self._state)
        self._publish()

    async def _record(self, ended: PodcastState, episode: Episode | None = None) -> None:
        progress = ended.progress(workflow.now())
        order = RecordOutcome(podcast_id=self._spec.podcast_id, progress=progress, episode=episode)
        await workflow.execute_activity_method(
            StoreActivities.record_outcome, order, activity_id="record-outcome", **policies.RECORDING
        )
