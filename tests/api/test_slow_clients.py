"""Clients that are slow, silent, too many, or gone: over a real server on loopback."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI

from api.__main__ import Server
from api.http.connections import LimitedConnection, SteadyBodies
from tests.api.harness import ApiHarness
from tests.api.test_watching import until

UPLOAD = b"POST /api/v1/files?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n"


class Quick(LimitedConnection):
    header_seconds = 0.3
    most_connections = 3


@asynccontextmanager
async def listening(harness: ApiHarness, app: FastAPI | SteadyBodies) -> AsyncIterator[int]:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=Quick, lifespan="off", log_level="info", timeout_graceful_shutdown=1)
    server = Server(config, harness.services)
    serving = asyncio.create_task(server.serve(sockets=[taken]))
    await until(lambda: server.started)
    try:
        yield taken.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def rest(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes the connection."""
    async with asyncio.timeout(30):
        return await reader.read()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n"])
async def test_headers_that_do_not_end_are_cut(harness: ApiHarness, sent: bytes) -> None:
    async with listening(harness, harness.app) as port, connected(port) as (reader, writer):
        writer.write(sent)
        assert await rest(reader) == b""


async def test_headers_of_a_later_request_are_cut_too(harness: ApiHarness) -> None:
    async with listening(harness, harness.app) as port, connected(port) as (reader, writer):
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        async with asyncio.timeout(5):
            assert b"200" in await reader.readuntil(b"}")
        writer.write(b"GET /health/live HTTP/1.1\r\nX-Half:")
        assert await rest(reader) == b""


async def test_headers_in_pieces_are_answered(harness: ApiHarness) -> None:
    async with listening(harness, harness.app) as port, connected(port) as (reader, writer):
        for piece in (b"GET /health/live HT", b"TP/1.1\r\nHost: 127.0.0.1\r\nConnection: cl", b"ose\r\n\r\n"):
            writer.write(piece)
            await writer.drain()
        assert b" 200 OK" in await rest(reader)


async def test_the_rest_of_a_body_that_was_refused_is_not_waited_for(harness: ApiHarness) -> None:
    async with listening(harness, harness.app) as port, connected(port) as (reader, writer):
        writer.write(UPLOAD.replace(b"127.0.0.1", b"evil.example"))
        async with asyncio.timeout(5):
            assert b"403" in await reader.readuntil(b"}")
        writer.write(b"x")
        assert await rest(reader) == b""


async def test_a_body_that_stops_is_answered(harness: ApiHarness) -> None:
    async with listening(harness, SteadyBodies(harness.app, silent_seconds=0.3)) as port:
        async with connected(port) as (reader, writer):
            writer.write(UPLOAD + b"Bread rises")
            answer = await rest(reader)
        assert b" 408 " in answer and b"body_too_slow" in answer
        async with connected(port) as (reader, writer):
            writer.write(UPLOAD.replace(b"9000", b"900").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            for _ in range(3):
                writer.write(b"Bread rises slowly. " * 15)
                await writer.drain()
            assert b" 201 " in await rest(reader), "another is taken"


ANNOUNCED = [
    ("POST /api/v1/files?name=a.txt", "text/plain"),
    ("POST /api/v1/files", "multipart/form-data; boundary=x"),
    ("POST /api/v1/podcasts", "application/json"),
]


@pytest.mark.parametrize("length", ["20000000000", "99999999999999999999"])
@pytest.mark.parametrize(("asked", "kind"), ANNOUNCED)
async def test_a_body_announced_as_too_large_is_refused_at_once(
    harness: ApiHarness, asked: str, kind: str, length: str
) -> None:
    head = f"{asked} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    app = SteadyBodies(harness.app, silent_seconds=60)
    async with listening(harness, app) as port, connected(port) as (reader, writer):
        writer.write(head.encode() + b"--x\r\n")
        async with asyncio.timeout(20):
            answer = await reader.readuntil(b"}")
        assert b" 413 " in answer and b"body_too_large" in answer
        writer.write(b"x" * 100_000)  # as a caller does who reads the answer at the end
        await writer.drain()


@pytest.mark.parametrize("length", ["-1", "+5", "nope", "1e3", "5, 6", "5 5", "0x10", "9" * 40, "\u00b2"])
async def test_a_length_that_is_no_number_is_refused_at_once(harness: ApiHarness, length: str) -> None:
    async with listening(harness, harness.app) as port, connected(port) as (reader, writer):
        writer.write(UPLOAD.replace(b"9000", length.encode("latin-1")))
        answer = await rest(reader)
    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_a_refused_body_that_stops_is_not_waited_for_without_end(harness: ApiHarness) -> None:
    app = SteadyBodies(harness.app, silent_seconds=0.3)
    async with listening(harness, app) as port, connected(port) as (reader, writer):
        writer.write(UPLOAD.replace(b"9000", b"20000000000"))
        assert b" 413 " in await rest(reader)


async def test_beyond_so_many_connections_the_next_is_refused(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    events = f"GET /api/v1/podcasts/{podcast_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    async with listening(harness, harness.app) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for _, writer in held:
            writer.write(events)
        await until(lambda: harness.services.watchers.count == 3)
        async with connected(port) as (reader, _):
            refused = await rest(reader)
        assert refused.startswith(b"HTTP/1.1 503 ") and b"retry-after" in refused
        head, _, body = refused.partition(b"\r\n\r\n")
        assert f"content-length: {len(body)}".encode() in head
        for _, writer in held:
            writer.close()
        await until(lambda: harness.services.watchers.count == 0)
        async with connected(port) as (reader, writer):
            writer.write(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert b" 200 OK" in await rest(reader)


@pytest.mark.parametrize("form", [False, True])
async def test_an_upload_that_is_broken_off_leaves_no_traceback(
    harness: ApiHarness, caplog: pytest.LogCaptureFixture, form: bool
) -> None:
    kind = b"Content-Type: multipart/form-data; boundary=x\r\n" if form else b""
    with caplog.at_level(logging.INFO):
        async with listening(harness, harness.app) as port:
            async with connected(port) as (reader, writer):
                writer.write(UPLOAD.replace(b"Host", kind + b"Expect: 100-continue\r\nHost"))
                async with asyncio.timeout(5):
                    await reader.readuntil(b"100 Continue")
                writer.write(b"--x\r\n")
                await writer.drain()
            await until(lambda: b'status="400"' in harness.services.metrics.text())
    assert [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR] == []
