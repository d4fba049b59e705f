"""A worker says over HTTP whether it polls, and where its metrics are, to other machines too."""

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.testing import WorkflowEnvironment

from activities.vendors.draining import Drain
from adapters.catalog.schema import migrate
from tests.durability.stack import free_ports
from tests.durability.vendor import CHECKOUT, PYTHON, keyless
from worker.health import Health, serve
from worker.queue_workers import QueueWorker

NAMESPACE = "a-healthy-worker"
"""Other tests have workers on these queues, too."""


async def answer(url: str) -> tuple[int, str]:
    """0 while nothing listens there."""
    async with httpx2.AsyncClient(trust_env=False, timeout=5) as http:
        try:
            got = await http.get(url)
        except httpx2.TransportError:
            return 0, ""
    return got.status_code, got.text.strip()


async def until(url: str, status: int) -> str:
    async with asyncio.timeout(60):
        while True:
            got, words = await answer(url)
            if got == status:
                return words
            await asyncio.sleep(0.05)


@pytest.mark.thorough
async def test_a_worker_is_ready_once_it_polls_every_queue(temporal: WorkflowEnvironment, tmp_path: Path) -> None:
    await temporal.client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=NAMESPACE, workflow_execution_retention_period=Duration(seconds=24 * 3600))
    )
    home = tmp_path / "home"
    await migrate(f"sqlite:///{home / 'catalog.db'}")
    health, metrics = free_ports(2)
    environment = {
        **keyless(),
        "PYTHONPATH": str(CHECKOUT),
        "PODWRIGHT_DOTENV": "",
        "PODWRIGHT_HOME": str(home),
        "PODWRIGHT_WORKER_HOST": "0.0.0.0",
        "PODWRIGHT_HEALTH_PORT": str(health),
        "PODWRIGHT_METRICS_PORT": str(metrics),
        "PODWRIGHT_TTS_DRAIN_SECONDS": "1",
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
    }
    process = await asyncio.create_subprocess_exec(*PYTHON, "worker", env=environment, stderr=subprocess.DEVNULL)
    try:
        assert await until(f"http://127.0.0.1:{health}/ready", 200) == "ready"
        assert await answer(f"http://127.0.0.1:{health}/live") == (200, "live")
        assert (await answer(f"http://127.0.0.1:{health}/elsewhere"))[0] == 404
        assert "temporal_" in (await answer(f"http://127.0.0.1:{metrics}/metrics"))[1]
        listening = Path("/proc/net/tcp").read_text() if os.path.exists("/proc/net/tcp") else ""  # noqa: ASYNC240, PTH110
        for port in (health, metrics):
            assert not listening or f"00000000:{port:04X} " in listening, "reachable from another container"
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_one_that_does_not_poll_yet_or_was_told_to_stop_is_not_ready(temporal: WorkflowEnvironment) -> None:
    (port,) = free_ports(1)
    drain = Drain()
    queue_workers = [QueueWorker("a-queue-without-a-worker", [], 1)]
    server = await serve(Health(temporal.client, queue_workers, drain), host="127.0.0.1", port=port)
    async with server:
        url = f"http://127.0.0.1:{port}/ready"
        assert await answer(url) == (503, "it does not poll the queue a-queue-without-a-worker yet")
        drain.begin()
        assert await answer(url) == (503, "it was told to stop")
        async with httpx2.AsyncClient(trust_env=False) as http:
            assert (await http.post(url)).status_code == 405
            assert (await http.head(f"http://127.0.0.1:{port}/live")).text == ""


async def test_what_is_no_request_is_cut(temporal: WorkflowEnvironment) -> None:
    (port,) = free_ports(1)
    async with await serve(Health(temporal.client, [], Drain()), host="127.0.0.1", port=port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"x" * 100_000)
        assert await reader.read() == b""
        writer.close()
