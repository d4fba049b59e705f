"""An audiobook: its chapters joined into one file, whose streams are copied."""

import asyncio
import shutil
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from adapters.audio.copying import BYTES_A_SAMPLE, FRAME, Copying
from adapters.audio.encode import escaped
from adapters.audio.ffmpeg import FfmpegError
from adapters.audio.render import RenderProgress, run_on_thread
from domain.audiobook.ports import BookTags, JoinedBook
from domain.audiobook.request import BookFormat
from domain.combine.timeline import SAMPLE_RATE
from domain.errors import TransientFault
from domain.progress import OnProgress

_BLOCK = 2**20


class FfmpegBookJoiner:
    """Implements `BookJoiner`: the streams of the chapters one behind the other, then a container around them."""

    def __init__(self, executor: Executor | None = None, *, workers: int = 2) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="book-joiner")
        self._workers = workers

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
        progress = RenderProgress(on_progress, every=1.0, total=float(len(chapters)))
        stream, metadata = to.with_suffix(".stream"), to.with_suffix(".txt")
        try:
            starts, length = await self._append(chapters, stream, kind, progress)
            metadata.write_text(book_metadata(tags, titles, starts, length), encoding="utf-8")
            wrapping = Copying(_wrapping(kind, stream, metadata, cover, to))
            try:
                await run_on_thread(self._executor, wrapping.drain, wrapping, progress, "joining")
            finally:
                wrapping.close()
        except (FfmpegError, OSError) as error:
            raise TransientFault("join_failed", f"The chapters could not be joined: {error}.") from error
        finally:
            for file in (stream, metadata):
                await asyncio.to_thread(file.unlink, missing_ok=True)
        return JoinedBook(seconds=length, starts=tuple(starts))

    async def _append(
        self, chapters: Sequence[Path], stream: Path, to: BookFormat, progress: RenderProgress
    ) -> tuple[list[float], float]:
        """Where each chapter begins, and how long all of them are, by what was written.

        Some at once are taken out of their files, which is most of the work, and put behind what is there.
        """
        starts: list[float] = []
        length = 0.0
        parts = [stream.with_suffix(f".part{each}") for each in range(self._workers)]
        try:
            for at in range(0, len(chapters), self._workers):
                taking = (self._take_out(*each, to, progress) for each in zip(chapters[at:], parts, strict=False))
                for part, seconds in zip(parts, await asyncio.gather(*taking, return_exceptions=True), strict=False):
                    if isinstance(seconds, BaseException):
                        raise seconds
                    starts.append(length)
                    length += seconds
                    await asyncio.to_thread(_append, part, stream)
        finally:
            for part in parts:
                await asyncio.to_thread(part.unlink, missing_ok=True)
        return starts, length

    async def _take_out(self, chapter: Path, part: Path, to: BookFormat, progress: RenderProgress) -> float:
        """Its sound alone, in `part`; seconds."""
        if to is BookFormat.WAV:
            arguments = ["-i", str(chapter), "-f", "s16le", "-ac", "1", "-ar", str(SAMPLE_RATE), "pipe:1"]
        else:
            arguments = ["-i", str(chapter), "-map", "0:a", "-c", "copy", "-f", "adts", "pipe:1"]
        copying = Copying(arguments)
        write = copying.write_to if to is BookFormat.WAV else copying.write_frames_to
        try:
            await run_on_thread(self._executor, partial(write, part), copying, progress, "joining")
        finally:
            copying.close()
        return (copying.bytes // BYTES_A_SAMPLE + FRAME * copying.frames.count) / SAMPLE_RATE


def _append(part: Path, stream: Path) -> None:
    with part.open("rb") as source, stream.open("ab") as out:
        shutil.copyfileobj(source, out, _BLOCK)


def book_metadata(tags: BookTags, titles: Sequence[str], starts: Sequence[float], seconds: float) -> str:
    """Tags and chapters in ffmpeg's metadata format."""
    named = {
        "title": tags.title,
        "album": tags.title,
        "artist": tags.author or "",
        "album_artist": tags.author or "",
        "composer": tags.narrator,
        "genre": "Audiobook",
        "comment": "Made by Podwright from its source",
        "language": tags.language,
    }
    lines = [";FFMETADATA1", *(f"{name}={escaped(value)}" for name, value in named.items() if value)]
    ends = [*starts[1:], seconds]
    for start, end, title in zip(starts, ends, titles, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={round(start * 1000)}", f"END={round(end * 1000)}"]
        lines.append(f"title={escaped(title)}")
    return "\n".join(lines) + "\n"


def _wrapping(to: BookFormat, stream: Path, metadata: Path, cover: Path | None, file: Path) -> list[str]:
    if to is BookFormat.WAV:
        source = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", str(stream))
        tags = ("-f", "ffmetadata", "-i", str(metadata), "-map", "0:a", "-map_metadata", "1", "-c", "copy")
        return ["-y", *source, *tags, "-rf64", "auto", "-f", "wav", str(file)]
    arguments = ["-y", "-f", "aac", "-i", str(stream), "-f", "ffmetadata", "-i", str(metadata)]
    if cover is not None:
        arguments += ["-i", str(cover)]
    arguments += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c:a", "copy"]
    if cover is not None:
        arguments += ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]
    brand = ("-brand", "M4B ") if to is BookFormat.M4B else ()
    return [*arguments, *brand, "-movflags", "+faststart", "-f", "ipod", str(file)]
