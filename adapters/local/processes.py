"""Speech processes: a bounded set of children that each load the voices once and say one text at a time."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from adapters.local.child import main; main()"


class SpeechProcessError(Exception):
    """A process ended, or could not say the text; the message says how."""


class SpeechProcess:
    """One child. A call that is cancelled or goes wrong leaves it unusable: `kill` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._requests, self._answers = process, process.stdin, process.stdout

    @classmethod
    async def start(cls) -> "SpeechProcess":
        """A fresh interpreter, not a fork: it inherits no thread, no socket and no import of this one."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            _START,
            str(ROOT),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def say(self, text: str, *, voice: str, speed: float) -> tuple[int, bytes]:
        """(sample rate, mono 16-bit PCM). Raises SpeechProcessError."""
        request = {"voice": voice, "text": text, "speed": speed}
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            await self._requests.drain()
            head: dict[str, Any] = json.loads(await self._answers.readline() or b"{}")
            data = await self._answers.readexactly(head.get("bytes", 0))
        except (OSError, asyncio.IncompleteReadError):
            head = {}
        if "error" in head:
            raise SpeechProcessError(f"{head['error']}: {head['message']}")
        if "rate" not in head:
            code = await self._process.wait()
            hint = " (killed: out of memory?)" if code == -9 else ""
            raise SpeechProcessError(f"the speech process ended with code {code}{hint}")
        return int(head["rate"]), data

    async def kill(self) -> None:
        if self.alive:
            self._process.kill()
        self._requests.close()
        await self._process.wait()


class SpeechProcesses:
    """At most `count` processes, started when they are first needed and replaced when they end."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._idle: list[SpeechProcess] = []
        self._busy: set[SpeechProcess] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(process.pid for process in (*self._idle, *self._busy))

    async def say(self, text: str, *, voice: str, speed: float) -> tuple[int, bytes]:
        """Waits for a free process. One whose call failed or was cancelled is killed; the next call starts another."""
        async with self._free:
            if self._closed:
                raise SpeechProcessError("the speech processes are closed")
            process = await self._take()
            try:
                answer = await process.say(text, voice=voice, speed=speed)
            except BaseException:
                self._busy.discard(process)
                await asyncio.shield(process.kill())
                raise
            self._busy.discard(process)
            self._idle.append(process)
            return answer

    async def _take(self) -> SpeechProcess:
        while self._idle:
            process = self._idle.pop()
            if process.alive:
                break
            await process.kill()
        else:
            process = await _started()
        self._busy.add(process)
        return process

    async def close(self) -> None:
        """Ends every process; calls under way fail."""
        self._closed = True
        processes = (*self._idle, *self._busy)
        self._idle.clear()
        await asyncio.gather(*(process.kill() for process in processes))


async def _started() -> SpeechProcess:
    """A new process, never left behind when the caller is cancelled while it starts."""
    starting = asyncio.create_task(SpeechProcess.start())
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await (await starting).kill()
        raise
