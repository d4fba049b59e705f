"""Seconds of a script as its two voices will take them, so that technical words do not make an episode long."""

from collections.abc import Iterable, Sequence

from domain.script.budget import PAUSE_AFTER_ANSWER, PAUSE_AFTER_QUESTION, PAUSE_BETWEEN_SEGMENTS, words_for
from domain.script.model import Brief, SegmentDraft
from domain.script.shortening import meant, shortened
from domain.tts.rates import LETTERS_PER_WORD, letters_of, rate_of
from domain.tts.spoken.text import speech_text


class Pace:
    """What the voices of one brief take for a text. `wanted`: seconds of the whole episode."""

    def __init__(self, brief: Brief) -> None:
        self._rates = {part.name: rate_of(part) for part in brief.parts}
        self._letters: dict[str, float] = {}
        usual = words_for(brief.minutes, brief.parts)
        self.wanted = brief.minutes * 60.0 * brief.words / usual

    def seconds(self, drafts: Sequence[SegmentDraft]) -> float:
        """All that is meant to be said, and the pauses between."""
        total = PAUSE_BETWEEN_SEGMENTS * max(0, len(drafts) - 1)
        for draft in drafts:
            turns = meant(draft)
            texts = [turn.text for turn in turns]
            total += sum(PAUSE_AFTER_QUESTION if text.endswith("?") else PAUSE_AFTER_ANSWER for text in texts[:-1])
            total += sum(self._letters_of(turn.text) / self._rates[turn.speaker] for turn in turns)
        return total

    def cut(self, drafts: Sequence[SegmentDraft]) -> list[SegmentDraft]:
        """Drafts that take too long, each in its share of the time, as they are when they are frozen."""
        whole = self.seconds(drafts)
        return [
            shortened(draft, self.seconds([draft]) * self.wanted / whole, language="en", rates=self._rates)
            for draft in drafts
        ]

    def nearer(self, one: list[SegmentDraft], other: list[SegmentDraft]) -> list[SegmentDraft]:
        """Whichever takes more nearly the time that is wanted."""
        return one if self._misses(one) <= self._misses(other) else other

    def _misses(self, drafts: Sequence[SegmentDraft]) -> float:
        return abs(self.seconds(drafts) - self.wanted)

    def _letters_of(self, text: str) -> float:
        if text not in self._letters:
            self._letters[text] = letters_of(speech_text(text, language="en"))
        return self._letters[text]


def word_length(texts: Iterable[str], *, words: int) -> float:
    """How much longer the words of a document are to say than usual ones; 1.0 where it has none."""
    letters = sum(letters_of(text) for text in texts)
    return letters / words / LETTERS_PER_WORD if words else 1.0
