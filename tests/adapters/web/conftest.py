"""A web server on loopback that misbehaves on request, and blobs in memory."""

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from domain.artifacts.reference import ArtifactRef


class MemoryBlobs:
    """The Blobs port, in a dictionary."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        digest = hashlib.sha256(data).hexdigest()
        self.held[digest] = data
        return ArtifactRef(sha256=digest, size=len(data), media_type=media_type)

    async def put_file(self, path: Path, *, media_type: str) -> ArtifactRef:
        return await self.put(await asyncio.to_thread(path.read_bytes), media_type=media_type)

    async def read(self, ref: ArtifactRef) -> bytes:
        return self.held[ref.sha256]

    async def stream(self, ref: ArtifactRef, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        yield self.held[ref.sha256][start:end]

    async def exists(self, ref: ArtifactRef) -> bool:
        return ref.sha256 in self.held

    async def delete(self, ref: ArtifactRef) -> None:
        self.held.pop(ref.sha256, None)


Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Site:
    """Serves what `pages` holds by path; remembers the requests' heads."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Reply] = {}
        self.heads: list[str] = []
        self.port = 0
        self.connections = 0

    def add(
        self, path: str, body: bytes = b"", *, status: str = "200 OK", kind: str = "text/html", headers: str = ""
    ) -> str:
        self.pages[path] = (
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
            f"{headers}\r\n"
        ).encode() + body
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            page = self.pages.get(head.split(" ")[1])
            if page is None:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            elif isinstance(page, bytes):
                writer.write(page)
            else:
                await page(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.handle, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    yield site
    server.close()
    await server.wait_closed()


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs()


@pytest.fixture
def packed_zeros() -> bytes:
    """64 MB that travel as 64 kB."""
    return gzip.compress(bytes(64 * 2**20), compresslevel=6)
