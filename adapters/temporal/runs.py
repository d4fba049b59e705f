"""Runs of jobs in Temporal, seen from outside: start, describe, stop. Workflows are named by their wire names."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.failure.v1 import Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal import attributes
from adapters.temporal.calls import CALL, translate_errors
from adapters.temporal.converter import innermost_words
from adapters.temporal.heartbeats import reported_words
from adapters.temporal.history import Child, summarised, unheard
from adapters.temporal.retries import retries
from domain.jobs.progress import Progress
from domain.jobs.runs import AlreadyRunning, LogEntry, QueuePollers, Run, RunState, StartJob, UnheardCall
from domain.jobs.status import JobStatus
from domain.jobs.wire import JOBS_QUEUE, PROGRESS_MEMO, WORKFLOWS

LOOK = timedelta(seconds=2)
"""Of a look at a queue (3-6 ms), which a health probe waits for."""

LONGEST_CHAIN = 100
"""Runs of one log. A run holds some ten thousand turns."""

_STATE = {
    WorkflowExecutionStatus.COMPLETED: RunState.COMPLETED,
    WorkflowExecutionStatus.FAILED: RunState.FAILED,
    WorkflowExecutionStatus.CANCELED: RunState.CANCELLED,
    WorkflowExecutionStatus.TERMINATED: RunState.TERMINATED,
    WorkflowExecutionStatus.TIMED_OUT: RunState.TIMED_OUT,
}


class TemporalRuns:
    """Implements `Runs` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._attributes = True  # until the server says that it does not know them

    async def start(self, start: StartJob) -> str:
        try:
            return await self._start(start)
        except RPCError as error:
            if not self._attributes or not attributes.unknown(error):
                raise
            self._attributes = False
            return await self._start(start)

    async def _start(self, start: StartJob) -> str:
        progress = Progress(attempt=start.attempt, title=start.title, updated_at=datetime.now(UTC))
        try:
            with translate_errors():
                handle = await self._client.start_workflow(
                    WORKFLOWS[start.kind],
                    start.spec,
                    id=start.job_id,
                    task_queue=JOBS_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    memo={PROGRESS_MEMO: progress},
                    static_summary=start.summary,
                    static_details=start.details,
                    search_attributes=attributes.of(start.kind, JobStatus.QUEUED) if self._attributes else None,
                    priority=Priority(priority_key=start.priority, fairness_key=attributes.fairness_key(start.owner)),
                    rpc_timeout=CALL,
                )
        except WorkflowAlreadyStartedError as error:
            raise AlreadyRunning(start.job_id) from error
        return handle.result_run_id or ""

    async def describe(self, job_id: str, *, within: float = 5.0) -> Run | None:
        try:
            with translate_errors():
                async with asyncio.timeout(within):  # also of connecting, which rpc_timeout does not bound
                    described = await self._handle(job_id).describe(rpc_timeout=timedelta(seconds=within))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        with translate_errors():
            progress = await _memo_progress(described)
            pending = described.raw_description.pending_activities
            reported = await reported_words(pending, self._client.data_converter)
            tried_again = await retries(pending, self._client.data_converter)
        return Run(
            job_id=job_id,
            run_id=described.run_id,
            state=_STATE.get(described.status, RunState.RUNNING) if described.status else RunState.RUNNING,
            progress=progress,
            started_at=described.start_time,
            closed_at=described.close_time,
            reported=reported,
            retries=tuple(tried_again),
            tries=described.raw_description.pending_workflow_task.attempt,
        )

    async def cancel(self, job_id: str) -> None:
        try:
            with translate_errors():
                await self._handle(job_id).cancel(rpc_timeout=CALL)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # unknown, or closed already
                raise

    async def kill(self, job_id: str, *, why: str = "deleted") -> None:
        try:
            with translate_errors():
                await self._handle(job_id).terminate(reason=why, rpc_timeout=CALL)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # unknown, or closed already
                raise

    async def history(self, job_id: str, *, limit: int) -> Sequence[LogEntry]:
        entries: list[LogEntry] = []
        try:
            with translate_errors():
                for run_id in await self._chain(job_id):
                    run = self._client.get_workflow_handle(job_id, run_id=run_id)
                    async for entry in summarised(run.fetch_history_events(rpc_timeout=CALL), self._words):
                        entries.append(entry)
                        if len(entries) >= limit:
                            break
                    if len(entries) >= limit:
                        break
                entries.extend(await self._pending(job_id))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        return entries

    async def _chain(self, job_id: str) -> list[str | None]:
        """The ids of the latest run and of those that it continues, the first one first."""
        chain: list[str | None] = [None]
        while len(chain) < LONGEST_CHAIN:
            run = self._client.get_workflow_handle(job_id, run_id=chain[0])
            first = await anext(aiter(run.fetch_history_events(page_size=1, rpc_timeout=CALL)))
            before = first.workflow_execution_started_event_attributes.continued_execution_run_id
            if not before:
                break
            chain.insert(0, before)
        return chain

    async def unheard_calls(self, job_id: str, run_id: str, *, children: bool = False) -> Sequence[UnheardCall]:
        calls, begun, _ = await self._unheard(job_id, run_id)
        for workflow_id, first in begun if children else ():
            run: str = first
            while run:
                of_child, _, following = await self._unheard(workflow_id, run)
                calls += [each.model_copy(update={"workflow_id": workflow_id, "run_id": run}) for each in of_child]
                run = following
        return calls

    async def _unheard(self, workflow_id: str, run_id: str) -> tuple[list[UnheardCall], list[Child], str]:
        try:
            with translate_errors():
                run = self._client.get_workflow_handle(workflow_id, run_id=run_id)
                return await unheard(run.fetch_history_events(rpc_timeout=CALL))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return [], [], ""

    async def pollers(self, queues: Sequence[str]) -> Sequence[QueuePollers]:
        return await asyncio.gather(*(self._pollers(queue) for queue in queues))

    def _handle(self, job_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(job_id)

    async def _pending(self, job_id: str) -> list[LogEntry]:
        """Activities that are being retried: the history holds an activity's attempts only once it has ended."""
        answer = await self._client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=self._client.namespace, execution=WorkflowExecution(workflow_id=job_id)
            ),
            timeout=CALL,
        )
        return [
            LogEntry(
                at=_failed_at(each),
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
        kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if queue == JOBS_QUEUE else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        with translate_errors():
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


def _failed_at(activity: PendingActivityInfo) -> datetime:
    """When its last attempt failed. Between two attempts an activity has no time of its start."""
    for name in ("last_attempt_complete_time", "last_started_time", "scheduled_time"):
        if activity.HasField(name):
            return _time(getattr(activity, name))
    return datetime.now(UTC)


def _time(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


async def _memo_progress(described: WorkflowExecutionDescription) -> Progress | None:
    return await described.memo_value(PROGRESS_MEMO, None, type_hint=Progress)
