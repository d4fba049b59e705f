"""An episode as it is rendered: its length, levels, tags and passes."""

import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from adapters.audio.render import Mp3EpisodeRenderer
from domain.combine.captions import chapters
from domain.combine.ports import Tags
from tests.adapters.audio.shows import (
    RATE,
    TONES,
    Clip,
    Show,
    decoded,
    loudness,
    main_tone,
    metadata_of,
    no_progress,
    timeline_of,
)


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

    async def on_progress(word: str) -> None:
        words.append(word)

    await Mp3EpisodeRenderer(report_every=timedelta(0)).render(
        show.timeline, read_clip=show.read, tags=Tags(title="T"), to=tmp_path / "e.mp3", on_progress=on_progress
    )
    total = f"of {show.timeline.seconds(show.timeline.total):.0f} s"
    seconds = [int(word.split()[1]) for word in words if word.startswith("encoding")]
    assert words[0].startswith("encoding")
    assert seconds == sorted(seconds)
    assert seconds[0] < show.timeline.seconds(show.timeline.total) / 2
    assert words[-1].startswith("checking")
    assert all(word.endswith(total) for word in words)
