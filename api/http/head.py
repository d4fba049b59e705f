"""HEAD on every address that takes GET: the same answer without its body."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_AS = "podwright.asked_as"
"""In the scope of a request that was one for the head alone."""


class HeadAsGet:
    """ASGI middleware: routes see GET. An answer without end, as an event stream, ends with its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET", ASKED_AS: "HEAD"}
        answered, read = asyncio.Event(), False

        async def no_body() -> Message:
            nonlocal read
            if not read:
                read = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await answered.wait()
            return {"type": "http.disconnect"}

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope.setdefault("route", asked.get("route"))
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                answered.set()

        await self._app(asked, no_body, send_head)
