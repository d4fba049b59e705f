"""TTS: speaks one turn. Find it in the ledger, else spend, inspect, judge, keep. A bad clip is never kept."""

from functools import partial

from temporalio import activity

from activities.runtime.heartbeats import progress_reporter
from activities.vendors.billing import Attempt
from activities.vendors.learning import Learning
from activities.vendors.purchases import Purchase, Purchases
from activities.vendors.refused_text import narrow_refused_text
from domain.artifacts.documents import DocumentCache
from domain.artifacts.ledger import LedgerKind, report_unsaved
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import ItemFault, TransientFault
from domain.money import NOTHING, Allowance, Bill
from domain.progress import OnProgress
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.tts.clip import Clip, ClipMeasure, judge
from domain.tts.learned import voice_key
from domain.tts.ports import ClipInspector, Inspected, RawAudio, SpeechSynthesizer
from domain.tts.rates import letters_of
from domain.tts.utterance import Utterance
from domain.value import Value

SEGMENTS_HELD = 32
"""Every turn of a segment asks for the same document."""


class SynthesizeTurn(Value):
    """`position` within the frozen segment."""

    segment: ArtifactRef
    position: int
    allowance: Allowance | None = None


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
        purchases: Purchases,
        blobs: Blobs,
        learning: Learning | None = None,
    ) -> None:
        self._synthesizer, self._inspector = synthesizer, inspector
        self._purchases, self._ledger, self._blobs = purchases, purchases.ledger, blobs
        self._learning = learning
        self._segments = DocumentCache(blobs, FrozenSegment, size=SEGMENTS_HELD)

    @activity.defn(name="tts.synthesize_turn")
    async def synthesize_turn(self, order: SynthesizeTurn) -> Spoken:
        turn = (await self._segments.read(order.segment)).turns[order.position]
        attempt, on_progress = Attempt(self._ledger, allowance=order.allowance, keeps=True), progress_reporter()

        async def look() -> Spoken | None:
            return await self._found(turn, attempt)

        async def spend(purchase: Purchase) -> list[RawAudio]:
            with report_unsaved(f"A part of turn {turn.turn.index}"):
                return await self._spend(turn, attempt, purchase, on_progress)

        async def keep(raws: list[RawAudio], purchase: Purchase) -> Spoken:
            with report_unsaved(f"Turn {turn.turn.index}"):
                clip = await self._accept(turn, raws, attempt)
                await self._ledger.keep(LedgerKind.CLIP, turn.key, clip)
            self._learn(turn, clip)
            return Spoken(
                seconds=clip.measure.seconds,
                characters=clip.characters,
                reused=False,
                repeated=clip.characters if purchase.repeats else 0,
                failed=await attempt.before(),
            )

        async with attempt.record_bill():
            return await self._purchases.find_or_pay(
                LedgerKind.CLIP, turn.key, attempt.caller, look=look, spend=spend, keep=keep, on_progress=on_progress
            )

    def _learn(self, turn: FrozenTurn, clip: Clip) -> None:
        """How long the voice took for what there was to say."""
        if self._learning is not None:
            said = turn.pieces[0]
            key = voice_key(
                vendor=said.vendor, model=said.model, voice=said.voice, language=said.language, speed=said.speed
            )
            self._learning.note(key, gave=letters_of(turn.turn.spoken), took=clip.measure.seconds)

    async def _found(self, turn: FrozenTurn, attempt: Attempt) -> Spoken | None:
        """What was found costs nothing, unless an earlier attempt made it and its result did not arrive."""
        clip = await self._reusable(turn)
        if clip is None:
            return None
        own = attempt.made(clip.paid_by)
        return Spoken(
            seconds=clip.measure.seconds,
            characters=clip.characters if own else turn.characters,
            reused=not own,
            failed=await attempt.before(but=clip.paid_by if own else "") + attempt.bill,
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

    async def _spend(
        self, turn: FrozenTurn, attempt: Attempt, purchase: Purchase, on_progress: OnProgress
    ) -> list[RawAudio]:
        async def say(utterance: Utterance) -> RawAudio:
            await purchase.confirm()
            await attempt.check_allowance(Bill(characters=len(utterance.text)), f"Turn {turn.turn.index}")
            raw = await self._synthesizer.synthesize(utterance, on_progress=on_progress)
            attempt.paid(raw.characters)
            return raw

        async def say_piece(utterance: Utterance) -> RawAudio:
            if (held := await self._piece(utterance)) is not None:
                return held
            async with purchase.claim_part(LedgerKind.PIECE, utterance.key):
                raw = await say(utterance)
                await attempt.store_bill(utterance.key, Bill(characters=raw.characters))
                await self._keep_piece(utterance, raw)
            return raw

        async def say_part(piece: Utterance, text: str) -> RawAudio:
            return await say_piece(piece.model_copy(update={"text": text}))

        raws: list[RawAudio] = []
        for piece in turn.pieces:
            try:
                raws.append(await (say(piece) if len(turn.pieces) == 1 else say_piece(piece)))
            except ItemFault as fault:
                raise await narrow_refused_text(fault, piece.text, partial(say_part, piece)) from None
        return raws

    async def _piece(self, piece: Utterance) -> RawAudio | None:
        """One piece of a long turn, as the ledger has it."""
        held = await self._ledger.find(LedgerKind.PIECE, piece.key, KeptPiece)
        if held is None:
            return None
        try:
            return RawAudio(await self._blobs.read(held.audio), media_type=held.media_type, characters=0)
        except ArtifactMissing:
            await self._ledger.forget(LedgerKind.PIECE, piece.key)
            return None

    async def _keep_piece(self, piece: Utterance, raw: RawAudio) -> None:
        """Kept raw, so that a later piece's failure does not cost this one."""
        audio = await self._blobs.put(raw.data, media_type=raw.media_type)
        held = KeptPiece(audio=audio, media_type=raw.media_type, characters=raw.characters)
        await self._ledger.keep(LedgerKind.PIECE, piece.key, held)

    async def _accept(self, turn: FrozenTurn, raws: list[RawAudio], attempt: Attempt) -> Clip:
        inspected = await self._inspect(turn, raws)
        audio = await self._blobs.put(inspected.wav, media_type="audio/wav")
        return Clip(
            audio=audio,
            measure=inspected.measure,
            characters=attempt.bill.characters,  # pieces too that it paid for before it waited for another call
            request_id=raws[0].request_id,
            paid_by=attempt.payer,
        )

    async def _inspect(self, turn: FrozenTurn, raws: list[RawAudio]) -> Inspected:
        """Raises TransientFault for audio that cannot be used. Its pieces are forgotten: they are paid for again."""
        try:
            inspected = await self._inspector.inspect(raws)
            defect = _defect(turn, inspected.measure)
            if defect is not None:
                raise TransientFault(
                    "clip_rejected",
                    f"The audio of turn {turn.turn.index} was rejected: {defect}",
                    provider=turn.pieces[0].vendor,
                    text=turn.turn.spoken,
                    advice="It is asked for again automatically; if it keeps failing, change the text of this turn.",
                )
        except TransientFault as fault:
            for piece in turn.pieces[1:] and turn.pieces:
                await self._ledger.forget(LedgerKind.PIECE, piece.key)
            raise fault.with_bill(fault.billed, pays_again=True) from None
        return inspected


def _defect(turn: FrozenTurn, measure: ClipMeasure) -> str | None:
    defect = judge(measure, text=turn.turn.spoken, words_per_minute=turn.words_per_minute)
    return None if defect is None else defect.message
