"""The EpisodeRenderer: timeline → mixer → limiter → one MP3 encode → measured again as a listener will hear it."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from adapters.audio.encode import FileMeasure, Mp3Encoder
from adapters.audio.ffmpeg import FfmpegError
from adapters.audio.levels import FLOOR_LUFS, Samples
from adapters.audio.limiter import Limiter
from adapters.audio.mixer import ClipMismatch, mixed
from domain.combine.loudness import CEILING_DBTP, LIMIT_DBTP, TARGET_LUFS, TOLERANCE_LU
from domain.combine.timeline import Timeline
from domain.errors import TransientFault
from domain.ports.audio import ReadClip, Rendered, Tags
from domain.ports.writing import OnProgress

_BEAT_SECONDS = 1.0

_LENGTH_TOLERANCE_SECONDS = 0.03
"""One MP3 frame is 26 ms; the decoded length is exact when the player drops encoder delay and padding."""

_T = TypeVar("_T")


class _Killable(Protocol):
    def kill(self) -> None: ...


class Mp3EpisodeRenderer:
    """`passes` counts the encodes of the last episode: one, or two when the first missed the target."""

    def __init__(self, executor: Executor | None = None, *, workers: int = 2) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="episode-renderer")
        self.passes = 0

    async def render(
        self, timeline: Timeline, *, read_clip: ReadClip, tags: Tags, to: Path, on_progress: OnProgress
    ) -> Rendered:
        """Nothing stands at `to` until it is whole and checked."""
        folder = Path(tempfile.mkdtemp(prefix=".render-", dir=to.parent))
        try:
            episode = _Episode(
                self._executor, timeline, read_clip=read_clip, tags=tags, folder=folder, on_progress=on_progress
            )
            rendered = await episode.encoded(correction_db=0.0, limit_dbtp=LIMIT_DBTP)
            self.passes = 1
            again = _correction(rendered)
            if again is not None:
                rendered = await episode.encoded(correction_db=again[0], limit_dbtp=again[1])
                self.passes = 2
            episode.file.replace(to)
            return rendered
        except (FfmpegError, ClipMismatch, OSError) as error:
            raise TransientFault("render_failed", f"The episode could not be rendered: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _correction(rendered: Rendered) -> tuple[float, float] | None:
    """Gain and limit for a second pass, in dB; None when the first is within tolerance, or has nothing to level."""
    if rendered.loudness_lufs <= FLOOR_LUFS:
        return None
    off, over = TARGET_LUFS - rendered.loudness_lufs, rendered.true_peak_dbtp - CEILING_DBTP
    if abs(off) <= TOLERANCE_LU and over <= 0:
        return None
    return off, LIMIT_DBTP - (over + 0.2 if over > 0 else 0.0)


class _Episode:
    """One episode on its way: what its passes share."""

    def __init__(
        self,
        executor: Executor,
        timeline: Timeline,
        *,
        read_clip: ReadClip,
        tags: Tags,
        folder: Path,
        on_progress: OnProgress,
    ) -> None:
        self._executor, self._timeline, self._read_clip, self._tags = executor, timeline, read_clip, tags
        self._folder, self._on_progress = folder, on_progress
        self._beaten = time.monotonic()
        self.file = folder / "episode.mp3"

    async def encoded(self, *, correction_db: float, limit_dbtp: float) -> Rendered:
        """One pass. Raises FfmpegError, ClipMismatch."""
        timeline, rate, done = self._timeline, self._timeline.sample_rate, 0
        seconds = timeline.seconds(timeline.total)
        limiter = Limiter(rate, limit_dbtp)
        encoder = Mp3Encoder(self.file, self._folder / "tags.txt", sample_rate=rate, seconds=seconds, tags=self._tags)

        def pass_on(block: Samples) -> None:
            encoder.feed(limiter.feed(block))

        def last() -> None:
            encoder.feed(limiter.finish())
            encoder.finish()

        try:
            async for block in mixed(timeline, self._read_clip, correction_db=correction_db):
                await self._run(partial(pass_on, block), encoder)
                done += len(block)
                await self._beat("encoding", done / rate)
            await self._run(last, encoder)
        finally:
            encoder.close()
        rendered = await self._measured()
        if abs(rendered.seconds - seconds) > _LENGTH_TOLERANCE_SECONDS:
            raise FfmpegError(f"the file lasts {rendered.seconds:.3f} s, the timeline {seconds:.3f} s")
        return rendered

    async def _measured(self) -> Rendered:
        file = FileMeasure(self.file, sample_rate=self._timeline.sample_rate)
        try:
            while await self._run(file.step, file):
                await self._beat("checking", file.seconds)
            return await self._run(file.result, file)
        finally:
            file.close()

    async def _run(self, call: Callable[[], _T], process: _Killable) -> _T:
        """On cancel the process dies, so that the thread which waits for it is free at once."""
        future = asyncio.get_running_loop().run_in_executor(self._executor, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            process.kill()
            await asyncio.wait([future])
            future.exception()  # an error of what was killed is nobody's
            raise

    async def _beat(self, word: str, seconds: float) -> None:
        if time.monotonic() - self._beaten >= _BEAT_SECONDS:
            self._beaten = time.monotonic()
            total = self._timeline.seconds(self._timeline.total)
            await self._on_progress(f"{word} {seconds / 60:.1f} of {total / 60:.1f} min")
