"""Rendering of episodes: length, level, tags and chapters, memory, cancelling."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.audio.inspect import measure
from adapters.audio.levels import LoudnessMeter
from adapters.audio.render import Mp3EpisodeRenderer
from domain.combine.captions import chapters
from domain.combine.ports import Tags
from domain.combine.timeline import SpokenTurn, Timeline, build_timeline
from domain.errors import TransientFault
from domain.tts.speaker import Role

RATE = 44_100
TONES = (110.0, 190.0, 130.0, 220.0, 150.0, 260.0)


def wav(samples: NDArray[np.float32], *, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


class Clip(bytes):
    """Counts how many of its kind are alive."""

    alive = 0

    def __new__(cls, data: bytes) -> "Clip":
        cls.alive += 1
        return super().__new__(cls, data)

    def __del__(self) -> None:
        type(self).alive -= 1


@dataclass
class Show:
    """Six turns of two speakers 17 LU apart, each with its own tone."""

    clips: list[NDArray[np.float32]]
    timeline: Timeline
    asked: list[int] = field(default_factory=list)
    most_alive: int = 0

    async def read(self, number: int) -> bytes:
        self.asked.append(number)
        self.most_alive = max(self.most_alive, Clip.alive)
        return Clip(wav(self.clips[number]))


def timeline_of(clips: list[NDArray[np.float32]]) -> Timeline:
    turns = []
    for number, clip in enumerate(clips):
        measured = measure(clip, RATE)
        turns.append(
            SpokenTurn(
                index=number + 1,
                segment=number // 4,
                speaker=("HOST", "EXPERT")[number % 2],
                role=(Role.HOST, Role.EXPERT)[number % 2],
                text=("Is this a question?", "This is an answer.")[number % 2],
                samples=measured.samples,
                loudness_lufs=measured.loudness_lufs,
            )
        )
    return build_timeline(turns)


@pytest.fixture
def show(speech: Callable[..., NDArray[np.float32]]) -> Show:
    clips = [
        speech(2.5 + 0.3 * number, tone=tone, rms_db=(-17.0, -34.0)[number % 2]) for number, tone in enumerate(TONES)
    ]
    return Show(clips, timeline_of(clips))


async def no_progress(word: str) -> None:
    return None


def decoded(file: Path) -> NDArray[np.float32]:
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-i", str(file), "-f", "f32le", "-"], capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, np.float32)


def metadata_of(file: Path) -> str:
    """As ffmpeg reads it, its escapes taken out."""
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-i", str(file), "-f", "ffmetadata", "-"], capture_output=True, check=True
    )
    return re.sub(r"\\(.)", r"\1", done.stdout.decode())


def entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def loudness(samples: NDArray[np.float32]) -> float:
    meter = LoudnessMeter(RATE)
    meter.feed(samples)
    integrated = meter.integrated()
    assert integrated is not None
    return integrated


def main_tone(samples: NDArray[np.float32]) -> float:
    """Fundamental of a pulse train: the strongest peak of its autocorrelation between 90 and 300 Hz."""
    spectrum = np.abs(np.fft.rfft(samples, 2 * len(samples))) ** 2
    correlation = np.fft.irfft(spectrum)
    low, high = RATE // 300, RATE // 90
    return float(RATE / (low + int(correlation[low:high].argmax())))


async def test_an_episode_is_levelled_ordered_and_exactly_as_long_as_its_timeline(show: Show, tmp_path: Path) -> None:
    to = tmp_path / "episode.mp3"
    rendered = await Mp3EpisodeRenderer().render(
        show.timeline, read_clip=show.read, tags=Tags(title="T"), to=to, on_progress=no_progress
    )
    sound = decoded(to)
    assert len(sound) == show.timeline.total
    assert rendered.seconds == len(sound) / RATE
    assert rendered.size == to.stat().st_size
    assert rendered.passes == 1
    assert rendered.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert rendered.loudness_lufs == pytest.approx(loudness(sound), abs=0.05)
    assert rendered.true_peak_dbtp <= -1.0
    levels = []
    for placed, tone in zip(show.timeline.placed, TONES, strict=True):
        turn = sound[placed.start : placed.start + placed.samples]
        levels.append(loudness(turn))
        assert main_tone(turn) == pytest.approx(tone, rel=0.02)
        before = sound[placed.start - round(0.2 * RATE) : placed.start - round(0.02 * RATE)]
        assert np.abs(before).max() < 0.003
    assert max(levels) - min(levels) < 1.0


async def test_clips_are_asked_once_in_order_and_let_go(show: Show, tmp_path: Path) -> None:
    await Mp3EpisodeRenderer(workers=1).render(
        show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
    )
    assert show.asked == [0, 1, 2, 3, 4, 5]
    assert show.most_alive <= 1
    assert Clip.alive <= 1


async def test_tags_and_chapters_are_in_the_file(show: Show, tmp_path: Path) -> None:
    marks = chapters(show.timeline, ["Why = bread; #1", "Two\\\nlines"])
    tags = Tags(title="Ünï = code; #x\nEND=1", comment="[CHAPTER]", chapters=marks)
    to = tmp_path / "a name with spaces & ünïcode.mp3"
    await Mp3EpisodeRenderer().render(show.timeline, read_clip=show.read, tags=tags, to=to, on_progress=no_progress)
    written = metadata_of(to)
    assert "title=Ünï = code; #x END=1\n" in written
    assert "artist=Podwright\n" in written
    assert written.count("[CHAPTER]\n") == 3  # two, and the comment
    assert "title=Why = bread; #1\n" in written
    assert "title=Two\\ lines\n" in written
    starts = [int(start) for start in re.findall(r"START=(\d+)", written)]
    ends = [int(end) for end in re.findall(r"END=(\d+)\n", written)]
    assert starts == pytest.approx([0, round(marks[1][0] * 1000)], abs=30)  # ffmpeg counts the encoder's delay in
    assert ends[-1] == pytest.approx(show.timeline.seconds(show.timeline.total) * 1000, abs=60)


async def test_a_missed_target_is_corrected_by_a_second_pass(show: Show, tmp_path: Path) -> None:
    quiet = show.timeline.model_copy(
        update={"placed": tuple(p.model_copy(update={"gain_db": p.gain_db - 4}) for p in show.timeline.placed)}
    )
    rendered = await Mp3EpisodeRenderer().render(
        quiet, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
    )
    assert rendered.passes == 2
    assert show.asked == 2 * [0, 1, 2, 3, 4, 5]
    assert rendered.loudness_lufs == pytest.approx(-16.0, abs=0.5)


async def test_silence_is_rendered_once_as_silence(tmp_path: Path) -> None:
    silent = [np.zeros(RATE, np.float32)]
    show = Show(silent, timeline_of(silent))
    rendered = await Mp3EpisodeRenderer().render(
        show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
    )
    assert (rendered.passes, rendered.loudness_lufs) == (1, -70.0)


async def test_progress_tells_how_far_it_is(show: Show, tmp_path: Path) -> None:
    words: list[str] = []

    async def told(word: str) -> None:
        words.append(word)

    await Mp3EpisodeRenderer(beat=timedelta(0)).render(
        show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=told
    )
    total = f"of {show.timeline.seconds(show.timeline.total):.0f} s"
    assert words[0].startswith("encoding 0")
    assert words[-1].startswith("checking")
    assert all(word.endswith(total) for word in words)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (wav(np.zeros(100, np.float32)), "the clip of turn 4 has 100 samples"),
        (wav(np.zeros(100, np.float32), rate=24_000), "the clip of turn 4 has 184 samples"),
        (b"ID3 not a wav", "the clip of turn 4 is not a WAV file"),
        (b"", "the clip of turn 4 is not a WAV file"),
    ],
)
async def test_a_clip_that_does_not_fit_is_a_fault_that_names_it(
    show: Show, tmp_path: Path, broken: bytes, says: str
) -> None:
    async def read(number: int) -> bytes:
        return broken if number == 3 else await show.read(number)

    with pytest.raises(TransientFault) as caught:
        await Mp3EpisodeRenderer().render(
            show.timeline, read_clip=read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
        )
    assert caught.value.code == "render_failed"
    assert says in caught.value.message
    assert entries(tmp_path) == []


async def test_where_nothing_can_be_written_is_a_fault(show: Show, tmp_path: Path) -> None:
    with pytest.raises(TransientFault, match="could not be rendered"):
        await Mp3EpisodeRenderer().render(
            show.timeline,
            read_clip=show.read,
            tags=Tags(title="T"),
            to=tmp_path / "missing" / "e.mp3",
            on_progress=no_progress,
        )


def children() -> set[int]:
    return {
        int(child)
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
        if "ffmpeg" in Path(f"/proc/{child}/cmdline").read_text()
    }


@pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc")
@pytest.mark.parametrize("moment", ["encoding", "checking"])
async def test_cancelled_it_leaves_no_process_and_no_file(show: Show, tmp_path: Path, moment: str) -> None:
    reached, seen = asyncio.Event(), set[int]()

    async def told(word: str) -> None:
        if word.startswith(moment) and (running := children()):
            seen.update(running)
            reached.set()
            await asyncio.sleep(0)

    task = asyncio.create_task(
        Mp3EpisodeRenderer(beat=timedelta(0)).render(
            show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=told
        )
    )
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not seen & children()
    assert entries(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc")
async def test_an_encoder_that_dies_is_a_fault(show: Show, tmp_path: Path) -> None:
    async def read(number: int) -> bytes:
        if number == 3:
            for child in children():
                os.kill(child, signal.SIGKILL)
        return await show.read(number)

    with pytest.raises(TransientFault, match="ffmpeg ended with -9"):
        await Mp3EpisodeRenderer().render(
            show.timeline, read_clip=read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=no_progress
        )
    assert entries(tmp_path) == []
