"""The whole way from two real voices to the programme. Skipped where the voices are not installed."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.audio.inspect import WavClipInspector
from adapters.audio.levels import LoudnessMeter
from adapters.audio.render import Mp3EpisodeRenderer
from adapters.local.speech import LocalSpeech, available
from adapters.local.voices import joe_fault
from domain.combine.ports import Tags
from domain.combine.timeline import SAMPLE_RATE, SpokenTurn, build_timeline
from domain.tts.clip import judge
from domain.tts.ports import Inspected
from domain.tts.speaker import Role
from domain.tts.utterance import Utterance

pytestmark = pytest.mark.skipif(available() is not None, reason=available() or "")
needs_joe = pytest.mark.skipif(joe_fault() is not None, reason=joe_fault() or "")

TURNS = (
    (Role.HOST, "So how does a lighthouse keeper spend a whole night?"),
    (Role.EXPERT, "He winds the clockwork every four hours, and he writes the weather into a book."),
    (Role.HOST, "Go on."),
    (Role.EXPERT, "Wind, fog, ships that passed. Two hundred years of it, one line for each watch."),
    (Role.HOST, "That is a wonderful second life for a boring book."),
    (Role.EXPERT, "Right."),
)


@pytest_asyncio.fixture(scope="session")
async def voices() -> AsyncIterator[LocalSpeech]:
    speech = LocalSpeech(1)
    yield speech
    await speech.close()


async def no_progress(word: str) -> None:
    return None


def loudness_of(file: Path, start: int, samples: int) -> float:
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-i", str(file), "-f", "f32le", "-"], capture_output=True, check=True
    )
    meter = LoudnessMeter(SAMPLE_RATE)
    meter.feed(np.frombuffer(done.stdout, np.float32)[start : start + samples])
    integrated = meter.integrated()
    assert integrated is not None
    return integrated


@pytest.mark.parametrize("expert", ["rowan", pytest.param("joe", marks=needs_joe)])
async def test_two_real_voices_become_one_level_programme(expert: str, voices: LocalSpeech, tmp_path: Path) -> None:
    declared = await voices.declare()
    rates = {voice.id: voice.words_per_minute for voice in declared.voices}
    inspector, clips = WavClipInspector(workers=1), list[Inspected]()
    for role, text in TURNS:
        voice = "heart" if role is Role.HOST else expert
        said = await voices.synthesize(
            Utterance(vendor="local", model="neural", engine=declared.engine, voice=voice, language="en", text=text),
            on_progress=no_progress,
        )
        clip = await inspector.inspect([said])
        assert judge(clip.measure, text=text, words_per_minute=rates[voice]) is None
        clips.append(clip)
    timeline = build_timeline(
        [
            SpokenTurn(
                index=number,
                segment=0,
                speaker=role.value,
                role=role,
                text=text,
                samples=clip.measure.samples_at(SAMPLE_RATE),
                loudness_lufs=clip.measure.loudness_lufs,
            )
            for number, ((role, text), clip) in enumerate(zip(TURNS, clips, strict=True), 1)
        ]
    )

    async def read(number: int) -> bytes:
        return clips[number].wav

    to = tmp_path / "episode.mp3"
    rendered = await Mp3EpisodeRenderer(workers=1).render(
        timeline, read_clip=read, tags=Tags(title="Lighthouse"), to=to, on_progress=no_progress
    )
    assert rendered.passes == 1
    assert rendered.seconds == timeline.total / SAMPLE_RATE
    assert rendered.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert rendered.true_peak_dbtp <= -1.0
    levels = [loudness_of(to, p.start, p.samples) for p in timeline.placed if p.samples > 1.5 * SAMPLE_RATE]
    assert len(levels) == 4
    assert max(levels) - min(levels) < 1.0
