"""The script writer that needs no language model: the EXPERT speaks the document's sentences,
the HOST asks and links."""

import asyncio
import hashlib
from collections import OrderedDict

from domain.errors import PermanentFault
from domain.ports.writing import OnProgress, OutlineWritten, SegmentWritten
from domain.script.extractive.episode import Episode, written
from domain.script.model import Brief, Outline, SegmentDraft

VERSION = "2"
"""Raised whenever the same brief would make another script."""

KEPT = 4
"""Episodes remembered between the calls for their segments."""


class ExtractiveWriter:
    """Implements `domain.ports.writing.ScriptWriter`. The whole episode is planned at once and
    handed out by segments."""

    def __init__(self) -> None:
        self._episodes: OrderedDict[str, Episode] = OrderedDict()

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten:
        """Raises PermanentFault: `language_not_supported`, `no_usable_text`."""
        await on_progress("reading the document")
        episode = await self._episode(brief)
        return OutlineWritten(outline=episode.outline)

    async def segment(
        self, brief: Brief, outline: Outline, index: int, before: tuple[SegmentDraft, ...], *, on_progress: OnProgress
    ) -> SegmentWritten:
        await on_progress("choosing what is said")
        episode = await self._episode(brief)
        if not 0 <= index < len(episode.drafts):
            raise PermanentFault(
                "segment_unknown",
                f"The outline has {len(episode.drafts)} segments; number {index + 1} is not one of them.",
            )
        return SegmentWritten(draft=episode.drafts[index])

    async def _episode(self, brief: Brief) -> Episode:
        key = hashlib.sha256(f"{VERSION}\n{brief.model_dump_json()}".encode()).hexdigest()
        if key not in self._episodes:
            self._episodes[key] = await asyncio.to_thread(written, brief)
            while len(self._episodes) > KEPT:
                self._episodes.popitem(last=False)
        return self._episodes[key]
