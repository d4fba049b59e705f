"""A document reader whose parsers run in a process of their own, bounded in time, memory and output, and killed."""

import asyncio
import contextlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

from adapters.readers import language as languages
from adapters.readers import sniffing
from adapters.readers.beat import beating
from adapters.readers.found import Piece
from adapters.readers.judging import to_document
from domain.errors import PermanentFault, TransientFault
from domain.progress import OnProgress
from domain.retrieve.source import Document

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[2]


class ProcessReader:
    """Starts one child per document, at most `at_once` together.

    Args:
        seconds: wall time for reading a document. A 600-page PDF takes about 8 s.
        check_seconds: wall time for `check`, which an upload waits for.
        memory_mb: address space of a child, where the platform bounds it.
        at_once: children at the same time.
        maximum_result: bytes a child may answer.
    """

    def __init__(
        self,
        *,
        seconds: float = 30.0,
        check_seconds: float = 5.0,
        memory_mb: int = 2048,
        at_once: int = 2,
        maximum_result: int = 64 * 2**20,
    ) -> None:
        self._seconds, self._check_seconds = seconds, check_seconds
        self._memory_mb, self._maximum_result = memory_mb, maximum_result
        self._slots = asyncio.Semaphore(at_once)

    async def read(self, path: Path, *, media_type: str, name: str, on_progress: OnProgress) -> Document:
        async def work() -> Document:
            answer, _ = await asyncio.gather(
                self._ask(path, media_type, name, only_check=False), asyncio.to_thread(languages.load)
            )
            return await asyncio.to_thread(_document, answer, media_type, name)

        return await beating(work(), on_progress, f"reading {name}")

    async def check(self, path: Path, *, media_type: str, name: str) -> None:
        """Opens a file without reading it through.

        Raises:
            PermanentFault: `source_encrypted`, `source_damaged`, `source_not_supported`, `source_too_large`.
        """
        await self._ask(path, media_type, name, only_check=True)

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return sniffing.sniff(head, name=name)

    def language(self, text: str) -> str:
        return languages.language(text)

    async def _ask(self, path: Path, media_type: str, name: str, *, only_check: bool) -> dict[str, Any]:
        seconds = self._check_seconds if only_check else self._seconds
        request = {
            "path": str(await asyncio.to_thread(path.resolve)),
            "media_type": media_type,
            "only_check": only_check,
            "seconds": seconds,
            "memory_mb": self._memory_mb,
        }
        async with self._slots:
            try:
                data, code = await _run(json.dumps(request).encode(), seconds, self._maximum_result)
            except TimeoutError:
                raise PermanentFault(
                    "source_too_large",
                    f"{name} could not be read within {seconds:g} seconds.",
                    advice="Send a part of it, or save it anew in a simpler form.",
                ) from None
        if len(data) > self._maximum_result:
            raise PermanentFault("source_too_large", f"{name} holds more text than can be kept.", advice="Send a part.")
        if code != 0 or not data:
            raise PermanentFault(
                "source_damaged",
                f"{name} broke the program that reads it (exit code {code}).",
                advice="Open it in its own program, save it again and send the new copy.",
            )
        answer: dict[str, Any] = json.loads(data)
        if fault := answer.get("fault"):
            if answer.get("trace"):
                _log.warning("reading %s failed: %s", name, answer["trace"])
            raise PermanentFault(fault["code"], f"{name} cannot be read: {fault['reason']}.", advice=fault["advice"])
        return answer


def _document(answer: dict[str, Any], media_type: str, name: str) -> Document:
    return to_document(
        [Piece(*piece) for piece in answer["pieces"]],
        name=name,
        media_type=media_type,
        title=answer["title"],
        author=answer["author"],
        pages=answer["pages"],
        hints=set(answer["hints"]),
    )


async def _run(request: bytes, seconds: float, bound: int) -> tuple[bytes, int]:
    """Runs a child; its output (at most bound + 1 bytes) and exit code. Whatever happens, it is gone afterwards."""
    paths = [str(_ROOT), *(entry for entry in sys.path if entry)]
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-s", "-S", "-B", "-m", "adapters.readers.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": ":".join(paths), "PYTHONUTF8": "1"},  # no keys of ours near strangers' files
            cwd="/",
        )  # fmt: skip
    except OSError as error:
        raise TransientFault("reader_not_started", f"No process for reading could be started: {error}.") from error
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                child.stdin.write(request)
                await child.stdin.drain()
            child.stdin.close()
            data = bytearray()
            while len(data) <= bound and (chunk := await child.stdout.read(1 << 18)):
                data += chunk
            if len(data) <= bound:
                await child.wait()
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await asyncio.shield(_ended(child))
    return bytes(data), child.returncode if child.returncode is not None else -1


async def _ended(child: asyncio.subprocess.Process) -> None:
    """Reaps a child and empties its pipe, so that its transport closes."""
    assert child.stdout is not None
    while await child.stdout.read(1 << 18):
        pass
    await child.wait()
