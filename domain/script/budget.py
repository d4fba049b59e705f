"""Words from minutes: what the voices say in a time, less the pauses that a listener expects."""

from collections.abc import Sequence

from domain.script.model import Part
from domain.tts.rates import words_per_minute
from domain.tts.speaker import Role, Speaker

PAUSE_AFTER_QUESTION, PAUSE_AFTER_ANSWER = 0.3, 0.525
"""Seconds: the middle of 250-350 ms and of 450-600 ms (domain.combine.timeline)."""
PAUSE_IN_EXCHANGE = PAUSE_AFTER_QUESTION + PAUSE_AFTER_ANSWER
PAUSE_BETWEEN_SEGMENTS = 0.9
HOST_SHARE = 0.19
"""Part of all words that the host says; 15-25 % are allowed."""
EXCHANGE_WORDS = 54
"""Words of one question and its answer, as episodes come out."""
FEWEST_WORDS = 40
"""Of an episode: one question and its answer would be cut short by less."""


def segment_count(minutes: float) -> int:
    """Segments of an episode: clamp(round(0.8 x minutes) + 1, 2, 8)."""
    return max(2, min(8, round(0.8 * minutes) + 1))


def parts_of(speakers: Sequence[Speaker]) -> tuple[Part, ...]:
    """The speakers as the writer sees them."""
    return tuple(
        Part(
            name=speaker.name,
            role=speaker.role,
            words_per_minute=speaker.words_per_minute,
            characters_per_second=speaker.characters_per_second,
            character=speaker.character,
            persona=speaker.persona,
            note=speaker.note,
        )
        for speaker in speakers
    )


def words_for(minutes: float, parts: Sequence[Part]) -> int:
    """Words of the whole episode: the minutes less the pauses, at the measured rates of the voices.

    The host says `HOST_SHARE` of them, the others share the rest equally.
    """
    speech = minutes * 60.0 - PAUSE_BETWEEN_SEGMENTS * (segment_count(minutes) - 1)
    return max(FEWEST_WORDS, round(speech / _seconds_per_word(parts)))


def shares(parts: Sequence[Part]) -> list[float]:
    """Each part's share of the words; they add up to one."""
    hosts = sum(part.role is Role.HOST for part in parts)
    if hosts in (0, len(parts)):
        return [1.0 / len(parts)] * len(parts)
    return [
        HOST_SHARE / hosts if part.role is Role.HOST else (1.0 - HOST_SHARE) / (len(parts) - hosts) for part in parts
    ]


def minutes_of(words: int, parts: Sequence[Part], *, segments: int) -> float:
    """How long that many words take, as an estimate for a script that is written; the inverse of `words_for`."""
    seconds = words * _seconds_per_word(parts) + PAUSE_BETWEEN_SEGMENTS * max(0, segments - 1)
    return seconds / 60.0


def _seconds_per_word(parts: Sequence[Part]) -> float:
    """With its share of the pauses inside an exchange."""
    per_word = sum(share * 60.0 / words_per_minute(part) for part, share in zip(parts, shares(parts), strict=True))
    return per_word + PAUSE_IN_EXCHANGE / EXCHANGE_WORDS
