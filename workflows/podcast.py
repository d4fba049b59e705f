"""One podcast, from its sources to its outcome. The stages stand in `body`; how each is done, in workflows.stages."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.store import RecordOutcome
    from domain.artifacts.reference import ArtifactRef
    from domain.jobs.progress import Progress, Usage
    from domain.jobs.spending import Spending
    from domain.podcast.alike import one_voice_for_two
    from domain.podcast.messages import APPROVE_UPDATE, EDIT_UPDATE, ApproveOrder, EditOrder, ScriptView
    from domain.podcast.result import Episode
    from domain.podcast.run import PodcastRun
    from domain.podcast.state import PodcastState
    from domain.value import Value
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.publishing import EventPublisher, Publisher
    from workflows.jobs.versions import publish_version
    from workflows.stages.combining import Combining
    from workflows.stages.judging import Judging
    from workflows.stages.publishing_on_timers import TimerPublisher
    from workflows.stages.retrieving import Retrieving
    from workflows.stages.reviewing import Reviewing
    from workflows.stages.speaking import Speaking
    from workflows.stages.writing import Writing


@workflow.defn(name="PodcastWorkflow")
class PodcastWorkflow(JobWorkflow):
    """Its id is the podcast's id; its only input is the frozen spec, with the state of the run before this one."""

    kind = "podcast"

    @workflow.init
    def __init__(self, spec: PodcastRun) -> None:
        self._spec = spec
        self._state = state = spec.carried or first_state(spec)
        timers = not workflow.patched("publish-with-events")
        publisher: Publisher = TimerPublisher(state) if timers else EventPublisher(state)
        self._prepare(state, publisher, job_id=spec.podcast_id)
        self._speaking = Speaking(spec, state, self._runner, publisher)
        self._retrieving = Retrieving(spec, state, self._runner, publisher)
        self._reviewing = reviewing = Reviewing(spec, state, publisher, speaking=self._speaking)
        judging = Judging(spec, state, self._runner) if workflow.patched("judge-success") else None
        if spec.given is not None:
            judging = None  # a person wrote it, or has heard it
        self._writing = Writing(
            spec, state, self._runner, publisher, speaking=self._speaking, judging=judging, reviewing=reviewing
        )
        self._combining = Combining(spec, state, self._runner, publisher, speaking=self._speaking, judging=judging)

    @workflow.run
    async def run(self, spec: PodcastRun) -> Progress:
        return await self._run()

    async def body(self) -> Episode:
        await self._retrieving.retrieve()
        await self._writing.write_and_speak()
        episode = await self._combining.combine()
        await self._combining.store(episode)
        if self._spec.revises is not None:
            spec, details = self._spec, self._state.details()
            await publish_version(
                episode, details, job_id=spec.podcast_id, version=spec.version, of=self._spec.revises, kind=self.kind
            )
        return episode

    @workflow.query(name="script", description="Where the script stands in the artifacts")
    def script(self) -> ScriptView:
        state = self._state
        return ScriptView(outline=state.outline, corpus=state.corpus, segments=tuple(state.segments))

    @workflow.update(name=EDIT_UPDATE, description="Put another script in the place of the one under review")
    async def edit(self, order: EditOrder) -> Progress:
        await self._carry_out(self._reviewing.edit(order), refusal="not_edited")
        return self.progress()

    @edit.validator
    def _editable(self, order: EditOrder) -> None:
        self._reviewing.check(order)

    @workflow.update(name=APPROVE_UPDATE, description="Speak the script as it stands")
    async def approve(self, order: ApproveOrder) -> Progress:
        await self._carry_out(self._reviewing.approve(), refusal="not_approved")
        return self.progress()

    @approve.validator
    def _approvable(self, order: ApproveOrder) -> None:
        if not (self._state.in_review or self._state.approved) or self._state.status.ended or self._ending:
            raise ApplicationError(f"it is {self._state.status}", type="wrong_state")

    async def amend(self, change: ArtifactRef) -> None:
        await self._speaking.amend(change)

    def continue_as_new(self) -> None:
        workflow.continue_as_new(self._spec.model_copy(update={"carried": self._state.carried()}))

    def outcome(self, progress: Progress, result: Value | None) -> RecordOutcome:
        """Workers of before there were other kinds look for the episode."""
        episode = result if isinstance(result, Episode) else None
        return RecordOutcome(job_id=self._job_id, progress=progress, episode=episode)


def first_state(spec: PodcastRun) -> PodcastState:
    money = Spending(usage=Usage(estimated_cost_usd=spec.estimated_cost_usd), budget_usd=spec.budget_usd)
    alike = one_voice_for_two(spec.voices)
    state = PodcastState(
        attempt=spec.attempt,
        warnings=[*([alike] if alike else []), *spec.notices],
        sources=len(spec.sources),
        title=spec.title,
        minutes=spec.minutes,
        voices=list(spec.voices),
        answers=dict(spec.answers),
        skip_unreadable=spec.skip_unreadable,
        money=money,
        read=list(spec.read),
    )
    if spec.given is not None:
        state.script_given(spec.given)
    return state
