"""Decoded results have the loudness that was asked for."""

import wave
from pathlib import Path

import numpy as np
import pytest

from adapters.media.loudness import Level, Levelling, first, following, level_of
from tests.adapters.audio.conftest import _speech
from tests.adapters.media.conftest import Bench, Make


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of speech at −30 LUFS or so, with high peaks."""
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    sound = (_speech(30.0, rms_db=-30.0) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(sound.tobytes())
    return path


@pytest.mark.parametrize("target", [-16, -23])
@pytest.mark.parametrize("to", ["mp3", "m4a", "opus", "wav", "flac"])
async def test_speech_comes_out_as_loud_as_asked(bench: Bench, talk: Path, to: str, target: float) -> None:
    made = await bench.convert(talk, format=to, loudness_lufs=target)
    again = await bench.convert(made.path, format="wav", loudness_lufs=target)
    assert made.result.loudness_lufs == pytest.approx(target, abs=0.5)
    assert made.result.true_peak_dbtp is not None
    assert made.result.true_peak_dbtp <= (-1.0 if to in ("wav", "flac") else 0.0)
    assert made.result.notices == ()
    assert again.result.loudness_lufs == pytest.approx(target, abs=0.5)


async def test_loud_speech_is_lowered_without_a_limiter(bench: Bench, talk: Path) -> None:
    made = await bench.convert(talk, format="wav", loudness_lufs=-40)
    assert made.result.loudness_lufs == pytest.approx(-40, abs=0.2)


async def test_a_film_is_levelled_and_its_picture_copied(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("h264.mp4"), format="mp4", loudness_lufs=-20)
    assert made.result.loudness_lufs == pytest.approx(-20, abs=0.5)
    assert made.facts.video is not None
    assert made.facts.video.codec == "h264"
    assert made.result.seconds == pytest.approx(5.0, abs=0.25)


async def test_stereo_and_mono_are_each_measured_as_they_come_out(bench: Bench, media: Make) -> None:
    for channels in (1, 2):
        made = await bench.convert(media("stereo.flac"), format="m4a", channels=channels, loudness_lufs=-18)
        assert made.result.loudness_lufs == pytest.approx(-18, abs=0.5)


async def test_silence_stays_silence_and_says_so(bench: Bench, media: Make) -> None:
    made = await bench.convert(media("silence.wav"), format="mp3", loudness_lufs=-16)
    assert [notice.code for notice in made.result.notices] == ["loudness_unknown"]
    assert made.result.loudness_lufs is None


async def test_what_cannot_be_reached_is_told(bench: Bench, tmp_path: Path) -> None:
    clicks = np.zeros(44_100 * 6, "<i2")
    clicks[::22_050] = 30_000
    path = tmp_path / "clicks.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(clicks.tobytes())
    made = await bench.convert(path, format="wav", loudness_lufs=-10)
    assert [notice.code for notice in made.result.notices] == ["loudness_not_reached"]
    assert made.result.true_peak_dbtp is not None
    assert made.result.true_peak_dbtp <= -0.9


def test_a_summary_is_read_from_the_end_of_a_log() -> None:
    log = """
  Integrated loudness:
    I:         -21.5 LUFS
    Threshold: -31.5 LUFS

  True peak:
    Peak:      -11.4 dBFS
"""
    assert level_of(log) == Level(-21.5, -11.4)
    assert level_of(log.replace("-21.5", "-70.0").replace("-11.4", "-inf")) == Level(None, -200.0)
    assert level_of("nothing") == Level(None, -200.0)


def test_a_gain_alone_where_the_peaks_allow_it() -> None:
    assert first(Level(-20.0, -12.0), -16.0) == Levelling(4.0, None, 1.0)
    assert first(Level(-30.0, -3.0), -16.0).limit_dbtp == -1.5
    assert following(Levelling(4.0, None), Level(-16.1, -8.0), -16.0, before=None) is None


def test_peaks_beyond_the_ceiling_lower_the_limit() -> None:
    again = following(Levelling(10.0, -1.5, 0.7), Level(-16.0, -0.4), -16.0, before=None)
    assert again is not None
    assert again.limit_dbtp == pytest.approx(-2.3)


def test_the_second_trial_learns_from_the_first() -> None:
    tried = (Levelling(10.0, -1.5, 0.7), Level(-18.0, -1.2))
    again = following(Levelling(12.0, -1.5, 0.7), Level(-17.0, -1.2), -16.0, before=tried)
    assert again is not None
    assert again.gain_db == pytest.approx(14.0)
