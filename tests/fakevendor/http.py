"""A small HTTP/1.1 server on asyncio streams: enough for the vendors' SDKs, and free to misbehave.

A web framework would hide the socket; this one can reset it before, or in the middle of, an answer.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    gone: Callable[[], Awaitable[None]]  # returns when the client has closed the connection

    def json(self) -> dict[str, object]:
        """The body as an object; empty when it is none."""
        with contextlib.suppress(ValueError):
            found = json.loads(self.body)
            if isinstance(found, dict):
                return found
        return {}


@dataclass(slots=True)
class Reply:
    """`stream` replaces `body` when set. `cut_after`: the connection is reset after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None
    cut_after: int | None = None


class Reset(Exception):
    """Raised by a handler: the connection is reset without an answer."""


_PHRASES = {status.value: status.phrase for status in HTTPStatus}

Handler = Callable[[Request], Awaitable[Reply]]


def as_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(body).encode(), headers=dict(headers or {}))


class HttpServer:
    """Serves `handler` on a loopback port until closed; closing ends every open connection."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> int:
        """Returns the port that was bound (0 asks for a free one)."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, backlog=512)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        try:
            while (request := await _read(reader)) is not None:
                reply = await self._handler(request)
                await _write(writer, reply)
        except asyncio.CancelledError:
            pass  # the server closes; asyncio would log a cancelled connection as an error
        except (Reset, OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            self._open.discard(writer)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request on this connection; None when the client has closed it."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, OSError):
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    url = urlsplit(target)

    async def gone() -> None:
        with contextlib.suppress(OSError):
            await reader.read(1)

    return Request(method, unquote(url.path), dict(parse_qsl(url.query)), headers, body, gone)


async def _write(writer: asyncio.StreamWriter, reply: Reply) -> None:
    phrase = _PHRASES.get(reply.status, "Unknown")
    headers = {"content-type": reply.media_type, **reply.headers}
    if reply.stream is None:
        headers["content-length"] = str(len(reply.body))
    else:
        headers["transfer-encoding"] = "chunked"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {reply.status} {phrase}\r\n{head}\r\n".encode("latin-1"))
    if reply.stream is None:
        if reply.cut_after is not None:
            writer.write(reply.body[: reply.cut_after])
            await writer.drain()
            raise Reset
        writer.write(reply.body)
    else:
        sent = 0
        async for piece in reply.stream:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
            sent += len(piece)
            if reply.cut_after is not None and sent >= reply.cut_after:
                raise Reset
        writer.write(b"0\r\n\r\n")
    await writer.drain()
