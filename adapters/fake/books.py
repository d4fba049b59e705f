"""Chapters and books of text in process, for tests: what would be said, in place of its sound."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from domain.audiobook.ports import BookTags, JoinedBook
from domain.audiobook.request import BookFormat
from domain.combine.ports import ReadClip, Tags
from domain.combine.timeline import Timeline
from domain.errors import Fault
from domain.progress import OnProgress


class FakeBooks:
    """Implements `ChapterRenderer` and `BookJoiner`. `rendered` holds the titles of chapters, `joined` those of books'
    chapters. `faults` are raised by chapters, first come first served."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.joined: list[tuple[str, ...]] = []
        self.tags: list[BookTags] = []
        self.faults: list[Fault] = []

    async def render(
        self, timeline: Timeline, *, read_clip: ReadClip, tags: Tags, to: Mapping[str, Path], on_progress: OnProgress
    ) -> float:
        if self.faults:
            raise self.faults.pop(0)
        for entry in range(len(timeline.placed)):
            await read_clip(entry)
        body = "\n".join(placed.text for placed in timeline.placed)
        for kind, path in to.items():
            await asyncio.to_thread(path.write_text, f"{kind}\n{body}")
        self.rendered.append(tags.title)
        return timeline.seconds(timeline.total)

    async def join(
        self,
        chapters: Sequence[Path],
        *,
        titles: Sequence[str],
        tags: BookTags,
        cover: Path | None,
        kind: BookFormat,
        to: Path,
        on_progress: OnProgress,
    ) -> JoinedBook:
        texts = [await asyncio.to_thread(chapter.read_text) for chapter in chapters]
        await asyncio.to_thread(to.write_text, "\n".join(texts))
        self.joined.append(tuple(titles))
        self.tags.append(tags)
        starts = list(accumulate([float(len(text)) for text in texts], initial=0.0))
        return JoinedBook(seconds=starts[-1], starts=tuple(starts[:-1]))
