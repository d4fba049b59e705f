"""Freeze: checks drafts, then fixes the exact text that each turn will be spoken from."""

from collections.abc import Awaitable, Callable

from pydantic import Field
from temporalio import activity

from activities.segments import FrozenSegments, SegmentFrozen
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.podcast.messages import ResumeChange
from domain.retrieve.completeness import SourceAnswer
from domain.script.budget import parts_of
from domain.script.corrections import SpeechChange
from domain.script.freezing import NO_LEXICON, amend_segment, freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import SegmentDraft
from domain.script.prompted.seams import seamless
from domain.script.shortening import parted, shortened
from domain.script.speech_state import TURN
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.value import Value


class FreezeSegment(Value):
    """`seconds`: the time that the segment has, at these `rates` (letters a second by speaker); None: all of it.

    `earlier`: the drafts before it, of a script whose segments did not know each other's words.
    `closes`: it is the last one. `begins`: its first exchange alone is frozen. `begun`: that is done, and `seconds` are
    those of the rest. `voices`: speakers who are heard in no other segment, and have to be in this one.
    """

    podcast_id: str
    draft: ArtifactRef
    first_index: int  # of the segment's first turn, from 1
    language: str
    speakers: tuple[Speaker, ...]
    attempt: int = 1
    lexicon: ArtifactRef | None = None
    seconds: float | None = Field(default=None, exclude_if=lambda seconds: seconds is None)
    rates: dict[str, float] = Field(default_factory=dict, exclude_if=lambda rates: not rates)
    earlier: tuple[ArtifactRef, ...] = Field(default=(), exclude_if=lambda refs: not refs)
    closes: bool = Field(default=False, exclude_if=lambda closes: not closes)
    begins: bool = Field(default=False, exclude_if=lambda begins: not begins)
    begun: ArtifactRef | None = Field(default=None, exclude_if=lambda begun: begun is None)
    voices: tuple[str, ...] = Field(default=(), exclude_if=lambda names: not names)


class AmendSegment(Value):
    """`open_turns`: indices of turns that may still change; `speakers`: all of them, as they are from now on.

    `scope`: the change names turns as parked items of a parent's, which begin so: `chapter-002/`.
    """

    podcast_id: str
    segment: ArtifactRef
    change: ArtifactRef
    language: str
    speakers: tuple[Speaker, ...]
    open_turns: tuple[int, ...]
    attempt: int = 1
    lexicon: ArtifactRef | None = None
    scope: str = Field(default="", exclude_if=lambda scope: not scope)


class ChangeRead(Value):
    """The part of a ResumeChange that a workflow decides by."""

    speakers: tuple[Speaker, ...] = ()
    skip_turns: tuple[str, ...] = ()
    budget_usd: float | None = None
    rewrite: bool = False
    sources: dict[int, SourceAnswer] = Field(default_factory=dict)
    skip_unreadable: bool = False


class FreezeActivities:
    """Checks drafts and freezes what will be spoken. It only reads and writes artifacts."""

    def __init__(self, *, blobs: Blobs, names: Names) -> None:
        self._documents, self._segments = Documents(blobs), FrozenSegments(blobs=blobs, names=names)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        """All of them, for the queue of jobs."""
        return [self.freeze_segment, self.read_change, self.amend_segment]

    @activity.defn(name="script.freeze_segment")
    async def freeze_segment(self, order: FreezeSegment) -> SegmentFrozen:
        draft = await self._documents.read(order.draft, SegmentDraft)
        earlier = [await self._documents.read(ref, SegmentDraft) for ref in order.earlier]
        draft = seamless(draft, earlier, parts_of(order.speakers))
        begun = None if order.begun is None else await self._documents.read(order.begun, FrozenSegment)
        if order.begins or begun is not None:
            first, rest = parted(draft)
            draft = first if order.begins or rest is None else rest
            if begun is not None and rest is None:
                return await self._segments.store(order.podcast_id, order.attempt, begun)
        if not order.begins:
            draft = shortened(
                draft,
                order.seconds,
                language=order.language,
                rates=order.rates,
                opens=begun is None,
                closes=order.closes,
                voices=order.voices,
            )
        frozen = freeze_segment(
            draft,
            first_index=order.first_index,
            language=order.language,
            speakers=order.speakers,
            lexicon=await self._lexicon(order.lexicon),
        )
        if begun is not None:
            frozen = begun.model_copy(update={"turns": (*begun.turns, *frozen.turns)})
        return await self._segments.store(order.podcast_id, order.attempt, frozen)

    @activity.defn(name="script.read_change")
    async def read_change(self, change: ArtifactRef) -> ChangeRead:
        read = await self._documents.read(change, ResumeChange)
        return ChangeRead.model_validate(read.model_dump())

    @activity.defn(name="script.amend_segment")
    async def amend_segment(self, order: AmendSegment) -> SegmentFrozen:
        """Freezes the open turns of a segment anew, with other voices or texts."""
        frozen = await self._documents.read(order.segment, FrozenSegment)
        change = await self._documents.read(order.change, SpeechChange)
        amended = amend_segment(
            frozen,
            speakers=order.speakers,
            texts=_texts(change, frozen, order.scope),
            open_turns=frozenset(order.open_turns),
            language=order.language,
            lexicon=await self._lexicon(order.lexicon),
        )
        return await self._segments.store(order.podcast_id, order.attempt, amended)

    async def _lexicon(self, ref: ArtifactRef | None) -> Lexicon:
        return NO_LEXICON if ref is None else await self._documents.read(ref, Lexicon)


def _texts(change: SpeechChange, frozen: FrozenSegment, scope: str) -> dict[str, str]:
    """New texts by turn id."""
    if not scope:
        return change.turns
    items = {f"{scope}{TURN}{each.turn.index:03}": each.turn.id for each in frozen.turns}
    return {items[item]: text for item, text in change.turns.items() if item in items}
