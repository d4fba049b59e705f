"""A chapter of an audiobook: from its timeline in one pass, to all formats at once."""

import contextlib
import subprocess
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

from adapters.audio.copying import FRAME, Copying
from adapters.audio.encode import Process, ffmetadata
from adapters.audio.ffmpeg import FfmpegError
from adapters.audio.levels import Samples
from adapters.audio.limiter import Limiter
from adapters.audio.mixer import ClipMismatch, Mixer
from adapters.audio.render import RenderProgress, run_on_thread
from domain.combine.loudness import LIMIT_DBTP
from domain.combine.ports import ReadClip, Tags
from domain.combine.timeline import SAMPLE_RATE, Timeline
from domain.errors import TransientFault
from domain.progress import OnProgress

_ENCODERS = {
    "m4a": ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "64k", "-movflags", "+faststart", "-f", "ipod"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "96k", "-compression_level", "5", "-id3v2_version", "3", "-f", "mp3"),
    "opus": ("-c:a", "libopus", "-b:a", "48k", "-f", "opus"),
    "flac": ("-c:a", "flac", "-compression_level", "3", "-f", "flac"),
}
"""64 kbit/s of AAC and 48 of Opus for one voice: what shops of audiobooks use."""

_LENGTH_TOLERANCE_SECONDS = 0.06
"""An encoder begins with a frame of its own and fills up the last one: 46 ms together."""


class ChapterEncoder:
    """Float samples in; a file in each format out, from one process."""

    def __init__(self, to: Mapping[str, Path], metadata: Path, *, sample_rate: int, seconds: float, tags: Tags) -> None:
        self._rate, self._samples = sample_rate, 0
        metadata.write_text(ffmetadata(tags, seconds), encoding="utf-8")
        outputs = [
            argument
            for kind, path in to.items()
            for argument in ("-map", "0:a", "-map_metadata", "1", *_ENCODERS[kind], str(path))
        ]
        self._process = Process(
            [
                *("-y", "-f", "f32le", "-ar", str(sample_rate), "-ac", "1", "-i", "pipe:0"),
                *("-f", "ffmetadata", "-i", str(metadata), *outputs),
            ],
            stdin=subprocess.PIPE,
        )

    @property
    def seconds(self) -> float:
        return self._samples / self._rate

    def feed(self, samples: Samples) -> None:
        """Raises FfmpegError."""
        self._samples += len(samples)
        try:
            self._process.stdin.write(samples.astype("<f4", copy=False).data)
        except BrokenPipeError:
            self._process.finish()
            raise FfmpegError(f"ffmpeg stopped reading: {self._process.words()}") from None

    def finish(self) -> None:
        """Raises FfmpegError."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.finish()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.close()


class BookChapterRenderer:
    """Implements `ChapterRenderer`. Runs on an executor: its own of `workers` threads, or one that is handed in."""

    def __init__(
        self, executor: Executor | None = None, *, workers: int = 2, report_every: timedelta = timedelta(seconds=1)
    ) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="chapter-renderer")
        self._report_every = report_every.total_seconds()

    async def render(
        self,
        timeline: Timeline,
        *,
        read_clip: ReadClip,
        tags: Tags,
        to: Mapping[str, Path],
        on_progress: OnProgress,
    ) -> float:
        seconds, rate = timeline.seconds(timeline.total), timeline.sample_rate
        progress = RenderProgress(on_progress, every=self._report_every, total=seconds)
        mixer, limiter = Mixer(timeline, limit_dbtp=LIMIT_DBTP), Limiter(rate, LIMIT_DBTP)
        metadata = to["m4a"].with_suffix(".txt")
        try:
            encoder = ChapterEncoder(to, metadata, sample_rate=rate, seconds=seconds, tags=tags)
            try:

                def entry(number: int, clip: bytes) -> None:
                    for block in mixer.entry(number, clip):
                        encoder.feed(limiter.feed(block))

                def end() -> None:
                    for block in mixer.tail():
                        encoder.feed(limiter.feed(block))
                    encoder.feed(limiter.finish())
                    encoder.finish()

                for number in range(len(timeline.placed)):
                    clip = await read_clip(number)
                    await run_on_thread(self._executor, partial(entry, number, clip), encoder, progress, "encoding")
                await run_on_thread(self._executor, end, encoder, progress, "encoding")
            finally:
                encoder.close()
            length = await self._length(to["m4a"], progress)
        except (FfmpegError, ClipMismatch, OSError) as error:
            raise TransientFault("render_failed", f"The chapter could not be rendered: {error}.") from error
        if abs(length - seconds) > _LENGTH_TOLERANCE_SECONDS:
            message = f"The chapter lasts {length:.3f} s, its timeline {seconds:.3f} s."
            raise TransientFault("render_failed", message)
        return seconds

    async def _length(self, file: Path, progress: RenderProgress) -> float:
        """Seconds of a file by its frames, as the joiner counts them. A quarter of what decoding them takes."""
        counting = Copying(["-i", str(file), "-map", "0:a", "-c", "copy", "-f", "adts", "pipe:1"])
        try:
            await run_on_thread(self._executor, counting.count_frames, counting, progress, "checking")
        finally:
            counting.close()
        return counting.frames.count * FRAME / SAMPLE_RATE
