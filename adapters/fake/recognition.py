"""A recogniser and a cutter in process, for tests: a recording is text, of which every word lasts half a second."""

import asyncio
import json
from pathlib import Path

from domain.errors import Fault, PermanentFault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.transcribe.pieces import WINDOW
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.words import Recognized, Word

WORD_SECONDS, SAID_SECONDS = 0.5, 0.4
PAUSE = "|"
"""In place of a word: half a second of silence."""


class FakeCutter:
    """Implements `AudioCutter`. `faults` are raised first, one a decoding; `cuts` counts the pieces that were made."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.decoded = self.cuts = 0

    async def decode(self, source: Path, *, name: str, to: Path, on_progress: OnProgress) -> bytes:
        self.decoded += 1
        if self.faults:
            raise self.faults.pop(0)
        text = await asyncio.to_thread(source.read_text)
        if not text.strip():
            raise PermanentFault("source_empty", f"{name} holds no audio and no video.")
        heard = [Word.model_validate(each) for each in json.loads(text)] if text[0] == "[" else said(text)
        await asyncio.to_thread(to.write_text, _stored(heard))
        total = max((each.end for each in heard), default=0.0) + WORD_SECONDS - SAID_SECONDS
        levels = bytearray(b"\x7f" * round(total / WINDOW))
        for each in heard:
            if each.text != PAUSE:
                first, last = round(each.start / WINDOW), round(each.end / WINDOW)
                levels[first:last] = b"\x14" * (last - first)
        return bytes(levels)

    async def cut(self, samples: Path, *, start: float, end: float, to: Path) -> None:
        self.cuts += 1
        words = [Word.model_validate(each) for each in json.loads(await asyncio.to_thread(samples.read_text))]
        inside = [each.moved(-start) for each in words if start <= each.middle < end]
        await asyncio.to_thread(to.write_text, _stored(inside))


class FakeRecognizer:
    """Implements `SpeechRecognizer`. `calls` holds the prompts, in order; `failures` are raised first, one a call;
    `answers` are given first, one a call, in place of what was said."""

    def __init__(self, *, usd_per_minute: float = 0.0) -> None:
        self._usd_per_minute = usd_per_minute
        self.calls: list[str] = []
        self.failures: list[Fault] = []
        self.answers: list[str] = []
        self.in_flight = 0
        self._free = asyncio.Event()
        self._free.set()

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    async def recognize(
        self, audio: Path, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append(ask.prompt)
        await on_progress("listening")
        self.in_flight += 1
        try:
            await self._free.wait()
        finally:
            self.in_flight -= 1
        words = [Word.model_validate(each) for each in json.loads(await asyncio.to_thread(audio.read_text))]
        if self.answers:
            words = said(self.answers.pop(0))
        heard = tuple(each for each in words if each.text != PAUSE)
        usage = TokenUsage(cost_usd=seconds / 60 * self._usd_per_minute)
        return Recognized(words=heard, language=ask.language or "en", usage=usage)


def said(text: str) -> list[Word]:
    return [
        Word(text=each, start=at * WORD_SECONDS, end=at * WORD_SECONDS + SAID_SECONDS)
        for at, each in enumerate(text.split())
    ]


def _stored(words: list[Word]) -> str:
    return json.dumps([each.model_dump(mode="json") for each in words])
