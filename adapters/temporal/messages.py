"""What a worker is asked and told through Temporal: queries, the resume, samples of voices, by their wire names."""

import asyncio
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.calls import CALL, reachable
from domain.errors import FaultDetail, FaultKind, NoWorker
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.runs import OrderRejected
from domain.jobs.wire import JOBS_QUEUE, PREVIEW_WORKFLOW, PROGRESS_QUERY, RESUME_UPDATE
from domain.podcast.messages import ScriptView
from domain.tts.ports import PreviewFailed, PreviewOrder

Answer = TypeVar("Answer", Progress, ScriptView)


class TemporalMessages:
    """Implements `Conversation` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def progress(self, job_id: str, *, within: float) -> Progress | None:
        return await self._ask(job_id, PROGRESS_QUERY, Progress, within=within)

    async def script(self, job_id: str, *, within: float) -> ScriptView | None:
        return await self._ask(job_id, "script", ScriptView, within=within)

    async def resume(self, job_id: str, order: ResumeOrder, *, update_id: str, within: float) -> Progress:
        try:
            async with asyncio.timeout(within):
                with reachable():
                    answer: Progress = await self._handle(job_id).execute_update(
                        RESUME_UPDATE, order, id=update_id, result_type=Progress, rpc_timeout=timedelta(seconds=within)
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
                        task_queue=JOBS_QUEUE,
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
