"""The script: what the voices say, who says it, and what each turn rests on."""

from enum import StrEnum

from domain.money import Bill
from domain.retrieve.source import Corpus
from domain.value import Value


class Role(StrEnum):
    HOST = "host"
    EXPERT = "expert"


class Part(Value):
    """A speaker as the writer sees it. `words_per_minute` is the measured rate of the voice at its speed."""

    name: str
    role: Role
    words_per_minute: float


class Brief(Value):
    """All that a writer is told. `words` is the whole episode's budget, from minutes, pauses and rates."""

    title: str | None
    topic: str | None
    language: str
    minutes: float
    words: int
    parts: tuple[Part, ...]
    corpus: Corpus


class PlannedSegment(Value):
    title: str
    summary: str = ""
    words: int
    passages: tuple[str, ...] = ()  # ids, in document order


class Citation(Value):
    """Characters [start, end) of `Passage.text`; both 0 when the whole passage is meant."""

    passage: str
    start: int = 0
    end: int = 0


class DraftTurn(Value):
    speaker: str
    text: str
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()  # what an editor should look at: `uncited`, `number_not_in_sources`


class Notice(Value):
    """Shown to people, never fatal. The HTTP contract fixes the shape."""

    code: str
    message: str
    source: int | None = None
    turn: int | None = None


class TokenUsage(Value):
    """`output` and `input` in tokens as the vendor billed them."""

    input: int = 0
    output: int = 0
    cost_usd: float = 0.0
    reused: bool = False

    @property
    def bill(self) -> Bill:
        return Bill(input_tokens=self.input, output_tokens=self.output, cost_usd=self.cost_usd)

    def __add__(self, other: "TokenUsage") -> "TokenUsage":
        return TokenUsage(
            input=self.input + other.input,
            output=self.output + other.output,
            cost_usd=self.cost_usd + other.cost_usd,
            reused=self.reused and other.reused,
        )


class SegmentDraft(Value):
    """One segment as written. `index` from 0."""

    index: int
    title: str
    turns: tuple[DraftTurn, ...]
    warnings: tuple[Notice, ...] = ()


class Outline(Value):
    """`drafts`: of a writer that plans by writing. Who hands out a segment, even a newer version, finds it there."""

    title: str
    segments: tuple[PlannedSegment, ...]
    drafts: tuple[SegmentDraft, ...] = ()


class Turn(Value):
    """One turn of the frozen script. `index` from 1 in the episode, `id` survives edits, `spoken` is for the voice."""

    id: str
    index: int
    segment: int  # from 0
    speaker: str
    text: str
    spoken: str
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
