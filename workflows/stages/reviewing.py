"""Reviewing: the script is shown to a person before its speech is paid for; what they change is frozen anew."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.freeze import FreezeActivities, FreezeSegment
    from activities.segments import SegmentFrozen
    from domain.podcast.messages import STALE, EditOrder, script_name
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies
    from workflows.jobs.items import Suspended
    from workflows.jobs.publishing import Publisher
    from workflows.stages.speaking import Speaking


class Reviewing:
    def __init__(self, spec: PodcastSpec, state: PodcastState, publisher: Publisher, *, speaking: Speaking) -> None:
        self._spec, self._state, self._publisher, self._speaking = spec, state, publisher, speaking

    @property
    def due(self) -> bool:
        """Whether nothing may be spoken yet."""
        return self._spec.review and not self._state.approved

    async def settle(self, segment: int, waiting: list[int]) -> bool:
        """Whether the turns that are `waiting` may be spoken, now that this segment is frozen.

        Once all are, a person is waited for; then `waiting` holds the turns of the script as they left it.
        """
        if not self.due:
            return True
        if segment + 1 < (self._state.segments_planned or 0):
            return False
        await self.review()
        waiting[:] = [record.plan.index for record in self._state.turns if not record.state.settled]
        return True

    async def review(self) -> None:
        """Returns once the frozen script is approved. Waiting for it costs nothing, and takes as long as it takes."""
        state, most = self._state, self._spec.auto_approve_after
        now = workflow.now()
        state.review_began(None if most is None else now + timedelta(seconds=most))
        self._publisher.publish()
        left = None if state.review_until is None else max(timedelta(0), state.review_until - now)
        try:
            await workflow.wait_condition(
                lambda: state.approved or workflow.info().is_continue_as_new_suggested(),
                timeout=left,
                timeout_summary="approves the script",
            )
        except TimeoutError:
            await self.approve()
        if not state.approved:
            raise Suspended

    async def approve(self) -> None:
        """Waits for an edit that is under way."""
        async with self._speaking.freezing:
            if not self._state.approved:
                self._state.script_approved()
                self._publisher.publish()

    async def edit(self, order: EditOrder) -> None:
        """All of the script takes the place of the old one, or none of it."""
        async with self._speaking.freezing:
            self.check(order)
            state = self._state
            frozen: list[SegmentFrozen] = []
            for draft in order.drafts:
                freeze = FreezeSegment(
                    podcast_id=self._spec.podcast_id,
                    draft=draft,
                    first_index=sum(len(each.plans) for each in frozen) + 1,
                    language=state.language,
                    speakers=tuple(state.voices),
                    attempt=state.attempt,
                    lexicon=self._spec.lexicon,
                )
                frozen.append(
                    await workflow.execute_activity_method(
                        FreezeActivities.freeze_segment, freeze, **policies.failing_fast(policies.AMENDING)
                    )
                )
            self.check(order)
            state.script_edited(
                order.outline,
                title=order.title,
                segments=[each.segment for each in frozen],
                plans=[each.plans for each in frozen],
                words=[each.words or 0 for each in frozen],
                silence=sum(each.silence for each in frozen),
            )
            self._publisher.publish()

    def check(self, order: EditOrder) -> None:
        """Raises ApplicationError when the script is not the one that was edited, or is no longer reviewed."""
        if not self._state.in_review:
            raise ApplicationError(f"it is {self._state.status}", type="wrong_state", non_retryable=True)
        if order.base != script_name(self._state.segments):
            raise ApplicationError("the script was changed meanwhile", type=STALE, non_retryable=True)
