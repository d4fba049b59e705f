"""The health of a worker over HTTP: `/live` while the process serves, `/ready` once it polls all of its queues.

A web framework would be a second server's worth of code for two answers that have no body to parse.
"""

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from activities.vendors.draining import Drain
from worker.queue_workers import QueueWorker

log = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0
LONGEST_REQUEST = 8192
"""Bytes of a request's head; a probe sends a tenth of it."""


class Health:
    """What this worker says of itself."""

    def __init__(self, client: Client, queue_workers: Sequence[QueueWorker], drain: Drain) -> None:
        self._client, self._drain = client, drain
        self._identity = client.identity
        self._unseen = {
            (each.queue, kind)
            for each in queue_workers
            for kind in (
                [TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY]
                + ([TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW] if each.workflows else [])
            )
        }

    async def missing(self) -> str:
        """Why it is not ready; empty when it is. Temporal is asked until it has seen this worker at every queue."""
        if self._drain.begun:
            return "it was told to stop"
        try:
            for queue, kind in sorted(self._unseen):
                if not await self._polls(queue, kind):
                    return f"it does not poll the queue {queue} yet"
                self._unseen.discard((queue, kind))
        except RPCError as error:
            return f"Temporal does not answer: {error.message}"
        return ""

    async def _polls(self, queue: str, kind: TaskQueueType.ValueType) -> bool:
        described = await self._client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=self._client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
            )
        )
        return any(poller.identity == self._identity for poller in described.pollers)


async def serve(health: Health, *, host: str, port: int) -> asyncio.Server:
    """Answers GET and HEAD of `/live` and `/ready` until it is closed.

    Raises:
        OSError: the port is taken.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                status, words = await _answer(health, head.split(b"\r\n", 1)[0].split())
                body = f"{words}\n".encode()
                writer.write(
                    f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                )
                writer.write(b"" if head.startswith(b"HEAD ") else body)
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has left, or asks too much
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=LONGEST_REQUEST)


async def _answer(health: Health, line: list[bytes]) -> tuple[HTTPStatus, str]:
    if len(line) != 3 or line[0] not in (b"GET", b"HEAD"):
        return HTTPStatus.METHOD_NOT_ALLOWED, "GET /live or GET /ready"
    path = line[1].partition(b"?")[0]
    if path == b"/live":
        return HTTPStatus.OK, "live"
    if path != b"/ready":
        return HTTPStatus.NOT_FOUND, "GET /live or GET /ready"
    missing = await health.missing()
    return (HTTPStatus.SERVICE_UNAVAILABLE, missing) if missing else (HTTPStatus.OK, "ready")
