"""Ports for writing: a script writer, and one call to a language model, on which a writer may be built."""

from enum import StrEnum
from typing import Protocol, runtime_checkable

from domain.jobs.notice import Notice
from domain.money import Bill, TokenUsage
from domain.progress import OnProgress
from domain.script.model import Brief, Outline, SegmentDraft
from domain.value import Value

BYTES_PER_TOKEN = 3


class Message(Value):
    role: str  # system | user | assistant
    content: str


class Ask(Value):
    """One call to a language model. `json_schema`: the answer's JSON Schema. `take` above 0 asks anew for what was
    answered before; the model does not see it."""

    messages: tuple[Message, ...]
    schema_name: str
    json_schema: str
    max_output_tokens: int
    temperature: float | None = None
    take: int = 0

    @property
    def most(self) -> Bill:
        """About the most that it may be billed: a token for three bytes (English has four or five), and all output."""
        sent = sum(len(message.content.encode()) for message in self.messages) + len(self.json_schema)
        return Bill(input_tokens=sent // BYTES_PER_TOKEN, output_tokens=self.max_output_tokens)


class StopReason(StrEnum):
    """Why the model stopped. LENGTH: the answer was cut off."""

    END = "end"
    LENGTH = "length"
    REFUSAL = "refusal"


class Completion(Value):
    text: str
    stop: StopReason = StopReason.END
    usage: TokenUsage = TokenUsage()
    model: str = ""


class LanguageModel(Protocol):
    """One model. Vendor errors come out as the faults of domain.errors."""

    @property
    def name(self) -> str:
        """`vendor:model`, as in requests."""
        ...

    @property
    def endpoint(self) -> str:
        """The host that is asked, as part of the ledger key."""
        ...

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion: ...


class OutlineWritten(Value):
    """`words_possible`: what the sources can give, when that is less than was asked for; a warning says so."""

    outline: Outline
    usage: TokenUsage = TokenUsage()
    warnings: tuple[Notice, ...] = ()
    words_possible: int | None = None


class SegmentWritten(Value):
    draft: SegmentDraft
    usage: TokenUsage = TokenUsage()


class ScriptWriter(Protocol):
    """Writes an outline, then segments one after the other. The same arguments give the same result."""

    async def outline(self, brief: Brief, *, on_progress: OnProgress) -> OutlineWritten: ...

    async def segment(
        self,
        brief: Brief,
        outline: Outline,
        index: int,
        before: tuple[SegmentDraft, ...],
        *,
        on_progress: OnProgress,
    ) -> SegmentWritten: ...


@runtime_checkable
class ParallelWriter(ScriptWriter, Protocol):
    """Writes several segments at once, each without what was said `before` it, and an opening beside the outline."""

    async def opening(self, brief: Brief, *, on_progress: OnProgress) -> SegmentWritten:
        """Segment 0, which is known before there is an outline."""
        ...

    async def extend(
        self,
        brief: Brief,
        outline: Outline,
        draft: SegmentDraft,
        words: int,
        *,
        silent: tuple[str, ...] = (),
        on_progress: OnProgress,
    ) -> SegmentWritten:
        """The draft with about so many words more, some of them said by each who is `silent`; as it was, when there is
        nothing more to say."""
        ...
