"""What may be asked of an output, and how it is written."""

import pytest
from pydantic import ValidationError

from domain.media.formats import MediaFormat, bitrates
from domain.media.output import OutputSpec


def spec(**asked: object) -> OutputSpec:
    return OutputSpec.model_validate({"format": "mp3", **asked})


@pytest.mark.parametrize(
    ("written", "seconds"),
    [(62, 62.0), ("62", 62.0), ("1:02", 62.0), ("1:02:03.5", 3723.5), (0, 0.0), ("9.25", 9.25)],
)
def test_times_are_seconds_or_clock_times(written: object, seconds: float) -> None:
    assert spec(start=written).start == seconds


@pytest.mark.parametrize("written", ["soon", "1:2:3:4", "-5", -5, "", float("inf"), "1:99:99x"])
def test_other_times_are_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        spec(start=written)


@pytest.mark.parametrize("written", [128_000, 128, "128k", "128 kbit/s", "128000"])
def test_bitrates_are_written_as_people_do(written: object) -> None:
    assert spec(audio_bitrate=written).audio_bitrate == 128_000


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"start": 5, "end": 5}, "end: must come after start"),
        ({"format": "mp3", "video": True}, "video: mp3 holds no picture"),
        ({"format": "mp3", "channels": 6}, "channels: mp3 holds at most 2"),
        ({"format": "mp3", "sample_rate": 96000}, "sample_rate: mp3 takes"),
        ({"format": "opus", "sample_rate": 44100}, "sample_rate: opus takes"),
        ({"format": "wav", "audio_bitrate": "128k"}, "audio_bitrate: wav is lossless"),
        ({"format": "mp3", "audio_bitrate": "500k"}, "audio_bitrate: mp3 takes 32000 to 320000"),
        ({"format": "mp3", "sample_rate": 8000, "audio_bitrate": "128k"}, "audio_bitrate: mp3 takes 8000 to 64000"),
        ({"format": "m4a", "sample_rate": 8000, "channels": 1, "audio_bitrate": "128k"}, "takes 8000 to 48000"),
        ({"loudness_lufs": 3}, "less than or equal to -5"),
        ({"format": "ogg"}, "'mp4', 'm4a', 'mp3', 'opus', 'wav' or 'flac'"),
    ],
)
def test_what_no_encoder_honours_is_refused_by_name(asked: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words.replace("(", r"\(")):
        spec(**asked)


@pytest.mark.parametrize("to", MediaFormat)
def test_what_is_usual_is_possible(to: MediaFormat) -> None:
    rules = to.rules
    for rate in rules.sample_rates or (44_100,):
        lowest, highest = bitrates(to, sample_rate=rate, channels=2)
        assert 0 < lowest < highest
        assert spec(format=to, sample_rate=rate, channels=2).sample_rate == rate
    if not rules.lossless:
        lowest, highest = bitrates(to, sample_rate=rules.sample_rates[-1], channels=2)
        assert lowest <= 2 * rules.usual_bitrate <= highest


def test_a_newer_field_does_not_stop_an_older_worker() -> None:
    assert spec(invented_later=1) == spec()
