"""From what a source holds and what is asked to how it is made."""

import pytest

from domain.errors import PermanentFault
from domain.media.facts import AudioStream, MediaFacts, VideoStream
from domain.media.output import OutputSpec
from domain.media.plan import OutputPlan, plan_output

AAC = AudioStream(index=1, codec="aac", sample_rate=44_100, channels=2, seconds=100.0)
H264 = VideoStream(index=0, codec="h264", width=1280, height=720, pixel_format="yuv420p", seconds=100.0)
FILM = MediaFacts(container="mov", media_type="video/mp4", audio=AAC, video=H264, claimed_seconds=100.0)


def plan(facts: MediaFacts = FILM, **asked: object) -> OutputPlan:
    return plan_output(facts, OutputSpec.model_validate({"format": "mp4", **asked}), name="film.mp4")


def audio(**changed: object) -> MediaFacts:
    return FILM.model_copy(update={"audio": AAC.model_copy(update=changed), "video": None})


def video(**changed: object) -> MediaFacts:
    return FILM.model_copy(update={"video": H264.model_copy(update=changed)})


def refused(facts: MediaFacts = FILM, **asked: object) -> PermanentFault:
    with pytest.raises(PermanentFault) as raised:
        plan(facts, **asked)
    assert raised.value.advice
    return raised.value


def test_a_film_that_is_one_already_is_copied() -> None:
    assert plan().summary == "video copied, audio copied"
    assert plan(end=50).summary == "video copied, audio copied"


@pytest.mark.parametrize(
    ("facts", "asked", "summary"),
    [
        (FILM, {"start": 5}, "video encoded, audio encoded"),
        (FILM, {"loudness_lufs": -16}, "video copied, audio encoded"),
        (FILM, {"audio_bitrate": "128k"}, "video copied, audio encoded"),
        (FILM, {"video": False}, "audio copied"),
        (video(codec="vp9"), {}, "video encoded, audio copied"),
        (video(pixel_format="yuv444p"), {}, "video encoded, audio copied"),
        (audio(codec="opus"), {}, "audio encoded"),
        (audio(codec="mp3"), {"format": "mp3"}, "audio copied"),
        (FILM, {"format": "m4a"}, "audio copied"),
        (FILM, {"format": "m4a", "start": 1}, "audio encoded"),
        (audio(codec="flac"), {"format": "wav"}, "audio encoded"),
    ],
)
def test_what_has_to_be_encoded_is(facts: MediaFacts, asked: dict[str, object], summary: str) -> None:
    assert plan(facts, **asked).summary == summary
    assert "copied" not in plan(facts, **asked).encoded.summary


@pytest.mark.parametrize(
    ("source", "to", "rate"),
    [(96_000, "mp3", 48_000), (44_100, "opus", 48_000), (8_000, "mp3", 8_000), (11_025, "opus", 12_000),
     (192_000, "flac", 192_000), (384_000, "wav", 192_000), (37_800, "m4a", 44_100)],
)  # fmt: skip
def test_the_sample_rate_is_the_least_that_loses_nothing(source: int, to: str, rate: int) -> None:
    made = plan(audio(sample_rate=source, codec="pcm_s16le"), format=to).audio
    assert made is not None
    assert made.sample_rate == rate


def test_bitrates_follow_the_channels() -> None:
    rates = {}
    for channels in (1, 2, 6):
        made = plan(audio(channels=channels, codec="flac"), format="m4a").audio
        assert made is not None
        rates[channels] = made.bitrate
    assert rates == {1: 96_000, 2: 192_000, 6: 576_000}


def test_a_telephone_call_gets_the_bitrate_that_was_asked_for() -> None:
    """MPEG 2.5 ends at 64 kbit/s: the sample rate rises until the bits can be used."""
    made = plan(audio(sample_rate=8_000, channels=1, codec="pcm_mulaw"), format="mp3", audio_bitrate="128k").audio
    assert made is not None
    assert (made.sample_rate, made.bitrate) == (16_000, 128_000)


def test_a_bitrate_that_cannot_be_had_is_told() -> None:
    made = plan(audio(sample_rate=96_000, channels=1, codec="flac"), format="m4a", audio_bitrate="400k")
    assert made.audio is not None
    assert made.audio.bitrate == 256_000
    assert [notice.code for notice in made.notices] == ["bitrate_changed"]


def test_a_part() -> None:
    part = plan(format="mp3", start=10, end=25.5)
    assert (part.start, part.end, part.seconds) == (10.0, 25.5, 15.5)
    assert plan(format="mp3", end=300).end is None
    assert [notice.code for notice in plan(format="mp3", end=300).notices] == ["end_after_source"]


def test_sound_shorter_than_its_film() -> None:
    facts = FILM.model_copy(update={"audio": AAC.model_copy(update={"seconds": 10.0})})
    assert plan(facts).seconds == 100.0
    assert plan(facts, format="mp3").seconds == 10.0
    assert refused(facts, format="mp3", start=50).code == "trim_outside_source"


def test_what_is_not_there_is_named() -> None:
    silent = FILM.model_copy(update={"audio": None})
    assert refused(silent, format="mp3").code == "no_audio"
    assert refused(silent, video=False).code == "no_audio"
    assert refused(audio(), video=True).code == "no_video"
    assert plan(silent).audio is None


def test_a_source_that_ends_early() -> None:
    cut = FILM.model_copy(update={"claimed_seconds": 200.0})
    assert refused(cut, format="mp3").code == "source_damaged"
    assert refused(cut, format="mp3", end=150).code == "source_damaged"
    assert plan(cut, format="mp3", end=90).seconds == 90.0
    nearly = FILM.model_copy(update={"claimed_seconds": 101.5})
    assert plan(nearly, format="mp3").seconds == 100.0


def test_days_are_not_converted() -> None:
    endless = audio(seconds=200_000.0).model_copy(update={"claimed_seconds": None})
    assert refused(endless, format="mp3").code == "source_too_long"
    assert plan(endless, format="mp3", start=190_000).seconds == 10_000.0


def test_the_size_of_audio_is_known_before() -> None:
    assert plan(audio(codec="flac"), format="wav").bytes_expected == 100 * 44_100 * 4
    assert plan(audio(codec="flac"), format="mp3").bytes_expected == 100 * 192_000 // 8
    assert plan().bytes_expected is None


def test_a_cover_goes_where_it_can() -> None:
    facts = audio(codec="mp3").model_copy(update={"cover": 1})
    assert plan(facts, format="m4a").cover == 1
    assert plan(facts, format="opus").cover is None
