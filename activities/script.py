"""Script: writes the outline and the segments, on the writer's queue."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import Field
from temporalio import activity

from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from activities.vendors.billing import Attempt
from activities.vendors.learning import Learning
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.jobs.notice import Notice
from domain.money import NOTHING, Allowance, Bill, TokenUsage
from domain.retrieve.source import Corpus
from domain.script.budget import parts_of, words_for
from domain.script.length import Talk, talk_of
from domain.script.model import Brief, Outline, SegmentDraft
from domain.script.opening import with_opening
from domain.script.ports import ParallelWriter, ScriptWriter, SegmentWritten
from domain.script.prompted.delivery import delivery_of
from domain.script.style import Complexity, Style
from domain.tts.learned import writer_key
from domain.tts.speaker import Speaker
from domain.value import Value

WriterFor = Callable[[str, Attempt | None], ScriptWriter]
"""The writer for a model name, on behalf of an attempt of an activity; raises ItemFault `model_not_found`."""


class WriteOutline(Value):
    """What was added to it is left out of JSON while it has its default, so that earlier results are found."""

    podcast_id: str
    corpus: ArtifactRef
    title: str | None
    topic: str | None
    language: str
    minutes: float
    model: str
    speakers: tuple[Speaker, ...]
    allowance: Allowance | None = None
    style: Style = Field(
        default=Style.CONVERSATIONAL_INTERVIEW, exclude_if=lambda style: style is Style.CONVERSATIONAL_INTERVIEW
    )
    complexity: Complexity | None = Field(default=None, exclude_if=lambda complexity: complexity is None)
    instructions: str | None = Field(default=None, exclude_if=lambda instructions: instructions is None)
    opened: bool = Field(default=False, exclude_if=lambda opened: not opened)  # an opening is written beside it
    delivery: float = Field(default=1.0, exclude_if=lambda share: share == 1.0)  # words said for each word asked
    checked: bool = Field(default=False, exclude_if=lambda checked: not checked)  # by the model too, where code cannot
    room: int = Field(default=0, exclude_if=lambda tokens: not tokens)  # of one ask, where segments have windows


class WriteOpening(Value):
    """The first segment, of which no outline has to be known."""

    asked: WriteOutline
    allowance: Allowance | None = None
    take: int = Field(default=0, exclude_if=lambda take: not take)


class Written(Value):
    """`paid_by`: the activity that paid `usage` (activities.vendors.billing). `failed`: billed to earlier attempts."""

    usage: TokenUsage = TokenUsage()
    warnings: tuple[Notice, ...] = ()
    paid_by: str = ""
    failed: Bill = NOTHING


class OutlineMade(Written):
    outline: ArtifactRef
    title: str
    segments: int
    words: int
    words_possible: int | None = None  # that the sources can give, when fewer than asked for
    plan: tuple[int, ...] = ()  # words of each segment


class WriteSegment(Value):
    """`index` from 0; `before`: the drafts already written, in order. `take`: how often it was written before.

    The first take is not among the fields, so that results are found which were stored before there was a second.
    """

    asked: WriteOutline
    outline: ArtifactRef
    index: int
    before: tuple[ArtifactRef, ...] = ()
    allowance: Allowance | None = None
    take: int = Field(default=0, exclude_if=lambda take: not take)


class ExtendSegment(Value):
    """`words`: that are missing in the draft. `silent`: speakers who have to say some of them."""

    asked: WriteOutline
    outline: ArtifactRef
    draft: ArtifactRef
    words: int
    allowance: Allowance | None = None
    take: int = 0
    silent: tuple[str, ...] = Field(default=(), exclude_if=lambda names: not names)


class SegmentMade(Written):
    """`delivered`: words said for each word asked (domain.script.prompted.delivery)."""

    draft: ArtifactRef
    delivered: float = 1.0
    talk: Talk = Talk()


Made = TypeVar("Made", bound=Written)


class ScriptActivities:
    """Writes with one vendor's writer, which keeps what a language model answered in the ledger."""

    def __init__(
        self, *, writer_for: WriterFor, blobs: Blobs, names: Names, vendor: str = "", learning: Learning | None = None
    ) -> None:
        self._writer_for, self._blobs, self._names = writer_for, blobs, names
        self._vendor, self._learning = vendor, learning
        self._documents = Documents(blobs)
        self._ledger = Ledger(names)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All that run on a writer's queue."""
        return [self.write_outline, self.write_opening, self.write_segment, self.extend_segment]

    @activity.defn(name="script.write_outline")
    async def write_outline(self, order: WriteOutline) -> OutlineMade:
        on_progress = progress_reporter()
        attempt = Attempt(self._ledger, allowance=order.allowance)

        async def make() -> OutlineMade:
            writer = self._writer_for(order.model, attempt)
            written = await writer.outline(await self._brief(order), on_progress=on_progress)
            outline = with_opening(written.outline) if order.opened else written.outline
            return OutlineMade(
                outline=await self._documents.put(outline),
                title=outline.title,
                segments=len(outline.segments),
                words=sum(segment.words for segment in outline.segments),
                words_possible=written.words_possible,
                plan=tuple(segment.words for segment in outline.segments),
                usage=written.usage,
                warnings=written.warnings,
                paid_by=attempt.payer,
            )

        async with attempt.record_bill():
            made, again = await get_or_make(
                self._names, self._blobs, order.podcast_id, "outline", order=order, make=make, model=OutlineMade
            )
        return await billed(made, attempt, again=again)

    @activity.defn(name="script.write_opening")
    async def write_opening(self, order: WriteOpening) -> SegmentMade:
        on_progress = progress_reporter()

        async def write(writer: ScriptWriter) -> SegmentWritten:
            brief = await self._brief(order.asked, take=order.take)
            return await _parallel(writer).opening(brief, on_progress=on_progress)

        return await self._segment("opening", order, write)

    @activity.defn(name="script.write_segment")
    async def write_segment(self, order: WriteSegment) -> SegmentMade:
        on_progress = progress_reporter()

        async def write(writer: ScriptWriter) -> SegmentWritten:
            before = [await self._documents.read(ref, SegmentDraft) for ref in order.before]
            return await writer.segment(
                await self._brief(order.asked, take=order.take),
                await self._documents.read(order.outline, Outline),
                order.index,
                tuple(before),
                on_progress=on_progress,
            )

        return await self._segment(f"segment-{order.index + 1:03}", order, write)

    @activity.defn(name="script.extend_segment")
    async def extend_segment(self, order: ExtendSegment) -> SegmentMade:
        on_progress = progress_reporter()
        draft = await self._documents.read(order.draft, SegmentDraft)

        async def write(writer: ScriptWriter) -> SegmentWritten:
            return await _parallel(writer).extend(
                await self._brief(order.asked, take=order.take),
                await self._documents.read(order.outline, Outline),
                draft,
                order.words,
                silent=order.silent,
                on_progress=on_progress,
            )

        return await self._segment(f"extension-{draft.index + 1:03}", order, write)

    async def _segment(
        self,
        step: str,
        order: WriteOpening | WriteSegment | ExtendSegment,
        write: Callable[[ScriptWriter], Awaitable[SegmentWritten]],
    ) -> SegmentMade:
        """What was written, or what was stored of the same order."""
        asked = order.asked
        attempt = Attempt(self._ledger, allowance=order.allowance)

        async def make() -> SegmentMade:
            written = await write(self._writer_for(asked.model, attempt))
            draft = written.draft
            self._learn(asked, written)
            return SegmentMade(
                draft=await self._documents.put(draft),
                talk=talk_of(
                    [turn for n, turn in enumerate(draft.turns) if n not in draft.spare], language=asked.language
                ),
                usage=written.usage,
                delivered=delivery_of(draft.words_answered, draft.words_asked),
                warnings=draft.warnings,
                paid_by=attempt.payer,
            )

        async with attempt.record_bill():
            made, again = await get_or_make(
                self._names, self._blobs, asked.podcast_id, step, order=order, make=make, model=SegmentMade
            )
        return await billed(made, attempt, again=again)

    def _learn(self, asked: WriteOutline, written: SegmentWritten) -> None:
        """What the model delivered of what it was asked for; what was found in the ledger is known already."""
        if self._learning is not None and not written.usage.reused:
            key = writer_key(vendor=self._vendor, model=asked.model, language=asked.language)
            self._learning.note(key, gave=written.draft.words_answered, took=written.draft.words_asked)

    async def _brief(self, order: WriteOutline, *, take: int = 0) -> Brief:
        parts = parts_of(order.speakers)
        return Brief(
            title=order.title,
            topic=order.topic,
            language=order.language,
            minutes=order.minutes,
            words=words_for(order.minutes, parts),
            parts=parts,
            corpus=await self._documents.read(order.corpus, Corpus),
            take=take,
            style=order.style,
            complexity=order.complexity,
            instructions=order.instructions,
            opened=order.opened,
            delivery=order.delivery,
            checked=order.checked,
            room=order.room,
        )


def _parallel(writer: ScriptWriter) -> ParallelWriter:
    if not isinstance(writer, ParallelWriter):
        raise PermanentFault(
            "writer_changed",
            "The writer was announced to write several segments at once, and writes one after the other.",
            advice="Run workers of one version, then retry the podcast.",
        )
    return writer


async def billed(made: Made, attempt: Attempt, *, again: bool) -> Made:
    """What was found costs nothing, unless an earlier attempt made it and its result did not reach the workflow."""
    own = again and attempt.made(made.paid_by)
    usage = made.usage.model_copy(update={"reused": made.usage.reused or (again and not own)})
    failed = await attempt.before(but=made.paid_by if own else "")
    return made.model_copy(update={"usage": usage, "failed": failed})
