"""The ffmpeg program: where it is, and what it says when it fails.

IMAGEIO_FFMPEG_EXE names another program than the packaged one; where the package carries none, the system's is taken.
"""

import shutil
from functools import lru_cache

import imageio_ffmpeg

QUIET = ("-hide_banner", "-nostats", "-loglevel", "error")


class FfmpegError(Exception):
    """ffmpeg failed; the message is what it said last."""


@lru_cache(maxsize=1)
def ffmpeg_program() -> str:
    """Path of the program. Raises FfmpegError when there is none on this machine."""
    try:
        named = str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegError(str(error)) from error
    program = shutil.which(named)
    if program is None:
        raise FfmpegError(f"{named} is not a program that can be run: correct IMAGEIO_FFMPEG_EXE, or unset it.")
    return program


def last_words(log: str) -> str:
    """The last lines of ffmpeg's log that say something, on one line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return " / ".join(lines[-3:])[:400] or "it said nothing"
