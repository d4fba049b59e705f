"""The document reader: parsers run in a process of their own, within limits of time, memory and output."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from adapters.process.children import Child
from adapters.process.faults import Busy, CallFailed, Ended, NotStarted, OutputTooLarge, ProcessFault, TimedOut
from adapters.process.limits import Limits
from adapters.process.slots import Slots
from adapters.progress import await_with_progress
from adapters.readers import language as languages
from adapters.readers import sniffing
from adapters.readers.content import LeftOut, Mark, Piece
from adapters.readers.document import to_document
from adapters.readers.faults import ADVICE_DAMAGED
from domain.errors import PermanentFault, TransientFault
from domain.progress import OnProgress
from domain.retrieve.ports import DetectLanguage, DocumentReader
from domain.retrieve.source import Document

_log = logging.getLogger(__name__)

BUSY_AGAIN = timedelta(seconds=5)
"""Within it at least one document is done with: none is read for an upload for longer."""

_SMALLER = "Send a part of it, or save it in a simpler form and send that."


class ProcessReader:
    """Reads each document in a process of its own, at most `at_once` together.

    Args:
        seconds: wall time for reading a document. A PDF of 600 pages takes about 8 s.
        check_seconds: wall time for `check` and `open`, for which an upload waits, from the start of the process.
        memory_mb: address space of a process, where the platform limits it.
        at_once: processes at the same time.
        waiting: how many more calls may wait for a process; None: any number.
        maximum_result: bytes of what is read, as JSON.
    """

    def __init__(
        self,
        *,
        seconds: float = 30.0,
        check_seconds: float = 5.0,
        memory_mb: int = 2048,
        at_once: int = 2,
        waiting: int | None = None,
        maximum_result: int = 64 * 2**20,
    ) -> None:
        self._seconds, self._check_seconds = seconds, check_seconds
        self._memory_mb, self._maximum_result = memory_mb, maximum_result
        self._slots = Slots(at_once, waiting=waiting)

    async def read(
        self, path: Path, *, media_type: str, name: str, on_progress: OnProgress, whole: bool = False
    ) -> Document:
        async def work() -> Document:
            async with self._child(name, self._seconds) as child:
                return await self._read(child, path, media_type, name, whole=whole)

        return await await_with_progress(work(), on_progress, f"reading {name}")

    async def check(self, path: Path, *, media_type: str, name: str) -> None:
        """Opens a file without reading it to the end.

        Raises:
            PermanentFault: `source_encrypted`, `source_damaged`, `source_not_supported`, `source_too_large`.
        """
        async with self._child(name, self._check_seconds) as child:
            await self._ask(child, path, media_type, name, only_check=True)

    async def open(self, path: Path, *, media_type: str, name: str) -> Document | None:
        async with self._child(name, self._check_seconds) as child:
            began = asyncio.get_running_loop().time()
            await self._ask(child, path, media_type, name, only_check=True)
            try:
                async with asyncio.timeout_at(began + self._check_seconds):
                    return await self._read(child, path, media_type, name)
            except TimeoutError:
                return None

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return sniffing.sniff(head, name=name)

    def language(self, text: str) -> str:
        return languages.language(text)

    async def _read(self, child: Child, path: Path, media_type: str, name: str, *, whole: bool = False) -> Document:
        data, _ = await asyncio.gather(
            self._ask(child, path, media_type, name, only_check=False, whole=whole), asyncio.to_thread(languages.load)
        )
        return await asyncio.to_thread(_document, data, media_type, name, whole)

    @asynccontextmanager
    async def _child(self, name: str, seconds: float) -> AsyncIterator[Child]:
        """A process for one document, within its limits, once a slot is free."""
        limits = Limits(
            seconds=seconds,
            cpu_seconds=seconds + 2,
            memory=self._memory_mb * 2**20,
            file_bytes=0,
            output_bytes=self._maximum_result,
        )
        try:
            async with self._slots.take():
                child = await Child.start("adapters.readers.child", limits=limits)
                try:
                    yield child
                finally:
                    await asyncio.shield(child.kill())
        except Busy as fault:
            raise TransientFault(
                "reader_busy", f"{name} could not be read just now: {fault}.", retry_after=BUSY_AGAIN
            ) from fault
        except NotStarted as fault:
            raise TransientFault(
                "reader_not_started",
                f"{name} could not be read: {fault}.",
                advice="It is tried again. If this goes on, free memory or processes on this machine.",
            ) from fault

    async def _ask(
        self, child: Child, path: Path, media_type: str, name: str, *, only_check: bool, whole: bool = False
    ) -> bytes:
        """The content as JSON; empty for a check that met no fault."""
        request = {
            "path": str(await asyncio.to_thread(path.resolve)),
            "media_type": media_type,
            "only_check": only_check,
            "whole": whole,
        }
        try:
            head, body = await child.ask(request)
        except ProcessFault as fault:
            raise _refusal(fault, name) from fault
        if refusal := head.get("fault"):
            raise PermanentFault(
                refusal["code"], f"{name} cannot be read: {refusal['reason']}.", advice=refusal["advice"]
            )
        return body


def detector(reader: DocumentReader) -> DetectLanguage:
    """Off the loop: it takes milliseconds of a processor."""

    async def detect(text: str) -> str:
        return await asyncio.to_thread(reader.language, text)

    return detect


def _refusal(fault: ProcessFault, name: str) -> PermanentFault:
    """The fault of a file whose process failed."""
    match fault:
        case TimedOut():
            return PermanentFault(
                "source_too_large", f"{name} could not be read within {fault.seconds:g} seconds.", advice=_SMALLER
            )
        case OutputTooLarge():
            return PermanentFault("source_too_large", f"{name} holds more text than is read.", advice=_SMALLER)
        case CallFailed(kind="MemoryError"):
            return PermanentFault(
                "source_too_large", f"{name} cannot be read: it needs more memory than is allowed.", advice=_SMALLER
            )
        case CallFailed():  # whatever a library does with a broken file
            _log.warning("reading %s failed: %s", name, fault.trace)
            reason = f"it cannot be understood ({fault.kind})"
            return PermanentFault("source_damaged", f"{name} cannot be read: {reason}.", advice=ADVICE_DAMAGED)
    code = fault.code if isinstance(fault, Ended) else None
    return PermanentFault(
        "source_damaged", f"{name} crashed the program that reads it (exit code {code}).", advice=ADVICE_DAMAGED
    )


def _document(data: bytes, media_type: str, name: str, whole: bool) -> Document:
    answer = json.loads(data)
    return to_document(
        [Piece(*piece) for piece in answer["pieces"]],
        name=name,
        media_type=media_type,
        title=answer["title"],
        author=answer["author"],
        pages=answer["pages"],
        hints=set(answer["hints"]),
        left_out=[LeftOut(*notice) for notice in answer["left_out"]],
        share=answer["share"],
        marks=[Mark(*mark) for mark in answer["marks"]],
        cover=base64.b64decode(answer["cover"]),
        whole=whole,
    )
