"""One run of ffmpeg within limits: how far it is, and what it said."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from adapters.audio.ffmpeg import ffmpeg_program
from adapters.process.faults import Ended, TimedOut
from adapters.process.limits import Limits
from adapters.process.program import run_program

OnTime = Callable[[float, str], Awaitable[None]]
"""Called twice a second with the seconds of media done so far, and the speed in ffmpeg's words (`31.5x`)."""

STALL_SECONDS = 180.0
"""Without any progress: longer than rewriting the index of 4 GB on a slow disk takes."""

_HEAD, _TAIL = 256 * 1024, 16 * 1024  # characters of a log: tags may hold a book
_ERROR = re.compile(r"Error submitting packet to decoder|corrupt decoded frame")


class Log:
    """The beginning and the end of what ffmpeg said, and how often it complained of the source."""

    def __init__(self) -> None:
        self._head, self._tail, self.errors = "", "", 0

    async def add(self, line: str) -> None:
        self.errors += bool(_ERROR.search(line))
        if len(self._head) < _HEAD:
            self._head += f"{line[:4096]}\n"
        else:
            self._tail = f"{self._tail}{line}\n"[-_TAIL:]

    @property
    def text(self) -> str:
        return self._head + self._tail


class Done(Log):
    """A run that came to its end. `seconds`: of media, as written."""

    seconds = 0.0


class Failed(Exception):
    """ffmpeg ended with a code, or was ended; `log` is what it said."""

    def __init__(self, code: int, log: str) -> None:
        super().__init__(f"ffmpeg ended with {code}")
        self.code, self.log = code, log


async def run(
    arguments: Sequence[str], source: Path, *, folder: Path, limits: Limits, on_time: OnTime | None = None
) -> Done:
    """`source` is its standard input, `folder` where it works.

    Raises:
        Failed: it ended with another code than 0.
        TimedOut: the limit of time, or no progress for three minutes.
        ProcessFault: it did not start, or exceeded another limit.
    """
    done, speed = Done(), ""
    loop = asyncio.get_running_loop()

    async def on_line(line: str) -> None:
        nonlocal speed
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            reached = max(0.0, int(value) / 1_000_000)
            if reached > done.seconds:
                stalled.reschedule(loop.time() + STALL_SECONDS)
            done.seconds = max(done.seconds, reached)
        elif name == "speed" and value.endswith("x"):
            speed = value.strip()
        elif name == "progress" and on_time is not None:
            await on_time(done.seconds, speed)

    with source.open("rb") as opened:
        try:
            async with asyncio.timeout(STALL_SECONDS) as stalled:
                await run_program(
                    [ffmpeg_program(), *arguments],
                    limits=limits,
                    folder=folder,
                    stdin=opened,
                    on_line=on_line,
                    on_error_line=done.add,
                )
        except TimeoutError:
            raise TimedOut(STALL_SECONDS) from None
        except Ended as ended:
            raise Failed(ended.code, done.text) from ended
    return done
