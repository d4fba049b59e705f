"""The pace of a podcast: how long its voices take, by what they have said so far, and what is still to be said."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from domain.artifacts.reference import ArtifactRef
from domain.script.length import Talk
from domain.tts.rates import rate_of
from domain.tts.speaker import Speaker
from domain.value import Value

BELIEVED_LETTERS = 40.0
"""How many letters of sound the rate that was known before counts as: a first question of a few words should not
decide, and an answer of two sentences should."""


FAR_OFF = 1.3
"""Of what is known of a writer: an opening that is off by no more shows nothing. It has two turns or three, of which
one may be a sentence longer; and a writer that says so much more everywhere costs as much more at most."""


class WrittenSegment(Value):
    """A draft, and what it takes to say. `extended`: it was asked for more words already. `delivered`: words said for
    each word asked."""

    draft: ArtifactRef
    talk: Talk = Talk()
    extended: bool = False
    delivered: float = 1.0


class Pace(BaseModel):
    """`plan`: words of the segments as planned. `written`: drafts by index, in any order. `letters` and `seconds`: what
    each speaker has said. `silence`: seconds of the pauses within frozen segments. `expected` and `actual`: seconds of
    the whole episode, by what is known so far, and as it was rendered. `begun`: of the last frozen segment, the first
    exchange alone is frozen so far."""

    plan: tuple[int, ...] = ()
    written: dict[int, WrittenSegment] = Field(default_factory=dict)
    letters: dict[str, float] = Field(default_factory=dict)
    seconds: dict[str, float] = Field(default_factory=dict)
    silence: float = 0.0
    expected: float | None = None
    actual: float | None = None
    begun: bool = False

    def heard(self, speaker: str, letters: float, seconds: float) -> None:
        """A clip says how long the voice took. What was found without its length says nothing."""
        if letters > 0 and seconds > 0:
            self.letters[speaker] = self.letters.get(speaker, 0.0) + letters
            self.seconds[speaker] = self.seconds.get(speaker, 0.0) + seconds

    def forget(self, speaker: str) -> None:
        """It speaks with another voice from now on."""
        self.letters.pop(speaker, None)
        self.seconds.pop(speaker, None)

    def dropped(self) -> None:
        """The script is written again. What was heard of the voices stays true."""
        self.written, self.silence, self.begun = {}, 0.0, False

    @property
    def begins_long(self) -> bool:
        """Whether the first segment is the larger part, so that the others could not make good what it is off by."""
        return 2 * sum(self.plan[:1]) > sum(self.plan)

    def is_sure_of(self, voices: Sequence[Speaker]) -> bool:
        """Whether all rates were measured, here or before."""
        return all(voice.characters_per_second or self.letters.get(voice.name) for voice in voices)

    def delivery(self, known: float) -> float:
        """Words said for each word asked: what was known of the writer, unless its opening shows it to be another."""
        shown = self.written[0].delivered if 0 in self.written else known
        return known if 1 / FAR_OFF <= shown / known <= FAR_OFF else shown

    def rates(self, voices: Sequence[Speaker]) -> dict[str, float]:
        """Letters a second by speaker: what was known before, corrected by what was heard."""
        return {voice.name: self._rate(voice.name, rate_of(voice)) for voice in voices}

    def _rate(self, name: str, known: float) -> float:
        letters, seconds = self.letters.get(name, 0.0), self.seconds.get(name, 0.0)
        return (letters + BELIEVED_LETTERS) / (seconds + BELIEVED_LETTERS / known)

    def seconds_of_segment(self, index: int, rates: Mapping[str, float], *, asked: float) -> float:
        """Of a segment that is not frozen yet: as it is written, else its share of what is `asked` of them all."""
        written = self.written.get(index)
        if written is not None:
            return written.talk.seconds(rates)
        return asked * self.plan[index] / max(1, sum(self.plan)) if index < len(self.plan) else 0.0

    def turns_to_come(self, frozen: int, *, planned: int) -> int:
        """Turns of the segments that are not frozen; 0 unless all of them are written."""
        if len(self.written) < planned:
            return 0
        return sum(written.talk.turns for index, written in self.written.items() if index >= frozen)
