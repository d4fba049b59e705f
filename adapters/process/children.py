"""Child processes of our own Python: each answers requests, and is killed at its limits or with its caller.

The module that runs in the child has a `main` that calls `adapters.process.child.serve`.
"""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, Self

from adapters.process.faults import CallFailed, Ended, OutputTooLarge, TimedOut
from adapters.process.limits import Limits
from adapters.process.spawn import PYTHON, end, kill, python_environment, spawn


class Answer(NamedTuple):
    """`head`: what a child says in JSON; `body`: the bytes that come with it."""

    head: dict[str, Any]
    body: bytes


class Child:
    """One process. After a call that failed or was cancelled it is of no more use: `kill` it."""

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._limits = process, limits
        self._requests, self._answers = process.stdin, process.stdout
        self._asking = asyncio.Lock()

    @classmethod
    async def start(cls, module: str, *, limits: Limits | None = None) -> Self:
        """Starts `main` of `module`.

        Raises:
            NotStarted: the system started no process.
        """
        limits = limits or Limits()
        command = (*PYTHON, f"from {module} import main; main()", json.dumps(asdict(limits)), str(os.getpid()))
        environment = python_environment()
        return cls(
            await spawn(command, environment=environment, folder=Path("/"), stdin=asyncio.subprocess.PIPE), limits
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, request: Mapping[str, Any]) -> Answer:
        """Sends a request and waits for its answer.

        Raises:
            CallFailed: the child reported an exception.
            Ended: it ended, or was killed, before it had answered.
            OutputTooLarge, TimedOut: it exceeded a limit.
        """
        try:
            async with self._asking, asyncio.timeout(self._limits.seconds):
                return await self._answer(request)
        except TimeoutError:
            raise TimedOut(self._limits.seconds or 0.0) from None

    async def _answer(self, request: Mapping[str, Any]) -> Answer:
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            await self._requests.drain()
            head: dict[str, Any] = json.loads(await self._answers.readuntil(b"\n"))
            if "error" in head:
                raise CallFailed(head["error"], head["message"], head["trace"])
            size, most = head.pop("bytes"), self._limits.output_bytes
            if most is not None and size > most:
                raise OutputTooLarge(f"the answer has {size} bytes; at most {most} are taken")
            return Answer(head, await self._answers.readexactly(size))
        except (OSError, asyncio.IncompleteReadError):
            raise Ended(await self._process.wait()) from None
        except asyncio.LimitOverrunError as error:
            raise OutputTooLarge(f"the head of the answer is longer than {error.consumed} bytes") from None

    async def kill(self) -> None:
        """Ends the process whatever it does, and reaps it."""
        kill(self._process)
        async with self._asking:  # a call under way fails first: it reads the same pipe
            await end(self._process)


async def ask_once(module: str, request: Mapping[str, Any], *, limits: Limits) -> Answer:
    """The answer of a process that serves this request alone: nothing of it reaches the next.

    Raises:
        ProcessFault: any of them.
    """
    child = await Child.start(module, limits=limits)
    try:
        return await child.ask(request)
    finally:
        await asyncio.shield(child.kill())
