"""Writing in order: the outline, then segment after segment. So are podcasts made whose specs say no more."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.script import WriteOutline
    from domain.artifacts.reference import ArtifactRef
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.publishing import Publisher
    from workflows.stages.asking import Asking
    from workflows.stages.freezing import Freezing
    from workflows.stages.judging import Judging
    from workflows.stages.reviewing import Reviewing
    from workflows.stages.speaking import Speaking


class WritingInOrder:
    """Each segment is frozen when it is written, and spoken while the next is being written."""

    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        judging: Judging | None,
        reviewing: Reviewing,
    ) -> None:
        self._reviewing = reviewing
        self._state, self._publisher, self._speaking, self._judging = state, publisher, speaking, judging
        self._asking = Asking(spec, state, runner, publisher)
        self._freezing = Freezing(spec, state, runner, speaking=speaking)

    async def write(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        """Implements `workflows.stages.writing.Order`."""
        order = self._asking.outline_order()
        outline = self._state.outline or await self._asking.outline(order)
        await self._write_segments(speaking, order, outline)
        while self._state.rewrite:
            await gather_all(speaking)
            speaking.clear()
            self._state.script_dropped()
            await self._write_segments(speaking, order, outline)

    async def _write_segments(
        self, speaking: list[asyncio.Task[None]], order: WriteOutline, outline: ArtifactRef
    ) -> None:
        """Turns wait, unpaid, while the script is not on course to be what was asked for."""
        state, waiting = self._state, list[int]()
        for index in range(state.segments_planned or 0):
            if index == len(state.drafts):
                made = await self._asking.segment(order, outline, index, before=tuple(state.drafts))
                state.billed(made.failed)
                state.segment_written(made.draft, made.usage, made.warnings)
            if index == len(state.segments):
                await self._freezing.freeze(state.drafts[index])
            waiting += [n for n in state.turns_of(index) if not state.turn(n).state.settled]
            if await self._may_be_spoken(index) and await self._reviewing.settle(index, waiting):
                speaking += [asyncio.create_task(self._speaking.speak_turn(n)) for n in waiting]
                waiting.clear()
            self._publisher.publish()

    async def _may_be_spoken(self, index: int) -> bool:
        if self._judging is None:
            return True
        if index + 1 < (self._state.segments_planned or 0):
            return self._judging.on_course()
        await self._judging.settle_script()
        return not self._state.rewrite
