"""Words from minutes: what two voices say in a time, once the pauses a listener expects are taken off."""

from collections.abc import Sequence

from domain.script.model import Part
from domain.tts.speaker import Role

PAUSE_IN_EXCHANGE = 0.3 + 0.525
"""Seconds after a question and after an answer (the middle of 250-350 ms and of 450-600 ms)."""
PAUSE_BETWEEN_SEGMENTS = 0.9
HOST_SHARE = 0.19
"""Part of all words that the HOST says; allowed are 15-25 %."""
EXCHANGE_WORDS = 54
"""Words of one question and its answer, as episodes come out."""
FEWEST_WORDS = 40


def segment_count(minutes: float) -> int:
    """Segments of an episode: clamp(round(0.8 x minutes) + 1, 2, 8)."""
    return max(2, min(8, round(0.8 * minutes) + 1))


def words_for(minutes: float, parts: Sequence[Part]) -> int:
    """Words of the whole episode: the minutes less the pauses, at the measured rates of the voices.

    The HOST says `HOST_SHARE` of them, the others share the rest equally.
    """
    per_word = sum(share * 60.0 / part.words_per_minute for part, share in zip(parts, shares(parts), strict=True))
    speech = minutes * 60.0 - PAUSE_BETWEEN_SEGMENTS * (segment_count(minutes) - 1)
    return max(FEWEST_WORDS, round(speech / (per_word + PAUSE_IN_EXCHANGE / EXCHANGE_WORDS)))


def shares(parts: Sequence[Part]) -> list[float]:
    """Each part's share of the words; they add up to one."""
    hosts = sum(part.role is Role.HOST for part in parts)
    if hosts in (0, len(parts)):
        return [1.0 / len(parts)] * len(parts)
    return [
        HOST_SHARE / hosts if part.role is Role.HOST else (1.0 - HOST_SHARE) / (len(parts) - hosts) for part in parts
    ]


def minutes_of(words: int, parts: Sequence[Part], *, segments: int) -> float:
    """How long that many words take; the inverse of `words_for`, for estimates of a script that is written."""
    per_word = sum(share * 60.0 / part.words_per_minute for part, share in zip(parts, shares(parts), strict=True))
    seconds = words * (per_word + PAUSE_IN_EXCHANGE / EXCHANGE_WORDS) + PAUSE_BETWEEN_SEGMENTS * max(0, segments - 1)
    return seconds / 60.0
