"""Every call that reached the vendor, in memory and as JSON lines flushed at arrival and at completion."""

import hashlib
import json
import time
from collections import deque
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel

KEPT_CALLS = 50_000
"""Calls kept in memory (a few hundred bytes each); the file has no bound."""


class Call(BaseModel):
    """`status` is None while the call is in flight, 0 when the connection was reset or the client left.

    `billed`: characters of speech, tokens in and out of chat. `mark`: what the answer bears of the call.
    """

    id: int
    mark: str = ""
    at: float  # seconds since the epoch
    vendor: str
    kind: str
    key: str = ""  # first 8 characters of its sha256
    model: str = ""
    voice: str = ""
    sha: str = ""  # of the text; of all messages to a chat; of the prompt and the recording to be recognised
    text: str = ""
    characters: int = 0
    body: dict[str, object] = {}
    headers: dict[str, str] = {}  # without credentials
    status: int | None = None
    billed: int = 0
    misdeed: str = ""
    done_at: float | None = None


class Ledger:
    def __init__(self, path: Path | None = None) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._next = 1
        self._file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a", encoding="utf-8")

    def arrived(
        self,
        *,
        vendor: str,
        kind: str,
        key: str,
        model: str,
        voice: str,
        text: str,
        body: dict[str, object],
        headers: dict[str, str],
        media: bytes = b"",
    ) -> Call:
        said = (json.dumps(body["messages"], sort_keys=True) if body.get("messages") else text).encode() + media
        at = time.time()
        call = Call(
            id=self._next,
            mark=f"{self._next}-{round(at * 1000):x}",
            at=at,
            vendor=vendor,
            kind=kind,
            key=hashlib.sha256(key.encode()).hexdigest()[:8] if key else "",
            model=model,
            voice=voice,
            sha=hashlib.sha256(said).hexdigest() if said else "",
            text=text,
            characters=len(text),
            body=body,
            headers=headers,
        )
        self._next += 1
        self._calls.append(call)
        self._write({"event": "arrived", **call.model_dump(exclude={"body", "headers", "status", "billed", "done_at"})})
        return call

    def done(self, call: Call, *, status: int, billed: int) -> None:
        call.status, call.billed, call.done_at = status, billed, time.time()
        self._write(
            {
                "event": "done",
                **call.model_dump(include={"id", "vendor", "kind", "voice", "sha", "status", "billed", "misdeed"}),
                "at": call.done_at,
            }
        )

    def calls(self, *, vendor: str | None = None, kind: str | None = None) -> list[Call]:
        return [call for call in self._calls if vendor in (None, call.vendor) and kind in (None, call.kind)]

    def forget(self) -> None:
        self._calls.clear()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
