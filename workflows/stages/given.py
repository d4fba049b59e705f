"""A script that is given is frozen and spoken as it stands."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.publishing import Publisher
    from workflows.stages.freezing import Freezing
    from workflows.stages.reviewing import Reviewing
    from workflows.stages.speaking import Speaking


class ScriptGiven:
    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        reviewing: Reviewing,
    ) -> None:
        self._state, self._publisher, self._speaking, self._reviewing = state, publisher, speaking, reviewing
        self._freezing = Freezing(spec, state, runner, speaking=speaking)

    async def write(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        """Implements `workflows.stages.writing.Order`."""
        state, waiting = self._state, list[int]()
        for index, draft in enumerate(tuple(state.drafts)):
            if index == len(state.segments):
                await self._freezing.freeze(draft)
            waiting += [n for n in state.turns_of(index) if not state.turn(n).state.settled]
            if await self._reviewing.settle(index, waiting):
                speaking += [asyncio.create_task(self._speaking.speak_turn(n)) for n in waiting]
                waiting.clear()
            self._publisher.publish()
