"""Tells how far a podcast is, in places that can be read without a worker: memo, search attributes, details."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from domain.jobs import wire as attributes
    from domain.jobs.progress import Progress
    from domain.podcast.state import PodcastState
    from workflows.jobs import policies

MEMO = "progress"
_STATUS = SearchAttributeKey.for_keyword(attributes.STATUS)
_STEP = SearchAttributeKey.for_keyword(attributes.STEP)


class Publisher:
    """Upserts at each step and each change of status; other changes at most every two seconds, the last one too."""

    def __init__(self, state: PodcastState) -> None:
        self._state = state
        self._told: tuple[object, ...] = ()
        self._labelled: tuple[str, str] = ("", "")
        self._when: datetime | None = None
        self._rev = -1  # that was told
        self._later: asyncio.Task[None] | None = None

    def publish(self) -> None:
        if not workflow.in_workflow():
            return  # a `finally` of a run that is torn down together with its worker
        state, now = self._state, workflow.now()
        telling = (state.status, state.step, tuple(state.attention), tuple(state.waiting), len(state.segments))
        if telling == self._told and self._when is not None and now - self._when < policies.TELL:
            if state.rev > self._rev and (self._later is None or self._later.done()):
                self._later = asyncio.create_task(self._publish_later(self._when + policies.TELL - now))
            return
        self._told, self._when, self._rev = telling, now, state.rev
        progress = state.progress(now)
        workflow.upsert_memo({MEMO: progress})
        workflow.set_current_details(details(progress))
        labels = (str(state.status), str(state.step))
        if labels != self._labelled and workflow.info().typed_search_attributes.get(_STATUS) is not None:
            self._labelled = labels
            workflow.upsert_search_attributes([_STATUS.value_set(labels[0]), _STEP.value_set(labels[1])])

    async def _publish_later(self, wait: timedelta) -> None:
        """What finished last is told too, however long nothing else happens: the memo may be read for days."""
        await workflow.sleep(wait, summary="tells how far it is")
        self._later = None
        if self._state.rev > self._rev:
            self.publish()


def details(progress: Progress) -> str:
    """Markdown for the header of Temporal's Web UI. Nothing from a source stands in it."""
    turns = progress.details
    lines = [f"**{progress.status}** · {progress.percentage} % · {progress.step.replace('_', ' ')}"]
    if turns.estimated_turns:
        lines.append(f"{turns.completed_turns} of {turns.total_turns or turns.estimated_turns} turns spoken")
    lines += [f"- waiting for {one.resource} since {one.since:%H:%M}: {one.reason}" for one in progress.waiting]
    lines += [f"- needs attention: `{one.id}` {one.code}: {one.message}" for one in progress.attention]
    if progress.error:
        lines.append(f"Failed: {progress.error.message}")
    return "\n\n".join(lines)
