"""Stalled runs: those that make no progress although Temporal shows them as running."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client, WorkflowExecutionDescription
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.calls import translate_errors
from adapters.temporal.heartbeats import reported_words
from domain.jobs.items import reported_share
from domain.jobs.progress import Progress
from domain.jobs.runs import TASK_TRIES, Stalled, StalledRuns, StallReason
from domain.jobs.status import JobStatus
from domain.jobs.wire import PROGRESS_MEMO, WORKFLOWS

AT_ONCE = 8
LOOK = timedelta(seconds=5)
MOST = 500
"""Open runs looked at, the youngest first: a describe costs 3-6 ms, so this is a second's work every half minute."""

ACTIVITY_ATTEMPTS = 5
"""Half of what transient faults get (workflows.jobs.policies): by then it has been failing for some two minutes."""

SILENCE = timedelta(minutes=15)
"""The slowest step without progress of its own is one segment of a slow model, which is bounded to this."""


class TemporalStalls:
    """Implements `Stalls`."""

    def __init__(
        self,
        client: Client,
        *,
        workflow_attempts: int = TASK_TRIES,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._client, self._workflow_attempts = client, workflow_attempts
        self._clock = clock or (lambda: datetime.now(UTC))
        self._looking = asyncio.Semaphore(AT_ONCE)

    async def stalled(self) -> StalledRuns:
        kinds = ", ".join(f"'{name}'" for name in WORKFLOWS.values())
        query = f"WorkflowType IN ({kinds}) AND ExecutionStatus = 'Running'"
        with translate_errors():
            ids = [each.id async for each in self._client.list_workflows(query, limit=MOST, rpc_timeout=LOOK)]
        found = await asyncio.gather(*(self._look(job_id) for job_id in ids))
        return StalledRuns(looked_at=len(ids), runs=tuple(each for each in found if each is not None))

    async def _look(self, job_id: str) -> Stalled | None:
        async with self._looking:
            try:
                with translate_errors():
                    described = await self._client.get_workflow_handle(job_id).describe(rpc_timeout=LOOK)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return None
                raise
        return await self._judge(job_id, described)

    async def _judge(self, job_id: str, described: WorkflowExecutionDescription) -> Stalled | None:
        raw = described.raw_description
        memo: Progress | None = await described.memo_value(PROGRESS_MEMO, None, type_hint=Progress)
        progress = memo or Progress(updated_at=described.start_time)
        since = progress.updated_at or described.start_time
        if raw.pending_workflow_task.attempt > self._workflow_attempts:
            began = raw.pending_workflow_task.original_scheduled_time.ToDatetime(tzinfo=UTC)
            attempts = raw.pending_workflow_task.attempt
            return Stalled(job_id=job_id, reason=StallReason.WORKFLOW_FAILS, attempts=attempts, since=began)
        if progress.status is JobStatus.NEEDS_ATTENTION or progress.waiting:
            return None  # it waits for a person or for a vendor, and its status shows that
        tried = max(raw.pending_activities, key=lambda each: each.attempt, default=None)
        if tried is not None and tried.attempt > ACTIVITY_ATTEMPTS:
            return Stalled(
                job_id=job_id,
                reason=StallReason.ACTIVITY_FAILS,
                item=tried.activity_id,
                attempts=tried.attempt,
                since=since,
            )
        if self._clock() - since > SILENCE and not _in_line(raw) and not await self._reports_progress(raw):
            return Stalled(job_id=job_id, reason=StallReason.NO_PROGRESS, since=since)
        return None

    async def _reports_progress(self, raw: DescribeWorkflowExecutionResponse) -> bool:
        """Whether one of its activities says how far its item is: the adapter itself ends one that stands still."""
        words = await reported_words(raw.pending_activities, self._client.data_converter)
        return any(reported_share(each) is not None for each in words.values())


def _in_line(raw: DescribeWorkflowExecutionResponse) -> bool:
    """Whether all its activities wait for their first start: behind other jobs, or for a worker (see `/health`)."""
    scheduled = PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
    pending = raw.pending_activities
    return bool(pending) and all(each.state == scheduled and each.attempt <= 1 for each in pending)
