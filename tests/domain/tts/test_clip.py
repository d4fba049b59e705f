"""Judgement of clips: silent, clipped, cut short, too long."""

import pytest

from domain.tts.clip import ClipMeasure, Defect, judge

SENTENCE = (
    "It slows down the enzymes that would turn the crumb gummy, and it gives the loaf a longer life on the shelf, "
    "which bakers found out long before anyone had a name for the bacteria."
)


def measured(seconds: float, *, share: float = 0.8, loudness: float | None = -23.0, clipped: int = 0) -> ClipMeasure:
    return ClipMeasure(
        samples=round(seconds * 44_100),
        sample_rate=44_100,
        loudness_lufs=loudness,
        clipped_samples=clipped,
        voiced_seconds=seconds * share,
    )


def verdict(measure: ClipMeasure, text: str = SENTENCE, words_per_minute: float = 160, speed: float = 1.0) -> str:
    defect = judge(measure, text=text, words_per_minute=words_per_minute, speed=speed)
    return defect.code if defect else "good"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        # as two local voices said them
        ("Go on.", 0.57),
        ("Why?", 0.40),
        ("Right.", 0.35),
        ("And then what happened?", 1.09),
        (SENTENCE, 9.2),
        # slower and faster voices than declared, drawn-out interjections, numbers and names spelled out
        (SENTENCE, 13.5),
        (SENTENCE, 7.5),
        ("Hm.", 1.6),
        ("In 2024, 1,234,567 people paid $19.99.", 8.5),
        ("1,000,000!", 0.7),
        ("The HTTPS API, by the IEEE.", 4.5),
        ("これは日本語の文です。", 2.2),
        ("—", 0.4),
    ],
)
def test_a_good_clip_is_kept(text: str, seconds: float) -> None:
    assert verdict(measured(seconds), text) == "good"


def test_half_of_the_audio_missing_is_noticed() -> None:
    assert verdict(measured(9.2)) == "good"
    assert verdict(measured(9.2 / 2)) == Defect.TOO_SHORT
    assert verdict(measured(9.2, share=0.41)) == Defect.SILENT


def test_speed_shifts_what_is_expected() -> None:
    assert verdict(measured(5.2)) == Defect.TOO_SHORT
    assert verdict(measured(5.2), speed=1.9) == "good"


def test_a_voice_that_runs_away_is_noticed() -> None:
    assert verdict(measured(31)) == Defect.TOO_LONG
    assert verdict(measured(12), "Why?") == Defect.TOO_LONG


@pytest.mark.parametrize("text", ["Go on.", SENTENCE, ""])
def test_silence_is_noticed_whatever_the_text(text: str) -> None:
    assert verdict(measured(9.2, loudness=None, share=0), text) == Defect.SILENT
    assert verdict(measured(9.2, loudness=-62.0), text) == Defect.SILENT


def test_an_empty_clip_is_silent() -> None:
    assert verdict(measured(0, loudness=None)) == Defect.SILENT


def test_clipping_is_noticed_and_a_touch_of_full_scale_is_not() -> None:
    assert verdict(measured(9.2, clipped=60)) == "good"
    assert verdict(measured(9.2, clipped=900)) == Defect.CLIPPED


def test_the_message_gives_the_figures() -> None:
    defect = judge(measured(4.0), text=SENTENCE, words_per_minute=160)
    assert defect is not None
    assert defect.message.startswith("The clip lasts 4.0 s; its text takes about 12.1 s to say.")
