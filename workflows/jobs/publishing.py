"""Publishes how far a job is, where it can be read without a worker: memo, search attributes, details in the Web UI."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from temporalio import workflow
from temporalio.common import SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from domain.jobs import wire
    from domain.jobs.markdown import in_markdown
    from domain.jobs.state import JobState
    from workflows.jobs import policies

_STATUS = SearchAttributeKey.for_keyword(wire.STATUS)
_STEP = SearchAttributeKey.for_keyword(wire.STEP)


class Publisher(Protocol):
    def publish(self) -> None:
        """To be called after every change that people should see."""
        ...

    def call_in_flight(self) -> AbstractContextManager[None]:
        """Around the call of an activity."""
        ...

    async def run(self) -> None:
        """In the background, for as long as the workflow runs."""
        ...


class EventPublisher:
    """Upserts at each change of step, status, attention or waiting. Other changes go with the first one that comes five
    seconds later, or as soon as no call is in flight. It starts no timers: one of them costs a history six events."""

    def __init__(self, state: JobState) -> None:
        self._state = state
        self._upsert = Upsert()
        self._labels: tuple[object, ...] = ()
        self._when: datetime | None = None
        self._in_flight = 0

    def publish(self) -> None:
        if not workflow.in_workflow():
            return  # a `finally` of a run that is torn down together with its worker
        state, now = self._state, workflow.now()
        labels = (state.status, state.step, tuple(state.attention), tuple(state.waiting))
        if labels != self._labels or self._when is None or now - self._when >= policies.PUBLISH_EVERY:
            self._labels, self._when = labels, now
            self._upsert(state, now)

    @contextmanager
    def call_in_flight(self) -> Iterator[None]:
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    async def run(self) -> None:
        """The condition is looked at when everything that an event set off has been done: by then a next call is in
        flight, or the workflow waits for a person, a vendor or its end."""
        while True:
            await workflow.wait_condition(lambda: not self._in_flight and self._state.rev > self._upsert.rev)
            self._when = workflow.now()
            self._upsert(self._state, self._when)


class Upsert:
    """Writes the state into the memo, its search attributes and the Web UI. `rev` is the last that was written."""

    def __init__(self) -> None:
        self.rev = -1
        self._attributes = ("", "")

    def __call__(self, state: JobState, now: datetime) -> None:
        self.rev = state.rev
        workflow.upsert_memo({wire.PROGRESS_MEMO: state.memo(now)})
        workflow.set_current_details(details_in_markdown(state))
        attributes = (str(state.status), str(state.step))
        if attributes != self._attributes and workflow.info().typed_search_attributes.get(_STATUS) is not None:
            self._attributes = attributes
            workflow.upsert_search_attributes([_STATUS.value_set(attributes[0]), _STEP.value_set(attributes[1])])


def details_in_markdown(state: JobState) -> str:
    """For the header of Temporal's Web UI. No text of a source stands in it, and none becomes a link."""
    lines = [f"**{state.status}** · {state.percentage} % · {state.step.replace('_', ' ')}"]
    lines += filter(None, [state.done_so_far()])
    for waiting in state.waiting.values():
        words = in_markdown(f"{waiting.resource} since {waiting.since:%H:%M}: {waiting.reason}")
        lines.append(f"- waiting for {words}")
    for parked in state.attention.values():
        lines.append(f"- needs attention: `{parked.id}` {parked.code}: {in_markdown(parked.message)}")
    if state.error:
        lines.append(f"Failed: {in_markdown(state.error.message)}")
    return "\n\n".join(lines)
