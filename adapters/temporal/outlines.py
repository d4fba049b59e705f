"""Chapters of books, read by a worker in a short workflow."""

import asyncio
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy

from adapters.temporal.calls import CALL, fault_in, translate_errors
from domain.audiobook.ports import BookNotRead, BookRead, ReadBook
from domain.errors import NoWorker
from domain.jobs.wire import BOOK_OUTLINE_WORKFLOW, JOBS_QUEUE

LIFE = timedelta(minutes=3)
"""An outline that no worker took up by then is not wanted any more."""


class TemporalOutlines:
    """Implements `BookOutlines` over one client, which may be lazy."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, order: ReadBook, *, key: str, within: float) -> BookRead:
        try:
            async with asyncio.timeout(within):
                with translate_errors():
                    handle = await self._client.start_workflow(
                        BOOK_OUTLINE_WORKFLOW,
                        order,
                        id=f"outline-{key[:40]}",
                        task_queue=JOBS_QUEUE,
                        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                        execution_timeout=LIFE,
                        result_type=BookRead,
                        static_summary="The chapters of a book",
                        rpc_timeout=CALL,
                    )
                    read: BookRead = await handle.result()
                    return read
        except TimeoutError as error:
            raise NoWorker("No worker read the book in time; it is safe to repeat.") from error
        except WorkflowFailureError as error:
            raise BookNotRead(fault_in(error, code="book_not_read")) from error
