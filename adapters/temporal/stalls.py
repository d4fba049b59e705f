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
"""Open runs of one look; the next one goes on behind them. A describe costs 3-6 ms, so this is a second's work every
half minute, and ten thousand runs are seen in ten minutes."""

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
        most: int = MOST,
    ) -> None:
        self._client, self._workflow_attempts = client, workflow_attempts
        self._clock = clock or (lambda: datetime.now(UTC))
        self._looking, self._most = asyncio.Semaphore(AT_ONCE), most
        self._next_page: bytes | None = None
        self._found: tuple[Stalled, ...] = ()

    async def stalled(self) -> StalledRuns:
        kinds = ", ".join(f"'{name}'" for name in WORKFLOWS.values())
        query = f"WorkflowType IN ({kinds}) AND ExecutionStatus = 'Running'"
        ids = dict.fromkeys([*await self._page(query), *(each.job_id for each in self._found)])
        found = await asyncio.gather(*(self._look(job_id) for job_id in ids))
        self._found = tuple(each for each in found if each is not None)
        return StalledRuns(looked_at=len(ids), runs=self._found)

    async def _page(self, query: str) -> list[str]:
        """The next open runs, from the youngest to the oldest and again from the beginning."""
        try:
            with translate_errors():
                runs = self._client.list_workflows(
                    query, page_size=self._most, next_page_token=self._next_page, rpc_timeout=LOOK
                )
                await runs.fetch_next_page()
        except RPCError:
            if self._next_page is None:
                raise
            self._next_page = None  # the server does not know the place any more
            return await self._page(query)
        self._next_page = runs.next_page_token or None
        return [each.id for each in runs.current_page or ()]

    async def _look(self, job_id: str) -> Stalled | None:
        async with self._looking:
            try:
                with translate_errors():
                    described = await self._client.get_workflow_handle(job_id).describe(rpc_timeout=LOOK)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    return None
                raise
        if described.close_time is not None:
            return None
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
