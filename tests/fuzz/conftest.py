"""An API to shoot at: fakes behind it, every state of a podcast in it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import uvicorn

from api.__main__ import Server
from tests.api.conftest import Build, build, migrated, reader
from tests.api.stage import Stage

__all__ = ["build", "migrated", "reader"]

KEY = "a-key-that-only-the-tests-know"


@pytest.fixture
async def address(build: Build) -> AsyncIterator[str]:
    """An API with a key on a port of this machine; podcasts in every state are there."""
    stage: Stage = await build(key=KEY)
    stage.client.headers["Authorization"] = f"Bearer {KEY}"
    await stage.announce(seen_at=stage.clock() + timedelta(hours=1))  # seen lately, however long it takes
    await _fill(stage)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(stage.app, log_level="critical", server_header=False, timeout_graceful_shutdown=1)
    server = Server(config, stage.services)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def _fill(stage: Stage) -> None:
    await stage.submit(title="Queued")
    await stage.generating((await stage.submit(title="Generating"))["podcast_id"])
    await stage.complete((await stage.submit(title="Completed"))["podcast_id"])
    await stage.client.post(f"/api/v1/podcasts/{(await stage.submit(title='Cancelled'))['podcast_id']}/cancel")
    await stage.client.post("/api/v1/files?name=bread.txt", content=b"Bread rises because yeast eats sugar. " * 20)
