"""Speaking: the turns of a podcast, and what a person mends while that goes on."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.freeze import AmendSegment, FreezeActivities
    from domain.artifacts.reference import ArtifactRef
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.podcast.success import SCRIPT
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.speech import Speech


class Speaking(Speech):
    """`freezing` is held while turns are frozen or amended: each change builds on the segments as the last one left
    them."""

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publisher: Publisher) -> None:
        super().__init__(state, runner, publisher, window=spec.speech_window)
        self._podcast, self._podcast_id, self._lexicon = state, spec.podcast_id, spec.lexicon
        self.freezing = asyncio.Lock()

    async def amend(self, change: ArtifactRef) -> None:
        """Applies what a person mended to every turn that is not spoken yet, and to all segments still to come."""
        async with self.freezing:
            await self._amend(change)

    async def _amend(self, change: ArtifactRef) -> None:
        state = self._podcast
        read = await workflow.execute_activity_method(
            FreezeActivities.read_change, change, **policies.failing_fast(policies.AMENDING)
        )
        if read.speakers and {each.name for each in read.speakers} != {each.name for each in state.voices}:
            names = ", ".join(each.name for each in state.voices)
            raise ApplicationError(f"the voices of all speakers belong into it: {names}", type="not_resumed")
        state.voices_changed(read.speakers)
        state.sources_answered(read.sources, skip_unreadable=read.skip_unreadable)
        if read.rewrite and SCRIPT in state.attention:
            state.rewrite_wanted()
        if read.budget_usd is not None:
            state.money.budget_usd = read.budget_usd
        by_id = {record.plan.id: record.plan.index for record in state.turns}
        state.skips = sorted({*state.skips, *(by_id[turn] for turn in read.skip_turns if turn in by_id)})
        for index in range(len(state.segments) if not state.rewrite else 0):
            open_turns = tuple(n for n in state.turns_of(index) if not state.turn(n).state.settled)
            if not open_turns:
                continue
            amended = await workflow.execute_activity_method(
                FreezeActivities.amend_segment,
                AmendSegment(
                    podcast_id=self._podcast_id,
                    segment=state.segments[index],
                    change=change,
                    language=state.language,
                    speakers=tuple(state.voices),
                    open_turns=open_turns,
                    attempt=state.attempt,
                    lexicon=self._lexicon,
                ),
                **policies.failing_fast(policies.AMENDING),
            )
            state.segment_amended(index, amended.segment, amended.plans)
