"""The one encoder package: where its program is, and its complaints in words."""

from functools import lru_cache

import imageio_ffmpeg

QUIET = ("-hide_banner", "-nostats", "-loglevel", "error")


class FfmpegError(Exception):
    """ffmpeg failed; the message is what it said last."""


@lru_cache(maxsize=1)
def ffmpeg_program() -> str:
    """Path of the packaged program. Raises FfmpegError when the package carries none for this platform."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegError(str(error)) from error


def last_words(log: str) -> str:
    """The last lines of ffmpeg's log that say something, on one line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return " / ".join(lines[-3:])[:400] or "it said nothing"
