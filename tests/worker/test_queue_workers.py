"""What a queue runs at once is what its setting says, and nothing that waits for its turn runs out of time."""

import asyncio
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from activities.combine import CombineActivities
from activities.runtime.artifacts import RetryingArtifacts
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.audio.ffmpeg import ffmpeg_program
from adapters.readers.process import ProcessReader
from adapters.settings import Settings
from adapters.web.fetch import WebFetcher
from domain.combine.ports import EpisodeRenderer, Tags
from tests.adapters.audio.shows import RATE, made_show, no_progress
from worker.queue_workers import LIGHT_SLOTS, media_worker
from workflows.jobs import policies

EPISODES = 4

ENDS_WITH_THE_OTHERS = """#!/bin/sh
{ffmpeg} "$@" || exit
echo ended > {folder}/$$
until set -- {folder}/*; [ $# -ge {episodes} ]; do /bin/sleep 0.05; done
"""
"""An ffmpeg that ends only when as many others are about to end."""


def renderer_of(settings: Settings) -> EpisodeRenderer:
    render, *_ = media_worker(settings, RetryingArtifacts(ObstoreArtifacts(settings.artifacts_url))).activities
    assert inspect.ismethod(render)
    held = render.__self__
    assert isinstance(held, CombineActivities)
    return held._renderer


def sound(seconds: float, *, tone: float, rms_db: float) -> NDArray[np.float32]:
    """A tone that comes and goes."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * tone * time) * np.clip(np.sin(2 * np.pi * 2 * time), 0, None)
    made: NDArray[np.float32] = (wave * 2 * 10 ** (rms_db / 20)).astype(np.float32)
    return made


@pytest.mark.timeout(60)
async def test_as_many_episodes_are_combined_at_once_as_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    ending = tmp_path / "ending"
    ending.mkdir()
    program = tmp_path / "ffmpeg"
    program.write_text(ENDS_WITH_THE_OTHERS.format(ffmpeg=ffmpeg_program(), folder=ending, episodes=EPISODES))
    program.chmod(0o700)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    ffmpeg_program.cache_clear()
    request.addfinalizer(ffmpeg_program.cache_clear)
    renderer = renderer_of(Settings(home=tmp_path / "home", media_concurrency=EPISODES))
    show = made_show(sound)
    rendered = await asyncio.gather(
        *(
            renderer.render(
                show.timeline,
                read_clip=made_show(sound).read,
                tags=Tags(title="T"),
                to=tmp_path / f"{number}.mp3",
                on_progress=no_progress,
            )
            for number in range(EPISODES)
        )
    )
    assert len({each.seconds for each in rendered}) == 1


def default(function: Callable[..., object], name: str) -> float:
    value = inspect.signature(function).parameters[name].default
    assert isinstance(value, int | float)
    return float(value)


def test_a_source_that_waits_for_a_reader_behind_all_others_is_read_in_time() -> None:
    """Every slot of the queue may hold a source that takes all of its time."""
    ahead = LIGHT_SLOTS / default(ProcessReader, "at_once")
    fetching, reading = default(WebFetcher, "seconds"), default(ProcessReader, "seconds")
    longest = timedelta(seconds=fetching + ahead * (reading + 2))
    assert longest < policies.READING["start_to_close_timeout"] / 2
    assert policies.READING["heartbeat_timeout"] == policies.HEARTBEAT, "a worker that dies meanwhile is noticed"
