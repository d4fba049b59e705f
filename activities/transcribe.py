"""Transcribe: cut a recording into pieces, have each recognised, and write what was heard."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from temporalio import activity

from activities.heard import joined_words, notices_of
from activities.media import fetched
from activities.runtime.copies import local_copy
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from activities.vendors.billing import Attempt
from activities.vendors.purchases import Purchases
from activities.vendors.recognition import CachedRecognizer
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import ItemFault
from domain.jobs.notice import Notice
from domain.money import NOTHING, Allowance, Bill, TokenUsage
from domain.progress import OnProgress
from domain.retrieve.ports import Fetcher
from domain.retrieve.source import SourceRef
from domain.transcribe.hallucinations import doubted, doubtful
from domain.transcribe.merge import merged
from domain.transcribe.pieces import Piece, Pieces, plan_pieces
from domain.transcribe.ports import AudioCutter, RecognitionAsk, Recognizer, SpeechRecognizer
from domain.transcribe.timing import spread
from domain.transcribe.words import Recognized
from domain.transcribe.writing import Transcript, TranscriptFormat
from domain.value import Value

FLAC = "audio/flac"

HALVED = 8.0
"""Seconds of the shortest piece that is cut anew when its words are doubted: halves of less hold no sentence."""


class CutPieces(Value):
    """`longest` and `overlap` in seconds; `always`: pieces overlap in pauses too."""

    job_id: str
    source: SourceRef
    longest: float
    overlap: float
    always: bool = False


class PiecesCut(Value):
    """`pieces`: document with Pieces. `lengths` of the pieces in seconds: a recording has at most ten hours."""

    pieces: ArtifactRef
    seconds: float
    lengths: tuple[float, ...] = ()


class RecognizePiece(Value):
    """`item`: readable id of the piece. `position` in `pieces`."""

    job_id: str
    item: str
    pieces: ArtifactRef
    position: int
    recognizer: Recognizer
    ask: RecognitionAsk
    allowance: Allowance | None = None


class PieceRecognized(Value):
    """`heard`: document with a Recognized, whose doubted words are marked. `keys` of the ledger, which the job so uses.
    `asked_again`: the first answer was doubted. `failed`: what earlier attempts were billed."""

    heard: ArtifactRef
    language: str = ""
    words: int = 0
    doubtful: int = 0
    asked_again: bool = False
    keys: tuple[str, ...] = ()
    usage: TokenUsage = TokenUsage()
    repeats: int = 0
    failed: Bill = NOTHING


class WriteTranscript(Value):
    """`heard`: of each piece. `stem` of the names of the files."""

    job_id: str
    title: str
    stem: str
    pieces: ArtifactRef
    heard: tuple[ArtifactRef, ...]
    formats: tuple[TranscriptFormat, ...]
    recognizer: str
    language: str = ""
    estimated: bool = False


class TranscriptWritten(Value):
    """`files` by name, in the order of the formats."""

    files: dict[str, ArtifactRef]
    language: str = ""
    words: int = 0
    notices: tuple[Notice, ...] = ()


class TranscribeActivities:
    """What needs no vendor. A retry of the job finds the pieces and the transcript."""

    def __init__(self, *, fetcher: Fetcher, cutter: AudioCutter, blobs: Blobs, names: Names) -> None:
        self._fetcher, self._cutter, self._blobs, self._names = fetcher, cutter, blobs, names

    @activity.defn(name="transcribe.cut_pieces")
    async def cut_pieces(self, order: CutPieces) -> PiecesCut:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "pieces",
            order=order,
            make=lambda: self._cut(order, on_progress),
            model=PiecesCut,
        )
        return made

    async def _cut(self, order: CutPieces, on_progress: OnProgress) -> PiecesCut:
        name = order.source.name or order.source.url or "the source"
        artifact = await fetched(order.source, self._fetcher, on_progress=on_progress)
        async with local_copy(self._blobs, artifact) as path:
            samples = path.with_name("samples")
            levels = await self._cutter.decode(path, name=name, to=samples, on_progress=on_progress)
            plan = await asyncio.to_thread(  # of ten hours, a second
                plan_pieces, levels, longest=order.longest, overlap=order.overlap, always=order.always
            )
            pieces = await _stored(self._cutter, self._blobs, samples, plan, on_progress)
        ref = await Documents(self._blobs).put(pieces)
        return PiecesCut(pieces=ref, seconds=pieces.seconds, lengths=tuple(each.seconds for each in pieces.pieces))

    @activity.defn(name="transcribe.write")
    async def write(self, order: WriteTranscript) -> TranscriptWritten:
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "transcript",
            order=order,
            make=lambda: self._write(order),
            model=TranscriptWritten,
        )
        return made

    async def _write(self, order: WriteTranscript) -> TranscriptWritten:
        words, language, seconds = await joined_words(Documents(self._blobs), order.pieces, order.heard)
        transcript = Transcript(
            title=order.title,
            language=order.language or language,
            seconds=seconds,
            recognizer=order.recognizer,
            estimated=order.estimated,
            words=tuple(words),
        )
        files: dict[str, ArtifactRef] = {}
        for each in order.formats:
            text = await asyncio.to_thread(transcript.written, each)  # of ten hours, seconds
            files[f"{order.stem}.{each.value}"] = await self._blobs.put(text.encode(), media_type=each.media_type)
        return TranscriptWritten(
            files=files,
            language=transcript.language,
            words=len(words),
            notices=notices_of(words, order.title, marked="They are marked in the JSON."),
        )


class RecognitionActivities:
    """Recognition by one vendor. What was heard once is in the ledger, and is not paid for again."""

    def __init__(
        self,
        *,
        recognizer_named: Callable[[str], SpeechRecognizer],
        cutter: AudioCutter,
        purchases: Purchases,
        blobs: Blobs,
        names: Names,
    ) -> None:
        self._recognizer_named, self._cutter, self._purchases = recognizer_named, cutter, purchases
        self._blobs, self._names, self._documents = blobs, names, Documents(blobs)

    @activity.defn(name="transcribe.recognize_piece")
    async def recognize_piece(self, order: RecognizePiece) -> PieceRecognized:
        on_progress = progress_reporter()
        attempt = Attempt(self._purchases.ledger, allowance=order.allowance, keeps=True)
        made, reused = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            order.item,
            order=order,
            make=lambda: self._recognize(order, attempt, on_progress),
            model=PieceRecognized,
        )
        if not reused:
            return made
        change = {"usage": TokenUsage(reused=True), "repeats": 0, "failed": await attempt.before()}
        return made.model_copy(update=change)

    async def _recognize(self, order: RecognizePiece, attempt: Attempt, on_progress: OnProgress) -> PieceRecognized:
        async with attempt.record_bill():
            piece = (await self._documents.read(order.pieces, Pieces)).pieces[order.position]
            port = self._recognizer_named(order.recognizer.model)
            recognizer = CachedRecognizer(port, order.recognizer, self._purchases, self._blobs, attempt=attempt)
            heard = await _ask(recognizer, piece, order.ask, on_progress)
            usage, again = heard.usage, None
            if doubtful(heard.words) and await self._may_ask_again(attempt, order, piece):
                again = await self._again(recognizer, piece, order.ask, on_progress)
                usage += again.usage
                if doubtful(again.words) < doubtful(heard.words):
                    heard = again
            ref = await self._documents.put(heard.model_copy(update={"usage": TokenUsage()}))
            return PieceRecognized(
                heard=ref,
                language=heard.language,
                words=len(heard.words),
                doubtful=doubtful(heard.words),
                asked_again=again is not None,
                keys=tuple(recognizer.keys),
                usage=usage,
                repeats=recognizer.repeats,
                failed=await attempt.before(),
            )

    async def _may_ask_again(self, attempt: Attempt, order: RecognizePiece, piece: Piece) -> bool:
        cost = Bill(cost_usd=piece.seconds / 60 * order.recognizer.traits.usd_per_minute)
        try:
            await attempt.check_allowance(cost, "Asking again")
        except ItemFault:
            return False
        return piece.seconds >= HALVED

    async def _again(
        self, recognizer: CachedRecognizer, piece: Piece, ask: RecognitionAsk, on_progress: OnProgress
    ) -> Recognized:
        """The same audio in two parts, without the prompt, from which recognisers copy."""
        assert piece.audio is not None
        async with local_copy(self._blobs, piece.audio) as path:
            samples = path.with_name("samples")
            levels = await self._cutter.decode(path, name="a piece", to=samples, on_progress=on_progress)
            plan = plan_pieces(levels, longest=max(HALVED, piece.seconds * 0.6))
            parts = (await _stored(self._cutter, self._blobs, samples, plan, on_progress)).pieces
        plain = ask.model_copy(update={"prompt": ""})
        heard = [await _ask(recognizer, each, plain, on_progress) for each in parts]
        words = doubted(merged(parts, [each.words for each in heard]), piece.silences)
        usage = sum((each.usage for each in heard), TokenUsage(reused=True))
        return Recognized(words=tuple(words), language=heard[0].language if heard else "", usage=usage)


async def _ask(recognizer: CachedRecognizer, piece: Piece, ask: RecognitionAsk, on_progress: OnProgress) -> Recognized:
    assert piece.audio is not None
    heard = await recognizer.recognize(piece.audio, ask, seconds=piece.seconds, on_progress=on_progress)
    words = heard.words
    if not recognizer.tells_times:
        words = tuple(spread(words, seconds=piece.seconds, silences=piece.silences))
    return heard.model_copy(update={"words": tuple(doubted(words, piece.silences))})


async def _stored(cutter: AudioCutter, blobs: Blobs, samples: Path, plan: Pieces, on_progress: OnProgress) -> Pieces:
    """The pieces with their audio."""
    made: list[Piece] = []
    for number, each in enumerate(plan.pieces, start=1):
        await on_progress(f"cutting piece {number} of {len(plan.pieces)}")
        to = samples.with_name("piece.flac")
        await cutter.cut(samples, start=each.start, end=each.end, to=to)
        made.append(each.model_copy(update={"audio": await blobs.put_file(to, media_type=FLAC)}))
    return plan.model_copy(update={"pieces": tuple(made)})
