"""How podcasts published their progress before they did without timers; runs that began then still replay with it."""

import asyncio
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.podcast.state import PodcastState
    from workflows.jobs.publishing import Upsert

EVERY = timedelta(seconds=2)


class TimerPublisher:
    """Implements `Publisher`: at each step and change of status, otherwise at most every two seconds."""

    def __init__(self, state: PodcastState) -> None:
        self._state = state
        self._upsert = Upsert()
        self._labels: tuple[object, ...] = ()
        self._when: datetime | None = None
        self._later: asyncio.Task[None] | None = None

    def publish(self) -> None:
        if not workflow.in_workflow():
            return
        state, now = self._state, workflow.now()
        labels = (state.status, state.step, tuple(state.attention), tuple(state.waiting), len(state.segments))
        if labels == self._labels and self._when is not None and now - self._when < EVERY:
            if state.rev > self._upsert.rev and (self._later is None or self._later.done()):
                self._later = asyncio.create_task(self._publish_later(self._when + EVERY - now))
            return
        self._labels, self._when = labels, now
        self._upsert(state, now)

    def call_in_flight(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def run(self) -> None:
        return None

    async def _publish_later(self, wait: timedelta) -> None:
        await workflow.sleep(wait, summary="publishes the progress")
        self._later = None
        if self._state.rev > self._upsert.rev:
            self.publish()
