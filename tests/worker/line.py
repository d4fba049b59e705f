"""A port of this machine that refuses connections until it forwards them to another one."""

import asyncio
import socket
from contextlib import suppress


class Line:
    """`port` is reserved from the start, and forwards from `connect` on."""

    def __init__(self) -> None:
        self._held = socket.socket()
        self._held.bind(("127.0.0.1", 0))  # bound and not listening: it refuses, and stays ours
        self.port: int = self._held.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def connect(self, host: str, port: int) -> None:
        async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there_reader, there_writer = await asyncio.open_connection(host, port)
            ways = (_copy(reader, there_writer), _copy(there_reader, writer))
            self._calls |= (tasks := {asyncio.create_task(way) for way in ways})
            await asyncio.wait(tasks)
            self._calls -= tasks

        self._server = await asyncio.start_server(call, sock=self._held)

    async def close(self) -> None:
        for each in self._calls:
            each.cancel()
        if self._server is not None:
            self._server.close()
        self._held.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.CancelledError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
