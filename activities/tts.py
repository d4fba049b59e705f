"""TTS: speaks one turn. Find it in the ledger, else spend, inspect, judge, keep. A bad clip is never kept."""

from collections.abc import Awaitable, Callable

from temporalio import activity

from activities.runtime.arrival import check_cancelled
from activities.runtime.heartbeats import progress_reporter
from activities.vendors.access import LocalSlots, VendorAccess
from activities.vendors.billing import Attempt
from activities.vendors.refused_text import narrow_refused_text
from domain.artifacts.documents import DocumentCache
from domain.artifacts.ledger import NOT_KEPT, Ledger, LedgerKind, report_unsaved
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import Fault, ItemFault, TransientFault
from domain.money import NOTHING, Bill
from domain.podcast.frozen import FrozenSegment, FrozenTurn
from domain.progress import OnProgress
from domain.tts.clip import Clip, ClipMeasure, judge
from domain.tts.ports import ClipInspector, Inspected, RawAudio, SpeechSynthesizer
from domain.tts.utterance import Utterance
from domain.value import Value

SEGMENTS_HELD = 32
"""Every turn of a segment asks for the same document."""


class SynthesizeTurn(Value):
    """`position` within the frozen segment."""

    segment: ArtifactRef
    position: int


class Spoken(Value):
    """`repeated`: characters that a call in flight at a crash may have cost already. `failed`: what earlier attempts
    were billed."""

    seconds: float
    characters: int
    reused: bool
    repeated: int = 0
    failed: Bill = NOTHING


class KeptPiece(Value):
    audio: ArtifactRef
    media_type: str
    characters: int


class TtsActivities:
    """Speech of one vendor. The queue may have more slots than the vendor: then one turn is ready to be spoken, and
    another is being inspected, while the vendor is kept busy."""

    def __init__(
        self,
        *,
        synthesizer: SpeechSynthesizer,
        inspector: ClipInspector,
        ledger: Ledger,
        blobs: Blobs,
        access: VendorAccess | None = None,
    ) -> None:
        self._synthesizer, self._inspector = synthesizer, inspector
        self._access = access or LocalSlots()
        self._ledger, self._blobs = ledger, blobs
        self._segments = DocumentCache(blobs, FrozenSegment, size=SEGMENTS_HELD)

    @activity.defn(name="tts.synthesize_turn")
    async def synthesize_turn(self, order: SynthesizeTurn) -> Spoken:
        turn = (await self._segments.read(order.segment)).turns[order.position]
        info, attempt = activity.info(), Attempt(self._ledger)
        caller = f"{info.workflow_id}/{info.activity_id}"
        clip = await self._reusable(turn)
        if clip is not None:
            mine = attempt.made(clip.paid_by)
            if mine:
                await self._ledger.unmark(LedgerKind.CLIP, turn.key, caller)
            return Spoken(
                seconds=clip.measure.seconds,
                characters=clip.characters if mine else turn.characters,
                reused=not mine,
                failed=await attempt.before(),
            )
        left_behind = True  # until this attempt has set its mark: one that stands before is not its own
        on_progress = progress_reporter()
        try:
            async with attempt.record_bill():
                async with self._access.acquire(on_progress):
                    left_behind = await self._ledger.mark(LedgerKind.CLIP, turn.key, caller)
                    with report_unsaved(f"A part of turn {turn.turn.index}"):
                        raws = await self._spend(turn, attempt, on_progress)
                with report_unsaved(f"Turn {turn.turn.index}"):
                    clip = await self._accept(turn, raws, attempt.who)
                    await self._ledger.keep(LedgerKind.CLIP, turn.key, clip)
        except Fault as fault:
            if not left_behind and fault.code != NOT_KEPT:
                await self._ledger.unmark(LedgerKind.CLIP, turn.key, caller)
            raise
        await self._ledger.unmark(LedgerKind.CLIP, turn.key, caller)
        return Spoken(
            seconds=clip.measure.seconds,
            characters=clip.characters,
            reused=False,
            repeated=clip.characters if left_behind else 0,
            failed=await attempt.before(),
        )

    async def _reusable(self, turn: FrozenTurn) -> Clip | None:
        """The clip in the ledger, judged again; one that fails, or whose audio is gone, is forgotten."""
        clip = await self._ledger.find(LedgerKind.CLIP, turn.key, Clip)
        if clip is None:
            return None
        if await self._blobs.exists(clip.audio) and _defect(turn, clip.measure) is None:
            return clip
        await self._ledger.forget(LedgerKind.CLIP, turn.key)
        return None

    async def _spend(self, turn: FrozenTurn, attempt: Attempt, on_progress: OnProgress) -> list[RawAudio]:
        raws: list[RawAudio] = []
        for piece in turn.pieces:
            try:
                if len(turn.pieces) == 1:
                    raws.append(await self._say(piece, attempt, on_progress))
                else:
                    raws.append(await self._piece(piece, attempt, on_progress))
            except ItemFault as fault:
                raise await narrow_refused_text(fault, piece.text, self._part_of(piece, attempt, on_progress)) from None
        return raws

    async def _say(self, utterance: Utterance, attempt: Attempt, on_progress: OnProgress) -> RawAudio:
        check_cancelled()
        raw = await self._synthesizer.synthesize(utterance, on_progress=on_progress)
        attempt.paid(raw.characters)
        return raw

    def _part_of(
        self, piece: Utterance, attempt: Attempt, on_progress: OnProgress
    ) -> Callable[[str], Awaitable[object]]:
        """Says a part of a piece, and keeps it, so that asking for the same part again is free."""
        return lambda text: self._piece(piece.model_copy(update={"text": text}), attempt, on_progress)

    async def _piece(self, piece: Utterance, attempt: Attempt, on_progress: OnProgress) -> RawAudio:
        """One piece of a long turn, kept raw so that a later piece's failure does not cost this one."""
        held = await self._ledger.find(LedgerKind.PIECE, piece.key, KeptPiece)
        if held is not None:
            try:
                return RawAudio(await self._blobs.read(held.audio), media_type=held.media_type, characters=0)
            except ArtifactMissing:
                await self._ledger.forget(LedgerKind.PIECE, piece.key)
        raw = await self._say(piece, attempt, on_progress)
        audio = await self._blobs.put(raw.data, media_type=raw.media_type)
        held = KeptPiece(audio=audio, media_type=raw.media_type, characters=raw.characters)
        await self._ledger.keep(LedgerKind.PIECE, piece.key, held)
        return raw

    async def _accept(self, turn: FrozenTurn, raws: list[RawAudio], paid_by: str) -> Clip:
        inspected = await self._inspect(turn, raws)
        audio = await self._blobs.put(inspected.wav, media_type="audio/wav")
        return Clip(
            audio=audio,
            measure=inspected.measure,
            characters=sum(raw.characters for raw in raws),
            request_id=raws[0].request_id,
            paid_by=paid_by,
        )

    async def _inspect(self, turn: FrozenTurn, raws: list[RawAudio]) -> Inspected:
        inspected = await self._inspector.inspect(raws)
        defect = _defect(turn, inspected.measure)
        if defect is not None:
            for piece in turn.pieces[1:] and turn.pieces:
                await self._ledger.forget(LedgerKind.PIECE, piece.key)
            raise TransientFault(
                "clip_rejected",
                f"The audio of turn {turn.turn.index} was rejected: {defect}",
                provider=turn.pieces[0].vendor,
                text=turn.turn.spoken,
                advice="It is asked for again automatically; if it keeps failing, change the text of this turn.",
            )
        return inspected


def _defect(turn: FrozenTurn, measure: ClipMeasure) -> str | None:
    defect = judge(measure, text=turn.turn.spoken, words_per_minute=turn.words_per_minute)
    return None if defect is None else defect.message
