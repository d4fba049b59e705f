"""The log of a run, made from the events of its history."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC

from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent

from domain.jobs.runs import LogEntry, UnheardCall

_OF_THE_RUN = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "run_started",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "run_completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "run_failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "run_cancelled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "run_terminated",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "run_timed_out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "run_continued",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED: "cancel_requested",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "resume_accepted",
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED: "workflow_task_failed",
}


_OF_A_CHILD: dict[EventType.ValueType, tuple[str, Callable[[HistoryEvent], str]]] = {
    EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED: (
        "started",
        lambda event: event.child_workflow_execution_started_event_attributes.workflow_execution.workflow_id,
    ),
    EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED: (
        "done",
        lambda event: event.child_workflow_execution_completed_event_attributes.workflow_execution.workflow_id,
    ),
}


Words = Callable[[Failure], Awaitable[str]]
"""The message of a failure, decoded."""


_SILENT = (EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED)
"""Ends of activities that say nothing of what their attempts did."""


_SHOWN = (
    EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED,
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
)
"""By which a run says how far it is: a job in its memo, a child of one in a report."""

Child = tuple[str, str]
"""Ids of a child's workflow and of its first run."""


async def unheard(events: AsyncIterator[HistoryEvent]) -> tuple[list[UnheardCall], list[Child], str]:
    """The activities that did not end, those that ended silently, and those that ended after the run said how far it
    is; the children of which the same is true; and the run that this one continued as."""
    opened: dict[int, UnheardCall] = {}
    told: dict[int, UnheardCall] = {}
    begun: dict[int, Child] = {}
    closed: dict[int, int] = {}
    following = ""
    task = shown = 0  # what a task of the workflow writes shows what happened before it began
    async for event in events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            item = event.activity_task_scheduled_event_attributes.activity_id
            opened[event.event_id] = UnheardCall(item=item, scheduled_at=event.event_time.ToDatetime(tzinfo=UTC))
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED:
            task = event.event_id
        elif event.event_type in _SHOWN:
            shown = task
        elif event.event_type == EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED:
            child = event.child_workflow_execution_started_event_attributes
            begun[child.initiated_event_id] = (child.workflow_execution.workflow_id, child.workflow_execution.run_id)
        elif event.event_type == EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
            closed[event.child_workflow_execution_completed_event_attributes.initiated_event_id] = event.event_id
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
            following = event.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        elif (ended := _ended(event)) is not None and ended[0] in opened:
            if event.event_type in _SILENT:
                opened[ended[0]] = opened[ended[0]].model_copy(update={"silent": True})
            else:
                told[event.event_id] = opened.pop(ended[0]).model_copy(update={"told": True})
    calls = [*opened.values(), *(call for ended_at, call in told.items() if ended_at > shown)]
    return calls, [child for at, child in begun.items() if closed.get(at, shown + 1) > shown], following


async def summarised(events: AsyncIterator[HistoryEvent], words: Words) -> AsyncIterator[LogEntry]:
    """Entries for people: workflow tasks that went well, and timers, are left out."""
    scheduled: dict[int, str] = {}
    attempts: dict[int, int] = {}
    async for event in events:
        at = event.event_time.ToDatetime(tzinfo=UTC)
        kind = event.event_type
        if kind in _OF_THE_RUN:
            yield LogEntry(at=at, event=_OF_THE_RUN[kind], message=(await _of_the_run(event, words))[:600])
        elif kind == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            attributes = event.activity_task_scheduled_event_attributes
            scheduled[event.event_id] = attributes.activity_id
            yield LogEntry(at=at, event="scheduled", item=attributes.activity_id, message=attributes.activity_type.name)
        elif kind in _OF_A_CHILD:
            word, child_of = _OF_A_CHILD[kind]
            yield LogEntry(at=at, event=word, item=child_of(event))
        elif kind == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
            started = event.activity_task_started_event_attributes
            attempts[started.scheduled_event_id] = started.attempt
            if started.attempt > 1:
                yield LogEntry(
                    at=at,
                    event="retried",
                    item=scheduled.get(started.scheduled_event_id, ""),
                    attempt=started.attempt,
                    message=(await words(started.last_failure))[:600],
                )
        else:
            ended = _ended(event)
            if ended is not None:
                of, word, failure = ended
                message = (await words(failure))[:600] if failure is not None else ""
                yield LogEntry(at=at, event=word, item=scheduled.get(of, ""), attempt=attempts.get(of), message=message)


def _ended(event: HistoryEvent) -> tuple[int, str, Failure | None] | None:
    """(scheduled event id, word, failure) of an activity's end; None for any other event."""
    match event.event_type:
        case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            return event.activity_task_completed_event_attributes.scheduled_event_id, "done", None
        case EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED:
            failed = event.activity_task_failed_event_attributes
            return failed.scheduled_event_id, "failed", failed.failure
        case EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
            timed_out = event.activity_task_timed_out_event_attributes
            return timed_out.scheduled_event_id, "timed_out", timed_out.failure
        case EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
            return event.activity_task_canceled_event_attributes.scheduled_event_id, "cancelled", None
        case _:
            return None


async def _of_the_run(event: HistoryEvent, words: Words) -> str:
    match event.event_type:
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
            return await words(event.workflow_execution_failed_event_attributes.failure)
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
            return event.workflow_execution_terminated_event_attributes.reason
        case EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            return await words(event.workflow_task_failed_event_attributes.failure)
        case _:
            return ""
