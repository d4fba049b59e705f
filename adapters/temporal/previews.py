"""Samples of voices, each a short workflow on the vendor's queue."""

import asyncio
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy

from adapters.temporal.calls import CALL, fault_in, translate_errors
from domain.errors import NoWorker
from domain.jobs.wire import JOBS_QUEUE, PREVIEW_WORKFLOW
from domain.tts.ports import PreviewFailed, PreviewOrder

LIFE = timedelta(minutes=2)
"""A sample that no worker took up by then is not wanted any more."""


class TemporalPreviews:
    """Implements `VoicePreviews` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def say(self, order: PreviewOrder, *, key: str, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                with translate_errors():
                    handle = await self._client.start_workflow(
                        PREVIEW_WORKFLOW,
                        order,
                        id=f"preview-{key[:40]}",
                        task_queue=JOBS_QUEUE,
                        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                        execution_timeout=LIFE,
                        static_summary=f"A sample of a voice of {order.vendor}",
                        rpc_timeout=CALL,
                    )
                    await handle.result()
        except TimeoutError as error:
            raise NoWorker("No worker spoke the sample in time; it is safe to repeat.") from error
        except WorkflowFailureError as error:
            raise PreviewFailed(fault_in(error, code="preview_failed", provider=order.vendor)) from error
