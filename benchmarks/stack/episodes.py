"""Podcasts with a known number of turns: the request, and what the language model will answer to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from domain.script.budget import minutes_of
from domain.script.model import Part, Role

WORDS = ("harbour", "lantern", "river", "station", "granite", "copper", "meadow", "library", "engine", "orchard", "signal",
         "winter", "bridge", "market", "island", "window", "garden", "letter", "mountain", "village", "painter",
         "railway", "compass", "shadow", "thunder", "morning", "keeper", "glacier", "canvas")  # fmt: skip
PARTS = (
    Part(name="HOST", role=Role.HOST, words_per_minute=165),
    Part(name="EXPERT", role=Role.EXPERT, words_per_minute=165),
)
_serial = count(1)


@dataclass(frozen=True)
class Episode:
    """`segments`: the turns' texts of each. No two episodes share a text, so nothing is ever reused."""

    serial: int
    segments: Sequence[Sequence[str]]

    @property
    def texts(self) -> list[str]:
        return [text for segment in self.segments for text in segment]

    @property
    def answers(self) -> list[dict[str, object]]:
        """Outline first, then a segment each."""
        planned: list[dict[str, object]] = [
            {"title": f"Part {n + 1}", "summary": "What happened.", "passages": []} for n in range(len(self.segments))
        ]
        said = count()
        written: list[dict[str, object]] = [
            {"turns": [{"speaker": PARTS[next(said) % 2].name, "text": text, "citations": []} for text in segment]}
            for segment in self.segments
        ]
        return [{"title": f"Register {self.serial}", "segments": planned}, *written]

    def request(self, tts: str) -> dict[str, object]:
        words = sum(len(text.split()) for text in self.texts)
        source = " ".join(f"Register {self.serial} names the {word} on page {n}." for n, word in enumerate(WORDS * 4))
        return {
            "sources": [{"type": "text", "text": source, "title": f"Register {self.serial}"}],
            "language": "en",
            "duration_minutes": round(minutes_of(words, PARTS, segments=len(self.segments)), 2),
            "llm": "openai",
            "speakers": [{"name": part.name, "role": part.role, "tts": tts} for part in PARTS],
        }


def episode(turns: Sequence[int], *, words: int) -> Episode:
    """`turns` of each segment; `words` of each turn."""
    serial = next(_serial)
    number = count(1)
    return Episode(serial, [[_text(serial, next(number), words) for _ in range(each)] for each in turns])


def _text(serial: int, number: int, words: int) -> str:
    start = f"Entry {number} of register {serial} tells of the".split()
    rest = _walk(serial * 31 + number)
    return " ".join([*start, *(next(rest) for _ in range(words - len(start)))]) + "."


def _walk(seed: int) -> Iterator[str]:
    at = seed
    while True:
        at = (at * 1103515245 + 12345) % 2**31
        yield WORDS[(at >> 8) % len(WORDS)]
