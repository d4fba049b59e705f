"""The EpisodeRenderer: timeline → mixer → limiter → one MP3 encode, which is decoded and measured again."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from adapters.audio.encode import FileMeasure, Mp3Encoder
from adapters.audio.ffmpeg import FfmpegError
from adapters.audio.levels import FLOOR_LUFS
from adapters.audio.limiter import Limiter
from adapters.audio.mixer import ClipMismatch, Mixer
from domain.combine.loudness import CEILING_DBTP, LIMIT_DBTP, TARGET_LUFS, TOLERANCE_LU
from domain.combine.ports import ReadClip, Rendered, Tags
from domain.combine.timeline import Timeline
from domain.errors import TransientFault
from domain.progress import OnProgress

_LENGTH_TOLERANCE_SECONDS = 0.03
"""One MP3 frame is 26 ms; the decoded length is exact when the player drops encoder delay and padding."""

_T = TypeVar("_T")


class _Process(Protocol):
    """A process of ffmpeg; `seconds` is how far it has come."""

    @property
    def seconds(self) -> float: ...

    def kill(self) -> None: ...


class Mp3EpisodeRenderer:
    """Runs on an executor: its own of `workers` threads, or one that is handed in."""

    def __init__(
        self, executor: Executor | None = None, *, workers: int = 2, report_every: timedelta = timedelta(seconds=1)
    ) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="episode-renderer")
        self._report_every = report_every.total_seconds()

    async def render(
        self, timeline: Timeline, *, read_clip: ReadClip, tags: Tags, to: Path, on_progress: OnProgress
    ) -> Rendered:
        """Renders to the file `to`, which is there only once it is whole and checked."""
        progress = RenderProgress(on_progress, every=self._report_every, total=timeline.seconds(timeline.total))
        try:
            with tempfile.TemporaryDirectory(prefix=".render-", dir=to.parent) as folder:
                episode = _Episode(
                    self._executor, timeline, read_clip=read_clip, tags=tags, folder=Path(folder), progress=progress
                )
                return await self._rendered(episode, to)
        except (FfmpegError, ClipMismatch, OSError) as error:
            raise TransientFault("render_failed", f"The episode could not be rendered: {error}.") from error

    async def _rendered(self, episode: "_Episode", to: Path) -> Rendered:
        rendered = await episode.encoded(correction_db=0.0, limit_dbtp=LIMIT_DBTP)
        again = _correction(rendered)
        if again is not None:
            rendered = await episode.encoded(correction_db=again[0], limit_dbtp=again[1])
            rendered = rendered.model_copy(update={"passes": 2})
        episode.file.replace(to)
        return rendered


def _correction(rendered: Rendered) -> tuple[float, float] | None:
    """Gain and limit for a second pass, in dB; None when the first is within tolerance, or has nothing to level."""
    if rendered.loudness_lufs <= FLOOR_LUFS:
        return None
    off, over = TARGET_LUFS - rendered.loudness_lufs, rendered.true_peak_dbtp - CEILING_DBTP
    if abs(off) <= TOLERANCE_LU and over <= 0:
        return None
    return off, LIMIT_DBTP - (over + 0.2 if over > 0 else 0.0)


class RenderProgress:
    """Reports how far the work is, at most once in so many seconds."""

    def __init__(self, on_progress: OnProgress, *, every: float, total: float) -> None:
        self._on_progress, self._every, self._total = on_progress, every, total
        self._last = time.monotonic()

    @property
    def left(self) -> float:
        """Seconds until the next report is due."""
        return max(0.0, self._last + self._every - time.monotonic())

    async def report(self, word: str, seconds: float) -> None:
        if not self.left:
            self._last = time.monotonic()
            await self._on_progress(f"{word} {seconds:.0f} of {self._total:.0f} s")


class _Episode:
    """One episode while it is rendered: what its passes share."""

    def __init__(
        self,
        executor: Executor,
        timeline: Timeline,
        *,
        read_clip: ReadClip,
        tags: Tags,
        folder: Path,
        progress: RenderProgress,
    ) -> None:
        self._executor, self._timeline, self._read_clip, self._tags = executor, timeline, read_clip, tags
        self._folder, self._progress = folder, progress
        self.file = folder / "episode.mp3"

    async def encoded(self, *, correction_db: float, limit_dbtp: float) -> Rendered:
        """One pass, measured. Raises FfmpegError, ClipMismatch."""
        timeline, rate = self._timeline, self._timeline.sample_rate
        mixer = Mixer(timeline, limit_dbtp=limit_dbtp, correction_db=correction_db)
        limiter = Limiter(rate, limit_dbtp)
        seconds = timeline.seconds(timeline.total)
        encoder = Mp3Encoder(self.file, self._folder / "tags.txt", sample_rate=rate, seconds=seconds, tags=self._tags)

        def entry(number: int, clip: bytes) -> None:
            for block in mixer.entry(number, clip):
                encoder.feed(limiter.feed(block))

        def end() -> None:
            for block in mixer.tail():
                encoder.feed(limiter.feed(block))
            encoder.feed(limiter.finish())
            encoder.finish()

        try:
            for number in range(len(timeline.placed)):
                clip = await self._read_clip(number)
                await self._run(partial(entry, number, clip), encoder, "encoding")
            await self._run(end, encoder, "encoding")
        finally:
            encoder.close()
        rendered = await self._measured()
        if abs(rendered.seconds - seconds) > _LENGTH_TOLERANCE_SECONDS:
            raise FfmpegError(f"the file lasts {rendered.seconds:.3f} s, the timeline {seconds:.3f} s")
        return rendered

    async def _measured(self) -> Rendered:
        file = FileMeasure(self.file, sample_rate=self._timeline.sample_rate)
        try:
            return await self._run(file.run, file, "checking")
        finally:
            file.close()

    async def _run(self, call: Callable[[], _T], process: _Process, word: str) -> _T:
        return await run_on_thread(self._executor, call, process, self._progress, word)


async def run_on_thread(
    executor: Executor, call: Callable[[], _T], process: _Process, progress: RenderProgress, word: str
) -> _T:
    """Runs a call on a thread and reports progress. On cancel the process is killed, and the thread goes on."""
    future = asyncio.get_running_loop().run_in_executor(executor, call)
    try:
        while True:
            done, _ = await asyncio.wait({future}, timeout=progress.left)
            await progress.report(word, process.seconds)
            if done:
                return future.result()
    except BaseException:
        process.kill()
        await asyncio.wait({future})
        if not future.cancelled():
            future.exception()  # it fails because it was killed
        raise
