"""Podcasts with a known number of turns: the request, and what the language model will answer to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice

from domain.script.budget import PAUSE_BETWEEN_SEGMENTS, PAUSE_IN_EXCHANGE
from domain.script.model import Part
from domain.tts.speaker import Role
from tests.fakevendor.audio import seconds_of

WORDS = (
    "harbour", "lantern", "river", "station", "granite", "copper", "meadow", "library", "engine", "orchard",
    "signal", "winter", "bridge", "market", "island", "window", "garden", "letter", "mountain", "village",
    "painter", "railway", "compass", "shadow", "thunder", "morning", "keeper", "glacier", "canvas",
)  # fmt: skip
PARTS = (
    Part(name="HOST", role=Role.HOST, words_per_minute=165),
    Part(name="EXPERT", role=Role.EXPERT, words_per_minute=165),
)
FRAME = ("the", "", "of the", "", "and the", "", "in a", "", "near the", "", "behind a", "")
_serial = count(1)


@dataclass(frozen=True)
class Episode:
    """`segments`: the turns' texts of each. No two episodes share a text, so nothing is ever reused."""

    name: str
    segments: Sequence[Sequence[str]]

    @property
    def texts(self) -> list[str]:
        return [text for segment in self.segments for text in segment]

    @property
    def seconds(self) -> float:
        """Of the finished audio, pauses included."""
        pauses = PAUSE_BETWEEN_SEGMENTS * (len(self.segments) - 1) + PAUSE_IN_EXCHANGE * len(self.texts) / 2
        return sum(map(seconds_of, self.texts)) + pauses

    def request(self, tts: str) -> dict[str, object]:
        """A source of one passage for each segment: with no more segments can be planned.

        It asks for the time that the fake voices take. Once they were heard, nothing is cut or gone on with.
        """
        return {
            "sources": [
                {"type": "text", "title": f"The register of {self.name}", "text": _source(self.name, n)}
                for n in range(len(self.segments))
            ],
            "language": "en",
            "duration_minutes": round(self.seconds / 60, 2),
            "llm": "openai",
            "speakers": [{"name": part.name, "role": part.role, "tts": tts} for part in PARTS],
        }


def episode(turns: Sequence[int], *, words: int) -> Episode:
    """`turns` of each segment; `words` of each turn."""
    name = _named(next(_serial))
    number = count(1)
    return Episode(name, [[_text(name, next(number), words) for _ in range(each)] for each in turns])


def _source(name: str, segment: int) -> str:
    return " ".join(_text(f"{name} {WORDS[segment]}", number, 16) for number in range(8))


def _text(name: str, number: int, words: int) -> str:
    told = f"The {name} tells of the {_named(number)}:".split()
    seed = sum(map(ord, name)) * 7919 + number
    return " ".join([*told, *islice(_walk(seed), words - len(told))]) + "."


def _walk(seed: int) -> Iterator[str]:
    for each in cycle(FRAME):
        seed = (seed * 1103515245 + 12345) % 2**31
        yield from (each or WORDS[(seed >> 8) % len(WORDS)]).split()


def _named(number: int) -> str:
    """A number in words, so that no figure is said that the source does not have."""
    name = WORDS[number % len(WORDS)]
    return name if number < len(WORDS) else f"{_named(number // len(WORDS))} {name}"
