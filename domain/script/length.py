"""Length: what a part of a script takes to be said, by what there is to say in it and by its pauses."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from domain.retrieve.words import count_words
from domain.script.budget import PAUSE_AFTER_ANSWER, PAUSE_AFTER_QUESTION
from domain.script.model import DraftTurn
from domain.sentences import CLOSING_MARKS
from domain.tts.rates import letters_of
from domain.tts.spoken.text import speech_text
from domain.value import Value

EDGES_SECONDS = 0.25 + 0.8
"""The silence before the first turn and after the last (domain.combine.timeline)."""

PROMPT_WORDS = 3
"""A turn this short ("Go on.") is answered as quickly as a question (domain.combine.timeline)."""


class Talk(Value):
    """What a part of a script takes. `letters` by speaker (domain.tts.rates); `silence`: seconds between its turns."""

    letters: dict[str, float] = Field(default_factory=dict)
    silence: float = 0.0
    turns: int = 0

    def seconds(self, rates: Mapping[str, float]) -> float:
        """`rates`: letters a second by speaker."""
        return self.silence + sum(letters / rates[speaker] for speaker, letters in self.letters.items())


def talk_of(turns: Sequence[DraftTurn], *, language: str) -> Talk:
    letters: dict[str, float] = {}
    for turn in turns:
        said = letters_of(speech_text(turn.text, language=language))
        letters[turn.speaker] = letters.get(turn.speaker, 0.0) + said
    return Talk(letters=letters, silence=silence_between([turn.text for turn in turns]), turns=len(turns))


def silence_between(texts: Sequence[str]) -> float:
    """Seconds of the pauses between turns of one segment."""
    return sum(pause_after(text) for text in texts[:-1])


def pause_after(text: str) -> float:
    said = text.rstrip(f" \t\r\n{CLOSING_MARKS}")
    asks = said.endswith(("?", "？", "؟")) or count_words(text) <= PROMPT_WORDS
    return PAUSE_AFTER_QUESTION if asks else PAUSE_AFTER_ANSWER
