"""Queries and updates of a run through Temporal."""

import asyncio
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.calls import translate_errors
from domain.errors import NoWorker
from domain.jobs.runs import OrderRejected
from domain.value import Value

Answer = TypeVar("Answer", bound=Value)


class TemporalMessages:
    """Implements `Messages` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def query(self, job_id: str, *, name: str, model: type[Answer], within: float) -> Answer | None:
        try:
            async with asyncio.timeout(within):
                answer: Answer = await self._handle(job_id).query(
                    name, result_type=model, rpc_timeout=timedelta(seconds=within)
                )
                return answer
        except (TimeoutError, RPCError, WorkflowQueryFailedError, RuntimeError):
            return None  # no worker, no run, or the server is away: a description says which

    async def update(
        self, job_id: str, *, name: str, order: Value, model: type[Answer], update_id: str, within: float
    ) -> Answer:
        try:
            async with asyncio.timeout(within):
                with translate_errors():
                    answer: Answer = await self._handle(job_id).execute_update(
                        name, order, id=update_id, result_type=model, rpc_timeout=timedelta(seconds=within)
                    )
                    return answer
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise NoWorker("No worker took it up in time; it is safe to repeat.") from error
        except WorkflowUpdateFailedError as error:
            cause = error.cause
            code = cause.type if isinstance(cause, ApplicationError) else None
            message = cause.message if isinstance(cause, FailureError) else str(cause)
            raise OrderRejected(message, code=code or "") from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise OrderRejected("It has ended already.") from error
            raise NoWorker(error.message) from error

    def _handle(self, job_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(job_id)
