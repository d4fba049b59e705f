"""Chapters rendered and joined by ffmpeg: their places, titles and sound are those of the parts."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.audio.book import FfmpegBookJoiner
from adapters.audio.chapters import BookChapterRenderer
from adapters.audio.copying import AdtsFrames
from adapters.audio.ffmpeg import FfmpegError, ffmpeg_program
from domain.audiobook.ports import BookTags
from domain.audiobook.request import BookFormat
from domain.combine.ports import Tags
from domain.errors import TransientFault
from tests.adapters.audio.shows import (
    RATE,
    Show,
    decoded,
    entries,
    loudness,
    made_show,
    main_tone,
    metadata_of,
    no_progress,
)
from tests.documents.novels import PNG

TITLES = ("Of lanes; and = signs", "The Cart", "The Stone")
TAGS = BookTags(title="The Quarry", author="A. Mason", narrator="anna", language="en")


@pytest.fixture(scope="module")
def speech() -> Callable[..., NDArray[np.float32]]:
    def made(seconds: float, *, tone: float, rms_db: float) -> NDArray[np.float32]:
        time = np.arange(int(seconds * RATE)) / RATE
        wave = np.where((time * tone) % 1 < 0.1, 1.0, -0.11).astype(np.float32)
        envelope = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1) ** 0.5
        sound = (wave * envelope).astype(np.float32)
        return sound * np.float32(10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2)))

    return made


async def rendered_in_the_end(show: Show, tags: Tags, to: dict[str, Path]) -> float:
    """As Temporal does, it tries again: ffmpeg has ended with EAGAIN once in a dozen runs on a busy machine."""
    for tries_left in (2, 1, 0):
        try:
            return await BookChapterRenderer().render(
                show.timeline, read_clip=show.read, tags=tags, to=to, on_progress=no_progress
            )
        except TransientFault:
            if not tries_left:
                raise
    raise AssertionError("the last try raises")


@pytest.fixture(scope="module")
async def chapters(tmp_path_factory: pytest.TempPathFactory, speech: Callable[..., NDArray[np.float32]]) -> list[Path]:
    """The same show thrice, in two formats."""
    folder, show = tmp_path_factory.mktemp("chapters"), made_show(speech)
    made: list[Path] = []
    for number, title in enumerate(TITLES):
        to = {kind: folder / f"{number}.{kind}" for kind in ("m4a", "flac", "mp3", "opus")}
        seconds = await rendered_in_the_end(show, Tags(title=title), to)
        assert seconds == pytest.approx(show.timeline.total / RATE)
        made.append(to["m4a"])
    return made


def said_of(file: Path) -> str:
    return subprocess.run([ffmpeg_program(), "-i", str(file)], capture_output=True, check=False).stderr.decode()


@pytest.mark.parametrize("kind", ["m4a", "flac", "mp3", "opus"])
def test_a_chapter_sounds_the_same_in_every_format(chapters: list[Path], kind: str) -> None:
    sound, lossless = decoded(chapters[0].with_suffix(f".{kind}")), decoded(chapters[0].with_suffix(".flac"))
    rate = 48_000 if kind == "opus" else RATE
    assert len(sound) / rate == pytest.approx(len(lossless) / RATE, abs=0.06)
    assert loudness(sound) == pytest.approx(loudness(lossless), abs=1.5)
    assert loudness(lossless) == pytest.approx(-16.0, abs=1.0)
    assert TITLES[0].encode() in chapters[0].with_suffix(f".{kind}").read_bytes()


async def test_chapters_of_a_book_begin_where_they_are_heard(chapters: list[Path], tmp_path: Path) -> None:
    cover, book = tmp_path / "cover.png", tmp_path / "book.m4b"
    cover.write_bytes(PNG)
    joined = await FfmpegBookJoiner().join(
        chapters, titles=TITLES, tags=TAGS, cover=cover, kind=BookFormat.M4B, to=book, on_progress=no_progress
    )
    metadata = metadata_of(book)
    assert re.findall(r"title=(.*)", metadata) == ["The Quarry", *TITLES]
    assert "artist=A. Mason" in metadata and "composer=anna" in metadata and "genre=Audiobook" in metadata
    starts = [int(at) / int(base) for base, at in re.findall(r"TIMEBASE=1/(\d+)\nSTART=(\d+)", metadata)]
    assert starts == pytest.approx(joined.starts, abs=0.002)
    sound, one = decoded(book), decoded(chapters[0])
    assert len(sound) / RATE == pytest.approx(joined.seconds, abs=0.05)
    assert joined.seconds == pytest.approx(3 * len(one) / RATE, abs=0.15)
    for start in joined.starts:
        at = int((start + 0.6) * RATE)
        assert main_tone(sound[at : at + RATE]) == pytest.approx(110.0, abs=3), "the first tone of each chapter"
    assert b"M4B " in book.read_bytes()[:32]
    assert "attached pic" in said_of(book)
    assert sorted(each.name for each in entries(tmp_path)) == ["book.m4b", "cover.png"]


async def test_a_wav_holds_every_sample(chapters: list[Path], tmp_path: Path) -> None:
    files = [each.with_suffix(".flac") for each in chapters]
    joined = await FfmpegBookJoiner().join(
        files,
        titles=TITLES,
        tags=TAGS,
        cover=None,
        kind=BookFormat.WAV,
        to=tmp_path / "book.wav",
        on_progress=no_progress,
    )
    sound = decoded(tmp_path / "book.wav")
    assert len(sound) == 3 * len(decoded(files[0])) == round(joined.seconds * RATE)


async def test_a_broken_chapter_is_a_fault(chapters: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.m4a"
    broken.write_bytes(chapters[0].read_bytes()[:2000])
    with pytest.raises(TransientFault, match="could not be joined"):
        await FfmpegBookJoiner().join(
            [broken],
            titles=["x"],
            tags=TAGS,
            cover=None,
            kind=BookFormat.M4B,
            to=tmp_path / "book.m4b",
            on_progress=no_progress,
        )
    assert [each.name for each in entries(tmp_path)] == ["broken.m4a"]


def test_frames_are_counted_whatever_the_blocks(chapters: list[Path]) -> None:
    arguments = [ffmpeg_program(), "-v", "error", "-i", str(chapters[0]), "-c", "copy", "-f", "adts", "-"]
    stream = subprocess.run(arguments, capture_output=True, check=True).stdout
    counts = set()
    for block in (1, 6, 7, 1000, len(stream)):
        frames = AdtsFrames()
        for at in range(0, len(stream), block):
            frames.feed(stream[at : at + block])
        counts.add(frames.count)
    assert len(counts) == 1 and counts.pop() > 100
    with pytest.raises(FfmpegError):
        AdtsFrames().feed(stream[1:])
