"""The key-less writer off the event loop: choosing from a whole book takes seconds of one core."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from domain.ports.writing import OnProgress, OutlineWritten, SegmentWritten
from domain.providers import WriterDeclaration
from domain.script.extractive.writer import ExtractiveWriter
from domain.script.model import Brief, Outline, SegmentDraft

Written = TypeVar("Written")

DECLARATION = WriterDeclaration(models=("extractive",), languages=("en",), input_tokens=400_000)
"""400,000 tokens are about 300,000 words: it reads a whole book, and beyond that, passages chosen from all of it."""


class LocalWriter:
    """One thread, so that what the writer remembers of a plan is safe; heartbeats go on meanwhile."""

    def __init__(self) -> None:
        self._writer = ExtractiveWriter()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-writer")

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        return await self._off_loop(self._writer.outline(brief, on_progress=_silent))

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten:
        return await self._off_loop(self._writer.segment(brief, outline, index, before, on_progress=_silent))

    async def _off_loop(self, work: Coroutine[Any, Any, Written]) -> Written:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: asyncio.run(work))


async def _silent(said: str) -> None:
    return None
