"""The fake vendor in process: `async with FakeVendor() as vendor`, then point an SDK at its URLs."""

import asyncio
import importlib
import importlib.util
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pydantic import ValidationError

from tests.fakevendor import answers, elevenlabs_api, openai_api
from tests.fakevendor.control import Behaviour, Control, KeyState, Misdeed, Rule
from tests.fakevendor.http import HttpServer, Reply, Request, Reset, as_json
from tests.fakevendor.ledger import Call, Ledger
from tests.fakevendor.scene import Scene, VendorCall

Author = Callable[[dict[str, object]], str]
"""The model's answer to a chat request."""


class Dialect(Protocol):
    """The module of a vendor: plain functions that answer in its API."""

    def account_refusal(self, state: KeyState) -> Reply: ...

    def too_many(self, retry_after: str) -> Reply: ...

    async def answer(self, scene: Scene) -> tuple[Reply, int]: ...


def default_author() -> Author:
    """`tests.fakevendor.author.author` where it exists, else an answer walked from the JSON schema."""
    if importlib.util.find_spec("tests.fakevendor.author") is None:
        return answers.author
    found: Author = importlib.import_module("tests.fakevendor.author").author
    return found


class FakeVendor:
    """OpenAI under `/v1` and ElevenLabs under `/v1` and `/v2`, on one port.

    `calls()` tells what came in; `control()` and `misbehave()` steer it.
    """

    def __init__(self, *, ledger: Path | None = None, port: int = 0, author: Author | None = None) -> None:
        self.behaviour = Behaviour()
        self.rules: list[Rule] = []
        self._rules_cleared = asyncio.Event()
        self.ledger = Ledger(ledger)
        self.peak: Counter[str] = Counter()  # most calls in flight, per "vendor/kind"
        self.port = port
        self._author = author or default_author()
        self._in_flight: Counter[str] = Counter()
        self._http = HttpServer(self._handle)

    async def __aenter__(self) -> Self:
        self.port = await self._http.start(self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()
        self.ledger.close()

    @property
    def url(self) -> str:
        """What `ELEVENLABS_BASE_URL` is set to."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        """What `OPENAI_BASE_URL` is set to."""
        return f"{self.url}/v1"

    @property
    def in_flight(self) -> int:
        """Calls that are being answered."""
        return self._in_flight.total()

    def calls(self, *, vendor: str | None = None, kind: str | None = None) -> list[Call]:
        return self.ledger.calls(vendor=vendor, kind=kind)

    def control(self, **changes: object) -> None:
        """The fields of `Control`."""
        self._change(Control.model_validate(changes))

    def misbehave(self, do: Misdeed, **match: object) -> None:
        """Adds one rule."""
        self.rules.append(Rule.model_validate({"do": do, **match}))

    def reset(self) -> None:
        """As it was at the start, but for the ledger's file."""
        self.behaviour = Behaviour()
        self._clear_rules()
        self.peak.clear()
        self.ledger.forget()

    def _clear_rules(self) -> None:
        """Calls that a rule holds go on."""
        self.rules = []
        self._rules_cleared.set()
        self._rules_cleared = asyncio.Event()

    def _change(self, change: Control) -> None:
        if change.clear_rules:
            self._clear_rules()
        if change.forget_calls:
            self.ledger.forget()
        self.rules.extend(rule.model_copy() for rule in change.rules)
        for name in Behaviour.model_fields:
            value = getattr(change, name)
            if value is not None:
                setattr(self.behaviour, name, value)

    async def _handle(self, request: Request) -> Reply:
        match request.method, request.path:
            case "POST", "/_control":
                try:
                    self._change(Control.model_validate(request.json()))
                except ValidationError as error:
                    return Reply(422, error.json().encode())
                return as_json({"ok": True})
            case "GET", "/_ledger":
                calls = self.calls(vendor=request.query.get("vendor"), kind=request.query.get("kind"))
                return as_json([call.model_dump() for call in calls])
            case "GET", "/_state":
                rules = [rule.model_dump() for rule in self.rules]
                state = {"peak": dict(self.peak), "in_flight": dict(self._in_flight), "rules": rules}
                return as_json({**self.behaviour.model_dump(mode="json"), **state})
            case _:
                asked = openai_api.read(request) or elevenlabs_api.read(request)
                if asked is None:
                    return as_json({"error": {"message": f"Unknown path {request.path}", "code": "not_found"}}, 404)
                return await self._call(request, asked)

    async def _call(self, request: Request, asked: VendorCall) -> Reply:
        """One vendor call: written down, judged by key, limit and rules, delayed, answered, written down again."""
        hidden = ("authorization", "xi-api-key")
        call = self.ledger.arrived(
            vendor=asked.vendor,
            kind=asked.kind,
            key=asked.key,
            model=asked.model,
            voice=asked.voice,
            text=asked.text,
            body=asked.body,
            headers={name: value for name, value in request.headers.items() if name not in hidden},
            media=asked.media,
        )
        api: Dialect = openai_api if asked.vendor == "openai" else elevenlabs_api
        lane = f"{asked.vendor}/{asked.kind}"
        self._in_flight[lane] += 1
        self.peak[lane] = max(self.peak[lane], self._in_flight[lane])
        status = billed = 0
        held = False
        try:
            key_state = self.behaviour.keys.get(asked.key, self.behaviour.other_keys) if asked.key else KeyState.INVALID
            limit = self.behaviour.concurrency.get(lane)
            rule = next((r for r in self.rules if r.takes(**asked.matched_by())), None)
            scene = Scene(asked, self.behaviour, self._author, rule, call.mark, request.gone)
            if key_state is not KeyState.VALID:
                reply = api.account_refusal(key_state)
            elif limit is not None and self._in_flight[lane] > limit:
                reply = api.too_many(self.behaviour.retry_after)
            elif rule is not None and rule.do in _BLUNT:
                call.misdeed = rule.do
                reply, billed = await self._blunt(request, rule), 0
            else:
                call.misdeed = rule.do if rule is not None else ""
                if rule is not None and rule.do is Misdeed.SLOW:
                    await asyncio.sleep(rule.seconds)
                elif rule is not None and rule.do is Misdeed.HOLD:
                    await self._rules_cleared.wait()
                reply, billed = await api.answer(scene)
                if rule is not None and rule.do is Misdeed.RESET_MIDDLE:
                    reply.cut_after = min(2_000, len(reply.body) // 2) if reply.stream is None else 1
            status = 0 if reply.cut_after is not None else reply.status
            if reply.stream is not None:
                held, reply.stream = True, self._until_sent(reply.stream, call, lane, status, billed)
            return reply
        finally:
            if not held:
                self._in_flight[lane] -= 1
                self.ledger.done(call, status=status, billed=billed)

    async def _until_sent(
        self, pieces: openai_api.Pieces, call: Call, lane: str, status: int, billed: int
    ) -> openai_api.Pieces:
        """The stream, which is in flight until its last piece."""
        whole = False
        try:
            async for piece in pieces:
                yield piece
            whole = True
        finally:
            self._in_flight[lane] -= 1
            self.ledger.done(call, status=status if whole else 0, billed=billed)

    async def _blunt(self, request: Request, rule: Rule) -> Reply:
        """Misdeeds that do not depend on the request."""
        match rule.do:
            case Misdeed.RESET_BEFORE:
                raise Reset
            case Misdeed.HANG:
                await request.gone()
                raise Reset
            case Misdeed.JSON_200:
                return as_json(rule.body or {"error": {"message": "upstream is not well", "code": "internal"}})
            case Misdeed.WRONG_TYPE:
                return Reply(200, b"<html><body>Please log in</body></html>", media_type="text/html")
            case Misdeed.EMPTY:
                return Reply(200, b"", media_type="audio/mpeg")
            case _:
                body = rule.body if rule.body is not None else {"error": {"message": "made to fail", "code": None}}
                data = body if isinstance(body, str) else json.dumps(body)
                kind = "application/json" if data.lstrip().startswith(("{", "[")) else "text/plain"
                return Reply(rule.status, data.encode(), kind, dict(rule.headers))


_BLUNT = {
    Misdeed.STATUS,
    Misdeed.RESET_BEFORE,
    Misdeed.HANG,
    Misdeed.JSON_200,
    Misdeed.WRONG_TYPE,
    Misdeed.EMPTY,
}
