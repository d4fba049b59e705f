"""A media reader: opens files with ffmpeg, in a process that can open nothing else, and says what they hold."""

import asyncio
from datetime import timedelta
from pathlib import Path

from adapters.media import commands, faults
from adapters.media.encryption import is_encrypted
from adapters.media.run import Failed, run
from adapters.media.sniffing import sniff
from adapters.media.streams import Unreadable, encrypted_streams, facts_of
from adapters.media.wav import promised_seconds
from adapters.process.faults import Busy, ProcessFault, TimedOut
from adapters.process.limits import Limits
from adapters.process.slots import Slots
from domain.errors import PermanentFault, TransientFault
from domain.media.facts import MediaFacts
from domain.progress import OnProgress

_HEAD = 4096


class FfmpegMediaReader:
    """Opens what strangers send.

    Args:
        open_seconds: for the headers, which an upload waits for.
        read_seconds: for reading every packet; a disk gives a gigabyte in seconds.
        memory: bytes of address space of the process.
        at_once: processes at the same time.
        waiting: how many more calls may wait for a process; None: any number.
    """

    def __init__(
        self,
        *,
        open_seconds: float = 5.0,
        read_seconds: float = 600.0,
        memory: int = 2**31,
        at_once: int = 2,
        waiting: int | None = None,
    ) -> None:
        self._slots = Slots(at_once, waiting=waiting)
        self._busy_again = timedelta(seconds=open_seconds)  # within it at least one file is opened
        self._opening = Limits(seconds=open_seconds, memory=memory, file_bytes=0)
        self._reading = Limits(seconds=read_seconds, memory=memory, file_bytes=0)

    def sniff(self, head: bytes) -> str | None:
        return sniff(head)

    async def open(self, path: Path, *, name: str) -> MediaFacts:
        head = await asyncio.to_thread(_head, path)
        if not head:
            raise faults.empty(name)
        if sniff(head) is None:
            raise faults.not_media(head, name)
        if await asyncio.to_thread(is_encrypted, path):
            raise faults.encrypted(name)
        log = await self._log(path, name)
        if encrypted_streams(log):
            raise faults.encrypted(name)
        try:
            facts = facts_of(log)
        except Unreadable:
            raise faults.of_opening(log, name) from None
        if facts.audio is None and facts.video is None:
            raise faults.empty(name)
        promised = await asyncio.to_thread(promised_seconds, path)
        if promised == 0:
            raise faults.empty(name)
        if promised is not None:
            facts = facts.model_copy(update={"claimed_seconds": promised})
        return facts

    async def _log(self, path: Path, name: str) -> str:
        """What ffmpeg prints of a file: it ends with code 1 then, for want of an output."""
        try:
            async with self._slots.take():
                return (await run(commands.opening(), path, folder=path.parent, limits=self._opening)).text
        except Failed as failed:
            if failed.code < 0:
                raise faults.damaged(name, "it broke the program that reads it") from failed
            return failed.log
        except TimedOut as slow:
            raise faults.damaged(name, f"it could not be opened within {slow.seconds:.0f} seconds") from slow
        except Busy as fault:
            raise TransientFault(
                "reader_busy", f"{name} could not be opened just now: {fault}.", retry_after=self._busy_again
            ) from fault
        except ProcessFault as fault:
            raise TransientFault("reader_not_started", f"{name} could not be opened: {fault}.") from fault

    async def read(self, path: Path, *, name: str, on_progress: OnProgress) -> MediaFacts:
        facts = await self.open(path, name=name)
        change: dict[str, object] = {}
        for kind, stream in (("audio", facts.audio), ("video", facts.video)):
            if stream is not None:
                seconds = await self._length(path, stream.index, name, on_progress)
                change[kind] = stream.model_copy(update={"seconds": seconds}) if seconds > 0 else None
        read = facts.model_copy(update=change)
        if read.audio is None and read.video is None:
            raise faults.empty(name)
        return read

    async def _length(self, path: Path, stream: int, name: str, on_progress: OnProgress) -> float:
        async def on_time(seconds: float, speed: str) -> None:
            await on_progress(f"reading {name}: {seconds:.0f} s")

        try:
            async with self._slots.take():
                arguments = commands.reading(stream)
                done = await run(arguments, path, folder=path.parent, limits=self._reading, on_time=on_time)
        except Failed as failed:
            raise faults.damaged(name, faults.words(failed.log)) from failed
        except TimedOut as slow:
            raise PermanentFault(
                "source_too_long",
                f"{name} was not read through within {slow.seconds:.0f} seconds.",
                advice="Send a part of it.",
            ) from slow
        except ProcessFault as fault:
            raise TransientFault("reader_not_started", f"{name} could not be read: {fault}.") from fault
        return done.seconds


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
