"""The MP3 encoder, fed through a pipe, and the measurement of its file. Both block, on the renderer's threads."""

import contextlib
import subprocess
import tempfile
from pathlib import Path
from typing import IO

import numpy as np

from adapters.audio.ffmpeg import QUIET, FfmpegError, ffmpeg_program, last_words
from adapters.audio.levels import FLOOR_LUFS, LoudnessMeter, Samples, TruePeakMeter
from adapters.process.limits import Limits
from adapters.process.program import launch_command, launch_environment
from adapters.process.spawn import kill
from domain.combine.ports import Rendered, Tags

BITRATE = "96k"
"""For mono: as many bits for the one channel as 192k gives each of two. Speech gains nothing above it."""

_SCALE = np.float32(1 / 0.95)
"""LAME lowers everything to 95 % (measured −0.446 dB, whatever the rate and quality); this factor undoes it."""

QUALITY = "5"
"""LAME's effort, 0 slow to 9 fast: see benchmarks/combine.py for what each costs."""

_READ_SECONDS = 5

_LIMITS = Limits(memory=2**30)
"""Ten times what encoding and decoding one stream takes, buffers and program included."""

SILENCE_DBTP = -200.0
"""Stands for the true peak of digital silence, which has none."""


class Process:
    """An ffmpeg fed or read by a thread, and killed from another. Its log goes to a file: a full pipe would stop it."""

    def __init__(self, arguments: list[str], *, stdin: int | None = None, stdout: int | None = None) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603  # our own program and arguments
            launch_command([ffmpeg_program(), *QUIET, *arguments], limits=_LIMITS),
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=stdout if stdout is not None else subprocess.DEVNULL,
            stderr=self._log,
            env=launch_environment(),
            start_new_session=True,
        )

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def finish(self) -> None:
        """Waits for the end. Raises FfmpegError with what ffmpeg said."""
        code = self._process.wait()
        if code:
            raise FfmpegError(f"ffmpeg ended with {code}: {self.words()}")

    def words(self) -> str:
        self._log.seek(0)
        return last_words(self._log.read().decode(errors="replace"))

    def kill(self) -> None:
        """Kills it from another thread; a thread that waits on one of its pipes goes on at once."""
        kill(self._process)

    def close(self) -> None:
        """Kills it if it still runs, and closes its pipes and its log."""
        kill(self._process)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what could not be written any more
                    pipe.close()
        self._log.close()


class Mp3Encoder:
    """Float samples in, one tagged MP3 with chapters out. `metadata` is where the tags are written for ffmpeg."""

    def __init__(self, to: Path, metadata: Path, *, sample_rate: int, seconds: float, tags: Tags) -> None:
        self._rate, self._samples = sample_rate, 0
        metadata.write_text(ffmetadata(tags, seconds), encoding="utf-8")
        self._process = Process(
            [
                *("-y", "-f", "f32le", "-ar", str(sample_rate), "-ac", "1", "-i", "pipe:0"),
                *("-f", "ffmetadata", "-i", str(metadata), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"),
                *("-c:a", "libmp3lame", "-b:a", BITRATE, "-compression_level", QUALITY),
                *("-id3v2_version", "3", "-f", "mp3", str(to)),
            ],
            stdin=subprocess.PIPE,
        )

    @property
    def seconds(self) -> float:
        """Length of what was fed so far."""
        return self._samples / self._rate

    def feed(self, samples: Samples) -> None:
        """Raises FfmpegError."""
        self._samples += len(samples)
        try:
            self._process.stdin.write((samples * _SCALE).astype("<f4", copy=False).data)
        except BrokenPipeError:
            self._process.finish()
            raise FfmpegError(f"ffmpeg stopped reading: {self._process.words()}") from None

    def finish(self) -> None:
        """Raises FfmpegError."""
        with contextlib.suppress(BrokenPipeError):  # `finish` below says why
            self._process.stdin.close()
        self._process.finish()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.close()


class FileMeasure:
    """Decodes a file as a stream and measures it; `seconds` is how far it has come."""

    def __init__(self, file: Path, *, sample_rate: int) -> None:
        self._file, self._rate, self._samples = file, sample_rate, 0
        self._loudness, self._peak = LoudnessMeter(sample_rate), TruePeakMeter()
        self._process = Process(
            ["-i", str(file), "-f", "s16le", "-ar", str(sample_rate), "-ac", "1", "-"], stdout=subprocess.PIPE
        )

    @property
    def seconds(self) -> float:
        return self._samples / self._rate

    def run(self) -> Rendered:
        """Raises FfmpegError."""
        while block := self._process.stdout.read(2 * _READ_SECONDS * self._rate):
            sound = np.frombuffer(block, "<i2").astype(np.float32) / np.float32(32768)
            self._loudness.feed(sound)
            self._peak.feed(sound)
            self._samples += len(sound)
        self._process.finish()
        integrated, highest = self._loudness.integrated(), self._peak.dbtp()
        return Rendered(
            seconds=self.seconds,
            loudness_lufs=FLOOR_LUFS if integrated is None else integrated,
            true_peak_dbtp=SILENCE_DBTP if highest is None else highest,
            size=self._file.stat().st_size,
        )

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.close()


def ffmetadata(tags: Tags, seconds: float) -> str:
    """Tags in ffmpeg's metadata format, with a chapter from each start to the next; empty chapters are left out."""
    lines = [";FFMETADATA1"]
    for name, value in (("title", tags.title), ("artist", tags.artist), ("comment", tags.comment)):
        if value:
            lines.append(f"{name}={escaped(value)}")
    if tags.chapters:
        lines.append(f"genre={escaped('Podcast')}")
    ends = [start for start, _ in tags.chapters[1:]] + [seconds]
    for (start, title), end in zip(tags.chapters, ends, strict=False):
        if round(end * 1000) > round(start * 1000):
            lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={round(start * 1000)}", f"END={round(end * 1000)}"]
            lines.append(f"title={escaped(title)}")
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A value in ffmpeg's metadata format, on one line."""
    one_line = " ".join(text.replace("\0", " ").split()).encode(errors="replace").decode()
    return "".join(f"\\{character}" if character in "=;#\\" else character for character in one_line)
