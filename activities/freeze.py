"""Freeze: checks drafts, then fixes the exact text that each turn will be spoken from."""

from itertools import count

from pydantic import Field
from temporalio import activity

from domain.artifacts.documents import Documents
from domain.artifacts.layout import use_name, uses_folder
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.podcast.freezing import NO_LEXICON, amend_segment, freeze_segment
from domain.podcast.frozen import FrozenSegment, FrozenTurn
from domain.podcast.messages import ResumeChange
from domain.podcast.turns import TurnPlan
from domain.retrieve.completeness import SourceAnswer
from domain.retrieve.words import count_words
from domain.script.budget import parts_of
from domain.script.length import silence_between
from domain.script.model import SegmentDraft
from domain.script.prompted.seams import seamless
from domain.script.shortening import parted, shortened
from domain.tts.rates import letters_of
from domain.tts.speaker import Speaker
from domain.tts.spoken.lexicon import Lexicon
from domain.value import Value

LABEL = 48
"""Characters of a turn shown in Temporal's timeline."""


class FreezeSegment(Value):
    """`seconds`: the time that the segment has, at these `rates` (letters a second by speaker); None: all of it.

    `earlier`: the drafts before it, of a script whose segments did not know each other's words.
    `closes`: it is the last one. `begins`: its first exchange alone is frozen. `begun`: that is done, and `seconds` are
    those of the rest.
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


class AmendSegment(Value):
    """`open_turns`: indices of turns that may still change; `speakers`: all of them, as they are from now on."""

    podcast_id: str
    segment: ArtifactRef
    change: ArtifactRef
    language: str
    speakers: tuple[Speaker, ...]
    open_turns: tuple[int, ...]
    attempt: int = 1
    lexicon: ArtifactRef | None = None


class SegmentFrozen(Value):
    segment: ArtifactRef
    plans: tuple[TurnPlan, ...]
    words: int | None = None  # of all turns; None from older workers
    silence: float = 0.0  # seconds of the pauses in it


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
        self._documents, self._names = Documents(blobs), names

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
                return await self._frozen(order.podcast_id, order.attempt, begun)
        if not order.begins:
            draft = shortened(
                draft,
                order.seconds,
                language=order.language,
                rates=order.rates,
                opens=begun is None,
                closes=order.closes,
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
        return await self._frozen(order.podcast_id, order.attempt, frozen)

    @activity.defn(name="script.read_change")
    async def read_change(self, change: ArtifactRef) -> ChangeRead:
        read = await self._documents.read(change, ResumeChange)
        return ChangeRead.model_validate(read.model_dump())

    @activity.defn(name="script.amend_segment")
    async def amend_segment(self, order: AmendSegment) -> SegmentFrozen:
        """Freezes the open turns of a segment anew, with other voices or texts."""
        frozen = await self._documents.read(order.segment, FrozenSegment)
        change = await self._documents.read(order.change, ResumeChange)
        amended = amend_segment(
            frozen,
            speakers=order.speakers,
            texts=change.turns,
            open_turns=frozenset(order.open_turns),
            language=order.language,
            lexicon=await self._lexicon(order.lexicon),
        )
        return await self._frozen(order.podcast_id, order.attempt, amended)

    async def _lexicon(self, ref: ArtifactRef | None) -> Lexicon:
        return NO_LEXICON if ref is None else await self._documents.read(ref, Lexicon)

    async def _frozen(self, podcast_id: str, attempt: int, frozen: FrozenSegment) -> SegmentFrozen:
        """Named before the first clip is looked up, so that no clip it adopts is swept away as unused."""
        segment = await self._documents.put(frozen)
        record = segment.model_dump_json().encode()
        names = set(await self._names.list(uses_folder(podcast_id)))
        revision = next(n for n in count() if use_name(podcast_id, attempt, frozen.index, n) not in names)
        while await self._names.create(use_name(podcast_id, attempt, frozen.index, revision), record) != record:
            revision += 1
        plans = tuple(_plan(turn, position) for position, turn in enumerate(frozen.turns))
        words = sum(count_words(turn.turn.text) for turn in frozen.turns)
        silence = silence_between([turn.turn.text for turn in frozen.turns])
        return SegmentFrozen(segment=segment, plans=plans, words=words, silence=silence)


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
        letters=letters_of(turn.spoken),
    )
