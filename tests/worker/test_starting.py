"""A worker that starts while everything is away: it waits for each part, serves what it can, and needs no restart."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from domain.vendors.declarations import Announcement, ProviderRole
from tests.contracts.bucket import Bucket
from tests.durability.stack import free_ports
from tests.durability.vendor import CHECKOUT, PYTHON, keyless
from tests.fakevendor.vendor import FakeVendor
from tests.worker.line import Line
from worker.waiting import retry_while_away

NAMESPACE = "a-worker-of-its-own"
"""Other tests have workers on these queues, too."""


class Started:
    """A worker's process and what it logged so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.said = process, ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.said += line.decode()

    async def says(self, words: str) -> None:
        try:
            async with asyncio.timeout(40):
                while words not in self.said:
                    assert self.process.returncode is None, self.said
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it did not say {words!r}:\n{self.said}") from None

    async def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 30)
        await self._reading
        return code


@pytest.fixture
async def lines() -> AsyncIterator[tuple[Line, Line]]:
    both = Line(), Line()
    yield both
    for each in both:
        await each.close()


@pytest.mark.thorough
async def test_everything_is_away_and_comes_back_one_after_another(
    temporal: WorkflowEnvironment, tmp_path: Path, lines: tuple[Line, Line], away: FakeVendor
) -> None:
    to_temporal, to_bucket = lines
    await temporal.client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=NAMESPACE, workflow_execution_retention_period=Duration(seconds=24 * 3600))
    )
    database = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(database)
    holder = sqlite3.connect(tmp_path / "catalog.db", isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    (metrics,) = free_ports(1)
    environment = {
        **keyless(),
        "PYTHONPATH": str(CHECKOUT),
        "PODWRIGHT_DOTENV": "",
        "PODWRIGHT_HOME": str(tmp_path),
        "PODWRIGHT_STORE_URL": "s3://bucket",
        "PODWRIGHT_METRICS_PORT": str(metrics),
        "AWS_ENDPOINT_URL": f"http://{to_bucket.address}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "TEMPORAL_ADDRESS": to_temporal.address,
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "OPENAI_BASE_URL": f"http://127.0.0.1:{away.port}/v1",
    }
    process = await asyncio.create_subprocess_exec(
        *PYTHON, "worker", env=environment, stderr=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    worker = Started(process)
    try:
        await worker.says("waiting for Temporal")
        host, _, port = temporal.client.service_client.config.target_host.rpartition(":")
        await to_temporal.connect(host, int(port))
        await worker.says("waiting for the catalog")
        holder.close()
        await worker.says("waiting for catalog and artifacts")
        with Bucket.serving() as bucket:
            await to_bucket.connect("127.0.0.1", bucket.server_port)
            await worker.says("working on podcasts")
            await worker.says("openai (writer) cannot be served, and is asked again automatically")
            assert (await told(database, "local", ProviderRole.WRITER)).missing == ""
            assert (await told(database, "openai", ProviderRole.WRITER)).missing
            async with away:
                await worker.says("openai (writer) is served now")
            writer = (await told(database, "openai", ProviderRole.WRITER)).writer
            assert writer is not None
            assert writer.models == ("fake-writer",)
            assert await worker.end() == 0, worker.said
    finally:
        holder.close()
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert "Traceback" not in worker.said, worker.said


async def told(database: str, vendor: str, role: ProviderRole) -> Announcement:
    """As soon as it is announced."""
    catalog = await open_catalog(database)
    try:
        async with asyncio.timeout(10):
            while True:
                for each in await catalog.providers.all():
                    if (each.vendor, each.role) == (vendor, role):
                        return each
                await asyncio.sleep(0.02)
    finally:
        await catalog.close()


async def test_what_is_away_is_asked_again_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "worker.waiting")
    answers: list[str | OSError] = [OSError("refused"), OSError("refused"), OSError("not ready"), "there"]

    async def ask() -> str:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    moment = timedelta(milliseconds=1)
    assert await retry_while_away("the sea", ask, away=(OSError,), first=moment, longest=moment) == "there"
    assert [record.getMessage() for record in caplog.records] == [
        "waiting for the sea, asking again automatically: refused",
        "waiting for the sea, asking again automatically: not ready",
        "the sea answers now",
    ]
    answers.append(OSError("broken"))
    with pytest.raises(OSError, match="broken"):
        await retry_while_away("the sea", ask, away=(KeyError,), first=moment)
