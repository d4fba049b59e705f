"""A cutter of recordings: decodes the sound once, by ffmpeg within limits, and makes pieces of it."""

import asyncio
from pathlib import Path

import numpy as np

from adapters.media import commands, faults
from adapters.media.reader import FfmpegMediaReader
from adapters.media.run import Failed, run
from adapters.process.faults import ProcessFault, TimedOut
from adapters.process.limits import Limits
from domain.errors import PermanentFault, TransientFault
from domain.progress import OnProgress
from domain.transcribe.pieces import BYTES_A_SECOND, SAMPLE_RATE, WINDOW

LONGEST_HOURS = 10
_BYTES = LONGEST_HOURS * 3600 * BYTES_A_SECOND
_SAMPLES = round(SAMPLE_RATE * WINDOW)
_WINDOWS = 50 * 600
"""Read at once: ten minutes are 19 MB."""

_QUIETEST = 10 ** (-127 / 20)


class FfmpegCutter:
    """Implements `AudioCutter`. A core decodes some hundred times as fast as the recording plays."""

    def __init__(self, *, memory: int = 2**31, reader: FfmpegMediaReader | None = None) -> None:
        self._memory, self._reader = memory, reader or FfmpegMediaReader(open_seconds=30)

    async def decode(self, source: Path, *, name: str, to: Path, on_progress: OnProgress) -> bytes:
        facts = await self._reader.open(source, name=name)
        if facts.audio is None:
            raise PermanentFault("no_audio", f"{name} holds no audio.", advice="Send a file with sound in it.")
        if (facts.claimed_seconds or 0.0) > LONGEST_HOURS * 3600:
            raise _too_long(name)
        whole = facts.claimed_seconds or 0.0

        async def on_time(seconds: float, speed: str) -> None:
            share = f"{min(1.0, seconds / whole):.0%}" if whole else f"{seconds:.0f} s"
            await on_progress(f"decoding {name}: {share} at {speed or '0x'}")

        limits = Limits(seconds=60.0 + LONGEST_HOURS * 3600, memory=self._memory, file_bytes=_BYTES + 2**20)
        try:
            arguments = commands.sampling(facts.audio.index, to, rate=SAMPLE_RATE)
            await run(arguments, source, folder=to.parent, limits=limits, on_time=on_time)
        except Failed as failed:
            if await asyncio.to_thread(_is_full, to):
                raise _too_long(name) from failed
            raise faults.damaged(name, faults.words(failed.log)) from failed
        except TimedOut as slow:
            raise faults.damaged(name, f"it was not decoded within {slow.seconds:.0f} seconds") from slow
        except ProcessFault as fault:
            raise TransientFault("reader_not_started", f"{name} could not be decoded: {fault}.") from fault
        levels = await asyncio.to_thread(_levels, to)
        if not levels:
            raise faults.empty(name)
        return levels

    async def cut(self, samples: Path, *, start: float, end: float, to: Path) -> None:
        limits = Limits(seconds=600.0, memory=self._memory, file_bytes=_BYTES)
        arguments = commands.piece(to, start=start, seconds=end - start, rate=SAMPLE_RATE)
        try:
            await run(arguments, samples, folder=to.parent, limits=limits)
        except (Failed, ProcessFault) as fault:
            raise TransientFault("piece_not_cut", f"A piece of the recording could not be cut: {fault}.") from fault


def _is_full(samples: Path) -> bool:
    return samples.exists() and samples.stat().st_size >= _BYTES


def _too_long(name: str) -> PermanentFault:
    return PermanentFault(
        "source_too_long", f"{name} lasts more than {LONGEST_HOURS} hours.", advice="Send a part of it."
    )


def _levels(samples: Path) -> bytes:
    """Root mean squares of windows, as decibels below full scale."""
    levels = bytearray()
    with samples.open("rb") as file:
        while data := file.read(2 * _SAMPLES * _WINDOWS):
            whole = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
            whole = np.pad(whole, (0, -len(whole) % _SAMPLES)).reshape(-1, _SAMPLES).astype(np.float32) / 32768
            loud = np.sqrt(np.square(whole).mean(axis=1))
            levels += np.round(-20 * np.log10(np.clip(loud, _QUIETEST, 1.0))).astype(np.uint8).tobytes()
    return bytes(levels)
