"""A media reader and a converter in process, for tests: a source is text, and a result says what was made of it."""

import asyncio
from pathlib import Path

from domain.errors import Fault, PermanentFault
from domain.media.facts import AudioStream, MediaFacts, VideoStream
from domain.media.plan import OutputPlan
from domain.media.ports import ConvertedFile
from domain.progress import OnProgress

FILM = MediaFacts(
    container="mov",
    media_type="video/mp4",
    audio=AudioStream(index=1, codec="aac", sample_rate=44_100, channels=2, seconds=5.0),
    video=VideoStream(index=0, codec="h264", width=320, height=240, pixel_format="yuv420p", seconds=5.0),
    claimed_seconds=5.0,
)


class FakeMedia:
    """Implements `MediaReader` and `MediaConverter`. `made` holds the formats, in the order in which they were begun.

    Tests set `facts` and `faults` (by format; `source` for reading), and `hold` conversions to `release` them.
    """

    def __init__(self) -> None:
        self.facts = FILM
        self.faults: dict[str, list[Fault]] = {}
        self.reads = 0
        self.made: list[str] = []
        self.cancelled: list[str] = []
        self.in_flight = 0
        self._free = asyncio.Event()
        self._free.set()

    def fail(self, what: str, *faults: Fault) -> None:
        self.faults.setdefault(what, []).extend(faults)

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def sniff(self, head: bytes) -> str | None:
        return self.facts.media_type if head else None

    async def open(self, path: Path, *, name: str) -> MediaFacts:
        return self.facts

    async def read(self, path: Path, *, name: str, on_progress: OnProgress) -> MediaFacts:
        self.reads += 1
        self._raise("source")
        if not await asyncio.to_thread(path.read_bytes):
            raise PermanentFault("source_empty", f"{name} holds no audio and no video.")
        return self.facts

    async def convert(
        self, source: Path, plan: OutputPlan, *, name: str, to: Path, on_progress: OnProgress
    ) -> ConvertedFile:
        self.made.append(plan.format.value)
        self._raise(plan.format.value)
        await on_progress("50% at 4.0x")
        self.in_flight += 1
        try:
            await self._free.wait()
        except asyncio.CancelledError:
            self.cancelled.append(plan.format.value)
            raise
        finally:
            self.in_flight -= 1
        body = b"%s of " % plan.format.value.encode() + await asyncio.to_thread(source.read_bytes)
        await asyncio.to_thread(to.write_bytes, body)
        return ConvertedFile(seconds=plan.seconds, size=len(body), notices=plan.notices)

    def _raise(self, what: str) -> None:
        if self.faults.get(what):
            raise self.faults[what].pop(0)
