"""Subtitles: cues of what was heard, and files whose lines a language model rewrites."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from temporalio import activity

from activities.heard import joined_words, notices_of
from activities.media import fetched
from activities.runtime.heartbeats import progress_reporter
from activities.runtime.steps import get_or_make
from activities.script import Written, billed
from activities.vendors.billing import Attempt
from domain.artifacts.documents import DocumentCache, Documents
from domain.artifacts.ledger import Ledger
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.captions.cueing import SPEED, cues_of, too_fast
from domain.captions.cues import MOST_BYTES, SubtitleFiles, SubtitleFormat, Subtitles
from domain.captions.rewriting import Rewritten, rewrite, takes
from domain.captions.windows import Rewriting, ask_of, most_of, rewritable, windows_of
from domain.errors import ItemFault, PermanentFault
from domain.jobs.notice import Notice
from domain.money import Allowance, Bill
from domain.progress import OnProgress
from domain.retrieve.ports import Fetcher
from domain.retrieve.source import SourceRef
from domain.script.model import Writer
from domain.script.ports import Completion, LanguageModel
from domain.subtitles.choosing import SubtitlesChange
from domain.value import Value

Accept = Callable[[Completion], bool]
ModelFor = Callable[[str, Attempt, Accept], LanguageModel]
"""The model of a name, on behalf of an attempt; answers that are accepted are stored for all."""

TOLD = 20
"""Places of cues that a notice names."""


class ReadSubtitles(Value):
    job_id: str
    source: SourceRef
    rewriting: Rewriting


class SubtitlesRead(Value):
    """`file` as it was sent; `read`: document with a Subtitles. `most` that one answer to each window may be billed."""

    file: ArtifactRef
    read: ArtifactRef
    format: SubtitleFormat
    cues: int
    most: tuple[Bill, ...]


class RewriteWindow(Value):
    """`position` of the window."""

    job_id: str
    item: str
    read: ArtifactRef
    position: int
    rewriting: Rewriting
    writer: Writer
    allowance: Allowance | None = None


class WindowRewritten(Written):
    """`lines`: document with a Rewritten. `kept`: cues whose text stays since no line could be taken for them."""

    lines: ArtifactRef
    changed: int
    kept: int
    asked_again: bool = False


class WriteSubtitles(Value):
    """`lines` of all windows."""

    job_id: str
    file: ArtifactRef
    read: ArtifactRef
    lines: tuple[ArtifactRef, ...]
    format: SubtitleFormat


class WriteCues(Value):
    """`heard` of each piece."""

    job_id: str
    title: str
    pieces: ArtifactRef
    heard: tuple[ArtifactRef, ...]
    format: SubtitleFormat


class SubtitlesWritten(Value):
    file: ArtifactRef
    cues: int
    language: str = ""
    notices: tuple[Notice, ...] = ()


class SubtitleActivities:
    """What needs no vendor."""

    def __init__(self, *, fetcher: Fetcher, files: SubtitleFiles, blobs: Blobs, names: Names) -> None:
        self._fetcher, self._files, self._blobs, self._names = fetcher, files, blobs, names
        self._documents = Documents(blobs)

    @property
    def activities(self) -> list[Callable[..., Awaitable[object]]]:
        return [self.read, self.write, self.write_cues, self.read_change]

    @activity.defn(name="subtitles.read")
    async def read(self, order: ReadSubtitles) -> SubtitlesRead:
        on_progress = progress_reporter()
        made, _ = await get_or_make(
            self._names,
            self._blobs,
            order.job_id,
            "lines",
            order=order,
            make=lambda: self._read(order, on_progress),
            model=SubtitlesRead,
        )
        return made

    async def _read(self, order: ReadSubtitles, on_progress: OnProgress) -> SubtitlesRead:
        name = order.source.name or order.source.url or "the source"
        file = await fetched(order.source, self._fetcher, on_progress=on_progress)
        if file.size > MOST_BYTES:
            raise PermanentFault("source_too_large", f"{name} has more than {MOST_BYTES / 1e6:.0f} MB.")
        read = await asyncio.to_thread(self._files.read, await self._blobs.read(file), name=name)
        lines = rewritable(read.cues)
        return SubtitlesRead(
            file=file,
            read=await self._documents.put(read),
            format=read.format,
            cues=len(read.cues),
            most=tuple(most_of(lines, each, order.rewriting) for each in windows_of(lines)),
        )

    @activity.defn(name="subtitles.write")
    async def write(self, order: WriteSubtitles) -> SubtitlesWritten:
        rewritten = [await self._documents.read(each, Rewritten) for each in order.lines]
        texts = {cue: text for each in rewritten for cue, text in each.texts.items()}
        kept = {cue: flaw.value for each in rewritten for cue, flaw in each.flaws.items()}
        data = await asyncio.to_thread(
            self._files.rewritten, await self._blobs.read(order.file), texts, to=order.format
        )
        file = await self._blobs.put(data, media_type=order.format.media_type)
        cues = len((await self._documents.read(order.read, Subtitles)).cues)
        return SubtitlesWritten(file=file, cues=cues, notices=_kept(kept, cues))

    @activity.defn(name="subtitles.write_cues")
    async def write_cues(self, order: WriteCues) -> SubtitlesWritten:
        words, language, _ = await joined_words(self._documents, order.pieces, order.heard)
        cues = await asyncio.to_thread(cues_of, words)  # of ten hours, some seconds
        data = await asyncio.to_thread(self._files.written, cues, to=order.format)
        file = await self._blobs.put(data, media_type=order.format.media_type)
        notices = notices_of(words, order.title)
        if fast := too_fast(cues):
            message = f"{len(fast)} of {len(cues)} cues are faster than {SPEED:.0f} characters a second: so it is said."
            notices = (*notices, Notice(code="fast_cues", message=f"{message} {_places([each.id for each in fast])}"))
        return SubtitlesWritten(file=file, cues=len(cues), language=language, notices=notices)

    @activity.defn(name="subtitles.read_change")
    async def read_change(self, change: ArtifactRef) -> SubtitlesChange:
        return await self._documents.read(change, SubtitlesChange)


class RewritingActivities:
    """Rewrites lines with one vendor's models. What was answered once is in the ledger, and is not paid for again."""

    def __init__(self, *, model_for: ModelFor, ledger: Ledger, blobs: Blobs, names: Names) -> None:
        self._model_for, self._ledger, self._blobs, self._names = model_for, ledger, blobs, names
        self._read = DocumentCache(blobs, Subtitles, size=4)

    @activity.defn(name="subtitles.rewrite_window")
    async def rewrite_window(self, order: RewriteWindow) -> WindowRewritten:
        on_progress = progress_reporter()
        attempt = Attempt(self._ledger, allowance=order.allowance)
        async with attempt.record_bill():
            made, again = await get_or_make(
                self._names,
                self._blobs,
                order.job_id,
                order.item,
                order=order,
                make=lambda: self._rewrite(order, attempt, on_progress),
                model=WindowRewritten,
            )
        return await billed(made, attempt, again=again)

    async def _rewrite(self, order: RewriteWindow, attempt: Attempt, on_progress: OnProgress) -> WindowRewritten:
        lines = rewritable((await self._read.read(order.read)).cues)
        window = windows_of(lines)[order.position]
        own = window.of(lines)
        model = self._model_for(order.writer.model, attempt, takes(own, order.rewriting))

        async def may_ask_again() -> bool:
            try:
                await attempt.check_allowance(ask_of(lines, window, order.rewriting).most, "Asking again")
            except ItemFault:
                return False
            return True

        made = await rewrite(
            model, lines, window, order.rewriting, may_ask_again=may_ask_again, on_progress=on_progress
        )
        return WindowRewritten(
            lines=await Documents(self._blobs).put(made),
            changed=sum(made.texts.get(each.id, each.text) != each.text for each in own),
            kept=len(made.flaws),
            asked_again=made.asked_again,
            usage=made.usage,
            paid_by=attempt.payer,
        )


def _kept(kept: Mapping[int, str], cues: int) -> tuple[Notice, ...]:
    if not kept:
        return ()
    reasons = ", ".join(dict.fromkeys(kept.values()))
    message = f"{len(kept)} of {cues} cues keep their text, since no answer had one that could be taken ({reasons})."
    return (Notice(code="cues_kept", message=f"{message} {_places(sorted(kept))}"),)


def _places(ids: Sequence[int]) -> str:
    """In the order of the file, as its numbers need not be."""
    named = ", ".join(map(str, ids[:TOLD]))
    return f"By their places in the file: {named}{' and others' if len(ids) > TOLD else ''}."
