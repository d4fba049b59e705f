"""Script: write the outline and the segments (on the writer's queue), then check and freeze turns (anywhere)."""

from collections.abc import Callable
from typing import TypeVar

from temporalio import activity

from activities.beat import beating
from activities.billing import Attempt
from activities.faults import told
from activities.kept import kept
from domain.artifact import ArtifactRef
from domain.ledger import Ledger
from domain.money import NOTHING, Bill
from domain.podcast.freezing import amend_segment, freeze_segment
from domain.podcast.frozen import FrozenSegment, FrozenTurn
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import Speaker
from domain.podcast.state import TurnPlan
from domain.ports.artifacts import Blobs, Names
from domain.ports.writing import ScriptWriter
from domain.retrieve.source import Corpus
from domain.script.budget import words_for
from domain.script.model import Brief, Notice, Outline, Part, SegmentDraft, TokenUsage
from domain.value import Value

WriterFor = Callable[[str], ScriptWriter]
"""The writer for a model name; raises ItemFault `model_not_found`."""

LABEL = 48
"""Characters of a turn shown in Temporal's timeline."""


class WriteOutline(Value):
    podcast_id: str
    corpus: ArtifactRef
    title: str | None
    topic: str | None
    language: str
    minutes: float
    model: str
    speakers: tuple[Speaker, ...]


class Written(Value):
    """`paid_by`: the activity that paid `usage`, see activities.billing. `failed`: what attempts before were billed."""

    usage: TokenUsage = TokenUsage()
    warnings: tuple[Notice, ...] = ()
    paid_by: str = ""
    failed: Bill = NOTHING


class OutlineMade(Written):
    outline: ArtifactRef
    title: str
    segments: int
    words: int


class WriteSegment(Value):
    """`index` from 0; `before` are the drafts already written, in order."""

    asked: WriteOutline
    outline: ArtifactRef
    index: int
    before: tuple[ArtifactRef, ...] = ()


class SegmentMade(Written):
    draft: ArtifactRef


Made = TypeVar("Made", bound=Written)


class FreezeSegment(Value):
    podcast_id: str
    draft: ArtifactRef
    first_index: int  # of the segment's first turn, from 1
    language: str
    speakers: tuple[Speaker, ...]


class AmendSegment(Value):
    """`open_turns`: indices that may still change; `speakers`: all, as they are from now on."""

    podcast_id: str
    segment: ArtifactRef
    change: ArtifactRef
    language: str
    speakers: tuple[Speaker, ...]
    open_turns: tuple[int, ...]


class SegmentFrozen(Value):
    segment: ArtifactRef
    plans: tuple[TurnPlan, ...]


class ChangeRead(Value):
    """The part of a ResumeChange a workflow decides by."""

    speakers: tuple[Speaker, ...] = ()
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None


class ScriptActivities:
    """Writes with one vendor's writer. What a language model answered is kept by the writer itself, in the ledger."""

    def __init__(self, *, writer_for: WriterFor, blobs: Blobs, names: Names) -> None:
        self._writer_for, self._blobs, self._names = writer_for, blobs, names
        self._ledger = Ledger(names)

    @activity.defn(name="script.write_outline")
    async def write_outline(self, order: WriteOutline) -> OutlineMade:
        async with told(), beating() as on_progress:
            attempt = Attempt(self._ledger)

            async def make() -> OutlineMade:
                written = await self._writer_for(order.model).outline(await self._brief(order), on_progress=on_progress)
                outline = written.outline
                return OutlineMade(
                    outline=await _put(self._blobs, outline),
                    title=outline.title,
                    segments=len(outline.segments),
                    words=sum(segment.words for segment in outline.segments),
                    usage=written.usage,
                    warnings=written.warnings,
                    paid_by=attempt.who,
                )

            async with attempt.counting():
                made, again = await kept(
                    self._names, order.podcast_id, "outline", order=order, make=make, model=OutlineMade
                )
            return await _billed(made, attempt, again=again)

    @activity.defn(name="script.write_segment")
    async def write_segment(self, order: WriteSegment) -> SegmentMade:
        asked = order.asked
        async with told(), beating() as on_progress:
            attempt = Attempt(self._ledger)

            async def make() -> SegmentMade:
                before = [SegmentDraft.model_validate_json(await self._blobs.read(ref)) for ref in order.before]
                written = await self._writer_for(asked.model).segment(
                    await self._brief(asked),
                    Outline.model_validate_json(await self._blobs.read(order.outline)),
                    order.index,
                    tuple(before),
                    on_progress=on_progress,
                )
                return SegmentMade(
                    draft=await _put(self._blobs, written.draft),
                    usage=written.usage,
                    warnings=written.draft.warnings,
                    paid_by=attempt.who,
                )

            step = f"segment-{order.index + 1:03}"
            async with attempt.counting():
                made, again = await kept(self._names, asked.podcast_id, step, order=order, make=make, model=SegmentMade)
            return await _billed(made, attempt, again=again)

    async def _brief(self, order: WriteOutline) -> Brief:
        parts = tuple(
            Part(name=speaker.name, role=speaker.role, words_per_minute=speaker.words_per_minute)
            for speaker in order.speakers
        )
        return Brief(
            title=order.title,
            topic=order.topic,
            language=order.language,
            minutes=order.minutes,
            words=words_for(order.minutes, parts),
            parts=parts,
            corpus=Corpus.model_validate_json(await self._blobs.read(order.corpus)),
        )


class FreezeActivities:
    """Checks drafts and freezes what will be spoken. Pure but for reading and keeping artifacts."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._blobs, self._names = blobs, names

    @activity.defn(name="script.freeze_segment")
    async def freeze_segment(self, order: FreezeSegment) -> SegmentFrozen:
        async with told(), beating():
            draft = SegmentDraft.model_validate_json(await self._blobs.read(order.draft))
            frozen = freeze_segment(
                draft, first_index=order.first_index, language=order.language, speakers=order.speakers
            )
            return await self._frozen(order.podcast_id, frozen)

    @activity.defn(name="script.read_change")
    async def read_change(self, change: ArtifactRef) -> ChangeRead:
        async with told(), beating():
            read = ResumeChange.model_validate_json(await self._blobs.read(change))
            return ChangeRead(speakers=read.speakers, skip_turns=read.skip_turns, budget_usd=read.budget_usd)

    @activity.defn(name="script.amend_segment")
    async def amend_segment(self, order: AmendSegment) -> SegmentFrozen:
        """Freezes the open turns of a segment anew, with other voices or texts."""
        async with told(), beating():
            frozen = FrozenSegment.model_validate_json(await self._blobs.read(order.segment))
            change = ResumeChange.model_validate_json(await self._blobs.read(order.change))
            amended = amend_segment(
                frozen,
                speakers=order.speakers,
                texts=change.turns,
                open_turns=frozenset(order.open_turns),
                language=order.language,
            )
            return await self._frozen(order.podcast_id, amended)

    async def _frozen(self, podcast_id: str, frozen: FrozenSegment) -> SegmentFrozen:
        """Named before its first clip is looked up, so that no clip it adopts is swept away as nobody's."""
        segment = await _put(self._blobs, frozen)
        await self._names.create(f"podcasts/{podcast_id}/uses/{segment.sha256}", segment.model_dump_json().encode())
        plans = tuple(_plan(turn, position) for position, turn in enumerate(frozen.turns))
        return SegmentFrozen(segment=segment, plans=plans)


async def _billed(made: Made, attempt: Attempt, *, again: bool) -> Made:
    """What was found made costs nothing, unless an attempt before this one made it and nobody has heard."""
    reused = made.usage.reused or (again and not attempt.made(made.paid_by))
    usage = made.usage.model_copy(update={"reused": reused})
    return made.model_copy(update={"usage": usage, "failed": await attempt.before()})


def _plan(frozen: FrozenTurn, position: int) -> TurnPlan:
    turn = frozen.turn
    label = turn.text if len(turn.text) <= LABEL else turn.text[: LABEL - 1].rsplit(" ", 1)[0] + "…"
    return TurnPlan(
        index=turn.index,
        id=turn.id,
        segment=turn.segment,
        position=position,
        speaker=turn.speaker,
        vendor=frozen.pieces[0].vendor,
        key=frozen.key,
        characters=frozen.characters,
        label=label,
    )


async def _put(blobs: Blobs, value: Value) -> ArtifactRef:
    return await blobs.put(value.model_dump_json().encode(), media_type="application/json")
