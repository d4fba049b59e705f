"""Jobs as Temporal runs them, seen from the API: workflows and messages by their pinned wire names."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.failure.v1 import Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal import attributes
from adapters.temporal.codec import CannotDecrypt
from adapters.temporal.converter import innermost_words
from adapters.temporal.history import summarised
from domain.errors import FaultDetail, FaultKind
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.messages import PreviewOrder, ResumeOrder, ScriptView
from domain.podcast.spec import PodcastSpec
from domain.ports.engine import (
    AlreadyRunning,
    EngineUnavailable,
    LogEntry,
    NoWorker,
    OrderRejected,
    PreviewFailed,
    QueuePollers,
    Run,
    RunState,
)

PODCAST_WORKFLOW = "PodcastWorkflow"
PREVIEW_WORKFLOW = "VoicePreviewWorkflow"
PODCASTS_QUEUE = "podcasts"
MEMO_PROGRESS = "progress"

Answer = TypeVar("Answer", Progress, ScriptView)

CALL = timedelta(seconds=5)
"""Of one call that changes something; a start takes 5-25 ms, so this is a server in trouble."""
LOOK = timedelta(seconds=2)
"""Of a look at a queue (3-6 ms), which a health probe waits for."""

_AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNKNOWN,
    }
)

_STATE = {
    WorkflowExecutionStatus.COMPLETED: RunState.COMPLETED,
    WorkflowExecutionStatus.FAILED: RunState.FAILED,
    WorkflowExecutionStatus.CANCELED: RunState.CANCELLED,
    WorkflowExecutionStatus.TERMINATED: RunState.TERMINATED,
    WorkflowExecutionStatus.TIMED_OUT: RunState.TIMED_OUT,
}


@contextmanager
def reachable() -> Iterator[None]:
    """Transport faults come out as EngineUnavailable; the first use of a lazy client connects, and may fail plainly."""
    try:
        yield
    except RPCError as error:
        if error.status in _AWAY:
            raise EngineUnavailable(f"Temporal does not answer: {error.message[:200]}") from error
        raise
    except CannotDecrypt as error:
        raise EngineUnavailable(str(error)) from error
    except (RuntimeError, OSError) as error:
        raise EngineUnavailable(f"Temporal does not answer: {str(error)[:200]}") from error


class TemporalEngine:
    """Implements `Runs` and `Conversation` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._attributes = True  # until the server says that it does not know them

    async def start(self, spec: PodcastSpec) -> str:
        try:
            return await self._start(spec)
        except RPCError as error:
            if not self._attributes or not attributes.unknown(error):
                raise
            self._attributes = False
            return await self._start(spec)

    async def _start(self, spec: PodcastSpec) -> str:
        speakers = ", ".join(f"{each.name} ({each.vendor})" for each in spec.voices)
        try:
            with reachable():
                handle = await self._client.start_workflow(
                    PODCAST_WORKFLOW,
                    spec,
                    id=spec.podcast_id,
                    task_queue=PODCASTS_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    memo={
                        MEMO_PROGRESS: Progress(attempt=spec.attempt, title=spec.title, updated_at=datetime.now(UTC))
                    },
                    static_summary=f"{spec.title or 'Podcast'} · {spec.minutes:g} min · attempt {spec.attempt}",
                    static_details=(
                        f"Speakers: {speakers}\n\nWriter: {spec.writer.vendor}:{spec.writer.model}\n\n"
                        f"Sources: {len(spec.sources)}"
                    ),
                    search_attributes=attributes.of("podcast", JobStatus.QUEUED) if self._attributes else None,
                    priority=Priority(priority_key=spec.priority, fairness_key=attributes.fairness_key(spec.owner)),
                    rpc_timeout=CALL,
                )
        except WorkflowAlreadyStartedError as error:
            raise AlreadyRunning(spec.podcast_id) from error
        return handle.result_run_id or ""

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        try:
            with reachable():
                async with asyncio.timeout(within):  # also of connecting, which rpc_timeout does not bound
                    described = await self._handle(job_id).describe(rpc_timeout=timedelta(seconds=within))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        with reachable():
            told = await _memo_progress(described)
        return Run(
            job_id=job_id,
            run_id=described.run_id,
            state=_STATE.get(described.status, RunState.RUNNING) if described.status else RunState.RUNNING,
            progress=told,
            started_at=described.start_time,
            closed_at=described.close_time,
        )

    async def cancel(self, job_id: str) -> None:
        try:
            with reachable():
                await self._handle(job_id).cancel(rpc_timeout=CALL)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # unknown, or closed already
                raise

    async def kill(self, job_id: str) -> None:
        try:
            with reachable():
                await self._handle(job_id).terminate(reason="deleted", rpc_timeout=CALL)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # unknown, or closed already
                raise

    async def history(self, job_id: str, *, limit: int) -> Sequence[LogEntry]:
        entries: list[LogEntry] = []
        try:
            with reachable():
                events = self._handle(job_id).fetch_history_events(rpc_timeout=CALL)
                async for entry in summarised(events, self._words):
                    entries.append(entry)
                    if len(entries) >= limit:
                        break
                entries.extend(await self._pending(job_id))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        return entries

    async def pollers(self, queues: Sequence[str]) -> Sequence[QueuePollers]:
        return await asyncio.gather(*(self._pollers(queue) for queue in queues))

    async def progress(self, job_id: str, *, within: float) -> Progress | None:
        return await self._ask(job_id, "progress", Progress, within=within)

    async def script(self, job_id: str, *, within: float) -> ScriptView | None:
        return await self._ask(job_id, "script", ScriptView, within=within)

    async def resume(self, job_id: str, order: ResumeOrder, *, update_id: str, within: float) -> Progress:
        try:
            async with asyncio.timeout(within):
                with reachable():
                    answer: Progress = await self._handle(job_id).execute_update(
                        "resume", order, id=update_id, result_type=Progress, rpc_timeout=timedelta(seconds=within)
                    )
                    return answer
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise NoWorker("No worker took it up in time; it is safe to repeat.") from error
        except WorkflowUpdateFailedError as error:
            raise OrderRejected(str(error.cause)) from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise OrderRejected("It has ended already.") from error
            raise NoWorker(error.message) from error

    async def preview(self, order: PreviewOrder, *, key: str, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                with reachable():
                    handle = await self._client.start_workflow(
                        PREVIEW_WORKFLOW,
                        order,
                        id=f"preview-{key[:40]}",
                        task_queue=PODCASTS_QUEUE,
                        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                        execution_timeout=timedelta(minutes=2),  # a sample nobody took up is not wanted any more
                        static_summary=f"A sample of a voice of {order.vendor}",
                        rpc_timeout=CALL,
                    )
                    await handle.result()
        except TimeoutError as error:
            raise NoWorker("No worker spoke the sample in time; it is safe to repeat.") from error
        except WorkflowFailureError as error:
            raise PreviewFailed(_fault(error, order.vendor)) from error

    def _handle(self, job_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(job_id)

    async def _ask(self, job_id: str, query: str, answer: type[Answer], *, within: float) -> Answer | None:
        try:
            async with asyncio.timeout(within):
                said: Answer = await self._handle(job_id).query(
                    query, result_type=answer, rpc_timeout=timedelta(seconds=within)
                )
                return said
        except (TimeoutError, RPCError, WorkflowQueryFailedError, RuntimeError):
            return None  # no worker, no run, or the server is away: describe tells which

    async def _pending(self, job_id: str) -> list[LogEntry]:
        """What is being tried again just now: the history holds an activity's attempts only once it ended."""
        answer = await self._client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=self._client.namespace, execution=WorkflowExecution(workflow_id=job_id)
            ),
            timeout=CALL,
        )
        return [
            LogEntry(
                at=_time(each.last_started_time),
                event="failed_and_retried",
                item=each.activity_id,
                attempt=each.attempt - 1,
                message=(await self._words(each.last_failure))[:600],
            )
            for each in answer.pending_activities
            if each.HasField("last_failure")
        ]

    async def _words(self, failure: Failure) -> str:
        return await innermost_words(self._client.data_converter, failure)

    async def _pollers(self, queue: str) -> QueuePollers:
        kind = (
            TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
            if queue == PODCASTS_QUEUE
            else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        )
        with reachable():
            answer = await self._client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=self._client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
                ),
                timeout=LOOK,
            )
        fresh = datetime.now(UTC) - timedelta(seconds=75)  # a long poll lasts 60 s and is renewed
        return QueuePollers(
            queue=queue,
            workers=len({each.identity for each in answer.pollers if _time(each.last_access_time) > fresh}),
        )


def _time(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


async def _memo_progress(described: WorkflowExecutionDescription) -> Progress | None:
    return await described.memo_value(MEMO_PROGRESS, None, type_hint=Progress)


def _fault(error: BaseException, provider: str) -> FaultDetail:
    """The fault that travelled with the failure; else the innermost message."""
    message, cause = str(error), error.__cause__
    while cause is not None:
        message = str(cause)
        if isinstance(cause, ApplicationError):
            for each in cause.details:
                if isinstance(each, dict) and {"kind", "code", "message"} <= each.keys():
                    return FaultDetail.model_validate(each)
        cause = cause.__cause__
    return FaultDetail(kind=FaultKind.ITEM, code="preview_failed", message=message[:600], provider=provider)
