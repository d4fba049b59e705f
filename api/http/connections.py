"""Connections of clients, with bounds to how slow they may be and how many there are.

uvicorn closes a connection that is idle after an answer. It waits without limit for headers that never end, for a body
that stops, and for as many clients as there are.
"""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from api.http.problems import ProblemError

HEADER_SECONDS = 10.0
"""From a connection, or the first byte of its next request, to the end of the headers. Clients send them at once."""

SILENT_SECONDS = 30.0
"""Between two pieces of a body. A phone that loses its network for a moment has it back by then."""

SLOWEST = 1000
"""Bytes a second that a body comes at, on average, once `SILENT_SECONDS` are over: a modem was faster."""

DRAINED = 1_000_000_000
"""Bytes of a refused body that are read and dropped behind the answer, so that a caller who is still sending gets it: a
connection that is closed with bytes unread takes the answer along."""

MOST_CONNECTIONS = 500
"""A process may open 1,024 files unless it is told otherwise; the rest is for catalog, artifacts and readers."""

_TOO_LARGE = 413

_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 2\r\n"
    b"connection: close\r\ncontent-length: 37\r\n\r\nToo many connections are open at once"
)


class LimitedConnection(H11Protocol):
    """A connection that is closed when it sends no whole request in time, and refused when there are too many."""

    header_seconds = HEADER_SECONDS
    most_connections = MOST_CONNECTIONS

    _overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base class
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.write(_FULL)
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Whatever comes while no request is answered must become one in time: headers, or the rest of a body."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._stop_watching()
        elif self._overdue is None and not self.transport.is_closing():
            self._overdue = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_watching(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None


class SteadyBodies:
    """ASGI middleware: a body that stops coming, or trickles, is answered with 408; one that is too large, at once."""

    def __init__(self, app: ASGIApp, *, silent_seconds: float = SILENT_SECONDS) -> None:
        self._app, self._silent_seconds = app, silent_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        began, size, whole = clock(), 0, False
        sending = not _waits_to_continue(scope)
        too_large = False

        async def receive_in_time() -> Message:
            nonlocal size, whole, sending
            sending = True
            if whole:  # what comes next is the end of the connection
                return await receive()
            last = began + self._silent_seconds + size / SLOWEST + self._silent_seconds
            try:
                async with asyncio.timeout_at(min(last, clock() + self._silent_seconds)):
                    message = await receive()
            except TimeoutError:
                raise ProblemError(
                    408,
                    "body_too_slow",
                    "The body stopped coming. Send the request again.",
                    headers={"Connection": "close"},
                ) from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            return message

        async def send_at_once(message: Message) -> None:
            """Sends the answer to a body that is too large before the rest of that body is read."""
            nonlocal too_large
            if message["type"] == "http.response.start":
                too_large = message["status"] == _TOO_LARGE
            elif too_large and sending and not whole and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await _drop(receive_in_time)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, receive_in_time, send_at_once)


def _waits_to_continue(scope: Scope) -> bool:
    return any(name == b"expect" and b"100-continue" in value.lower() for name, value in scope["headers"])


async def _drop(receive: Receive) -> None:
    dropped = 0
    with suppress(ProblemError):  # it came too slowly
        while dropped < DRAINED:
            message = await receive()
            dropped += len(message.get("body", b""))
            if not message.get("more_body", False):
                return
