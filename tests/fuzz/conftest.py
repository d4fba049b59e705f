"""An API to shoot at: fakes behind it, every state of a podcast in it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import uvicorn

from api.__main__ import Server
from domain.audiobook.book import Chapter
from domain.audiobook.ports import BookRead
from tests.api.conftest import Build, build, migrated, reader
from tests.api.harness import ApiHarness

__all__ = ["build", "migrated", "reader"]

KEY = "a-key-that-only-the-tests-know"


@pytest.fixture
async def address(build: Build) -> AsyncIterator[str]:
    """An API with a key on a port of this machine; podcasts in every state are there."""
    harness: ApiHarness = await build(key=KEY)
    harness.client.headers["Authorization"] = f"Bearer {KEY}"
    await harness.announce(seen_at=harness.clock() + timedelta(hours=1))  # seen lately, however long it takes
    await _fill(harness)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(harness.app, log_level="critical", server_header=False, timeout_graceful_shutdown=1)
    server = Server(config, harness.services)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def _fill(harness: ApiHarness) -> None:
    harness.outlines.book = BookRead(
        book=await harness.artifacts.put(b"a book", media_type="application/json"),
        title="Bread",
        language="en",
        chapters=(Chapter(n=1, title="Flour", words=1400, characters=8000),),
    )
    await harness.submit(title="Queued")
    await harness.generating((await harness.submit(title="Generating"))["podcast_id"])
    await harness.complete((await harness.submit(title="Completed"))["podcast_id"])
    await harness.client.post(f"/api/v1/podcasts/{(await harness.submit(title='Cancelled'))['podcast_id']}/cancel")
    await harness.client.post("/api/v1/files?name=bread.txt", content=b"Bread rises because yeast eats sugar. " * 20)
