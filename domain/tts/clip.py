"""A clip with its measure, and the judgement of whether it may be stored or used again."""

from enum import StrEnum

from domain.artifacts.reference import ArtifactRef
from domain.tts.rates import LETTERS_PER_WORD
from domain.value import Value

SILENT_LUFS = -55.0
"""20 LU below the quietest voice met (−35 LUFS), 35 LU above the noise of 16 bits."""

SHORTEST_SHARE, LONGEST_SHARE = 0.58, 2.2
"""Of the expected length. Good clips of two voices lay at 0.8–1.02; a voice whose rate was only assumed (150 words a
minute) speaks 130–200, that is 0.75–1.15. Below, about half the audio is missing; above, the voice ran away."""

SHORT_GRACE_SECONDS, LONG_GRACE_SECONDS = 0.4, 2.5
"""Within this distance the length says nothing: "Why?" lasts 0.4 s or 0.9 s, and pauses are a matter of taste."""

SOUNDING_SHARE, SOUNDING_GRACE_SECONDS = 0.5, 0.2
"""Of the clip that must be speech. Good clips lay at 0.63–0.94, clips with one half silenced at 0.34–0.46."""

CLIPPED_SHARE = 0.0005
"""Of the samples, at full scale in runs of three or more: about seven crackling peaks a second. Speech normalised to
full scale had none, driven 3 dB over it 0.00005, 6–9 dB over it this."""


class ClipMeasure(Value):
    """The measure of a decoded mono clip. Loudness is in LUFS (BS.1770); None when there is no sound to measure."""

    samples: int
    sample_rate: int
    loudness_lufs: float | None
    clipped_samples: int = 0  # at full scale, in runs of three or more
    voiced_seconds: float = 0.0  # time above the silence threshold

    @property
    def seconds(self) -> float:
        return self.samples / self.sample_rate

    def samples_at(self, sample_rate: int) -> int:
        """How many samples the clip has at another rate."""
        return round(self.samples * sample_rate / self.sample_rate)


class Clip(Value):
    """One stored clip: mono 16-bit WAV at its vendor's rate, with its measure. `characters` is what was billed.

    `paid_by` is the activity that paid for it; see activities.vendors.billing."""

    audio: ArtifactRef
    measure: ClipMeasure
    characters: int
    request_id: str = ""
    paid_by: str = ""


class Defect(StrEnum):
    SILENT = "silent"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CLIPPED = "clipped"


class ClipDefect(Value):
    """Why a clip is rejected. `code` becomes a fault's code (`clip_silent`); `message` has the figures."""

    code: Defect
    message: str


def judge(measure: ClipMeasure, *, text: str, words_per_minute: float, speed: float = 1.0) -> ClipDefect | None:
    """The defect of a clip; None when it plausibly says `text` (the speech text).

    `words_per_minute` is the voice's rate at speed 1; a rate that already includes the speed goes with `speed=1`.
    """
    letters_per_second = words_per_minute * speed * LETTERS_PER_WORD / 60
    fewest, most = (letters / letters_per_second for letters in _spoken_letters(text))
    if measure.loudness_lufs is None or measure.loudness_lufs < SILENT_LUFS or measure.voiced_seconds == 0:
        return ClipDefect(code=Defect.SILENT, message="The clip is silent.")
    shortest = SHORTEST_SHARE * fewest - SHORT_GRACE_SECONDS
    if measure.seconds < shortest:
        return ClipDefect(
            code=Defect.TOO_SHORT,
            message=f"The clip lasts {measure.seconds:.1f} s; its text takes about {fewest:.1f} s to say.",
        )
    if measure.voiced_seconds < SOUNDING_SHARE * measure.seconds - SOUNDING_GRACE_SECONDS:
        return ClipDefect(
            code=Defect.SILENT,
            message=f"Only {measure.voiced_seconds:.1f} s of the clip's {measure.seconds:.1f} s are speech.",
        )
    if measure.seconds > LONGEST_SHARE * most + LONG_GRACE_SECONDS:
        return ClipDefect(
            code=Defect.TOO_LONG,
            message=f"The clip lasts {measure.seconds:.1f} s; its text takes about {most:.1f} s to say.",
        )
    if measure.clipped_samples > CLIPPED_SHARE * measure.samples:
        share = 100 * measure.clipped_samples / measure.samples
        return ClipDefect(code=Defect.CLIPPED, message=f"The clip is distorted: {share:.2f} % of it is at full scale.")
    return None


def _spoken_letters(text: str) -> tuple[float, float]:
    """The fewest and the most letters that saying `text` may take.

    A digit is 1.4 letters ("1000000" is "one million") to 9 ("1234567" in words), a letter of an acronym 1 to 3, a
    symbol nothing or "percent", an ideograph or kana about the time of three letters.
    """
    fewest = most = 0.0
    for word in text.split():
        acronym = len(word) > 1 and word.isupper()
        for character in word:
            if character.isdigit():
                low, high = 1.4, 9.0
            elif "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3":
                low, high = 2.0, 4.0
            elif character.isalpha():
                low, high = 1.0, 3.0 if acronym else 1.0
            else:
                low, high = 0.0, 0.0 if character in ".,;:!?'\"()-–—…’‘“”" else 8.0
            fewest, most = fewest + low, most + high
    return fewest, most
