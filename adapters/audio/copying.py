"""What ffmpeg writes to a pipe, read block by block, and written to a file where it is kept."""

import subprocess
from pathlib import Path

from adapters.audio.encode import Process
from adapters.audio.ffmpeg import FfmpegError

BYTES_A_SAMPLE = 2
FRAME = 1024
"""Samples of a frame of AAC-LC."""

_BLOCK = 2**18
_HEADER = 7  # bytes, as far as they tell the length


class Copying:
    """An ffmpeg whose output is read here. `bytes`: how many there were."""

    seconds = 0.0

    def __init__(self, arguments: list[str]) -> None:
        self._process = Process(arguments, stdout=subprocess.PIPE)
        self.bytes = 0
        self.frames = AdtsFrames()

    def write_to(self, file: Path) -> None:
        """Raises FfmpegError."""
        with file.open("wb") as out:
            while block := self._process.stdout.read(_BLOCK):
                out.write(block)
                self.bytes += len(block)
        self._process.finish()

    def write_frames_to(self, file: Path) -> None:
        """The same for a stream of AAC, whose frames are counted. Raises FfmpegError."""
        with file.open("wb") as out:
            while block := self._process.stdout.read(_BLOCK):
                out.write(block)
                self.frames.feed(block)
        self._process.finish()

    def count_frames(self) -> None:
        """Of a stream of AAC that is kept nowhere. Raises FfmpegError."""
        while block := self._process.stdout.read(_BLOCK):
            self.frames.feed(block)
        self._process.finish()

    def drain(self) -> None:
        """Raises FfmpegError."""
        while block := self._process.stdout.read(_BLOCK):
            self.bytes += len(block)
        self._process.finish()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.close()


class AdtsFrames:
    """Counts the frames of a stream of AAC: each header tells the length of its frame."""

    def __init__(self) -> None:
        self.count = 0
        self._held, self._skip = b"", 0

    def feed(self, block: bytes) -> None:
        """Raises FfmpegError where a frame should begin and none does."""
        data, at = self._held + block, self._skip
        while at + _HEADER <= len(data):
            if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
                raise FfmpegError("a frame of AAC is missing where one should begin")
            at += (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
            self.count += 1
        self._held, self._skip = (data[at:], 0) if at < len(data) else (b"", at - len(data))
