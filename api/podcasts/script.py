"""The script and its turns at any moment: from frozen segments while it is made, from the episode once it is done."""

from collections import OrderedDict
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from api.http.links import Base, Links
from api.http.problems import ProblemError
from api.podcasts.views import episode_of
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.combine.timeline import Timeline
from domain.jobs.progress import Attention
from domain.jobs.runs import Messages
from domain.jobs.standing import QUERY_SECONDS, JobSnapshot
from domain.podcast.details import details_of
from domain.podcast.frozen import FrozenSegment, FrozenTurn
from domain.podcast.messages import SCRIPT_QUERY, ScriptView
from domain.retrieve.source import Corpus
from domain.script.document import ScriptDocument, script_document
from domain.script.model import Outline, PlannedSegment
from domain.tts.clip import Clip

SEGMENTS_KEPT = 256
"""Frozen segments held in memory, some kilobytes each; they never change."""


class TurnWord(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    REUSED = "reused"
    NEEDS_ATTENTION = "needs_attention"
    SKIPPED = "skipped"


_WORDS = dict(zip("wsdrak", TurnWord, strict=True))
"""The letters of `PodcastDetails.turn_states`."""


class TurnView(BaseModel):
    """`start` and `end` are seconds in the finished audio. `audio_url` as soon as the turn is spoken."""

    id: str
    index: int
    segment: int
    speaker: str
    text: str
    state: TurnWord
    start: float | None = None
    end: float | None = None
    audio_url: str | None = None
    error: Attention | None = None


class Scripts:
    def __init__(self, *, blobs: Blobs, ledger: Ledger, messages: Messages) -> None:
        self._blobs, self._ledger, self._messages = blobs, ledger, messages
        self._segments: OrderedDict[str, FrozenSegment] = OrderedDict()

    async def frozen(self, snapshot: JobSnapshot) -> list[FrozenTurn]:
        """In the order of the podcast; a turn's index is its position from 1."""
        segments = [await self._segment(ref) for ref in details_of(snapshot.progress).segments]
        return [turn for segment in segments for turn in segment.turns]

    async def turns(self, snapshot: JobSnapshot, links: Links, base: Base) -> list[TurnView]:
        placed = await self._times(snapshot)
        errors = {each.turn: each for each in snapshot.progress.attention if each.turn is not None}
        states = details_of(snapshot.progress).turn_states
        views: list[TurnView] = []
        for position, frozen in enumerate(await self.frozen(snapshot)):
            turn = frozen.turn
            word = _WORDS.get(states[position : position + 1], TurnWord.WAITING)
            start, end = placed.get(turn.index, (None, None))
            spoken = word in (TurnWord.DONE, TurnWord.REUSED)
            views.append(
                TurnView(
                    id=turn.id,
                    index=turn.index,
                    segment=turn.segment + 1,
                    speaker=turn.speaker,
                    text=turn.text,
                    state=word,
                    start=start,
                    end=end,
                    audio_url=links.file(base, "podcasts", snapshot.job.id, "turns", turn.index, "audio")
                    if spoken
                    else None,
                    error=errors.get(turn.index),
                )
            )
        return views

    async def clip(self, snapshot: JobSnapshot, index: int) -> Clip:
        """The clip of turn `index`.

        Raises:
            ProblemError: 404 for a turn that will never be, 409 `not_ready` for one that is not spoken yet.
        """
        turn = next((each for each in await self.frozen(snapshot) if each.turn.index == index), None)
        if turn is None and (
            snapshot.status.ended or index < 1 or details_of(snapshot.progress).total_turns is not None
        ):
            raise ProblemError(404, "turn_not_found", f"There is no turn {index}.")
        clip = await self._ledger.find(LedgerKind.CLIP, turn.key, Clip) if turn is not None else None
        if clip is None:
            raise ProblemError(409, "not_ready", f"Turn {index} is not spoken yet.")
        return clip

    async def document(self, snapshot: JobSnapshot) -> ScriptDocument:
        """Raises ProblemError 409 `not_ready` before the first segment is written."""
        episode = episode_of(snapshot)
        if episode is not None:
            return ScriptDocument.model_validate_json(await self._blobs.read(episode.script))
        turns = [each.turn for each in await self.frozen(snapshot)]
        if not turns:
            raise ProblemError(409, "not_ready", "Nothing of the script is written yet.")
        view = await self._messages.query(snapshot.job.id, name=SCRIPT_QUERY, model=ScriptView, within=QUERY_SECONDS)
        outline = corpus = None
        if view is not None and view.outline is not None:
            outline = Outline.model_validate_json(await self._blobs.read(view.outline))
        if view is not None and view.corpus is not None:
            corpus = Corpus.model_validate_json(await self._blobs.read(view.corpus))
        if outline is None:
            segments = [await self._segment(ref) for ref in details_of(snapshot.progress).segments]
            planned = tuple(PlannedSegment(title=each.title, words=0) for each in segments)
            outline = Outline(title=snapshot.progress.title or snapshot.job.title or "", segments=planned)
        language = (await self.frozen(snapshot))[0].pieces[0].language
        rates = [each.words_per_minute for each in await self.frozen(snapshot)]
        words = sum(len(turn.text.split()) for turn in turns)
        return script_document(
            version=1,
            language=language,
            outline=outline,
            turns=turns,
            corpus=corpus or Corpus(sources=(), passages=(), language=language),
            minutes=words / (sum(rates) / len(rates)),
        )

    async def _times(self, snapshot: JobSnapshot) -> dict[int, tuple[float, float]]:
        episode = episode_of(snapshot)
        if episode is None:
            return {}
        timeline = Timeline.model_validate_json(await self._blobs.read(episode.timeline))
        return {
            each.turn: (
                round(timeline.seconds(each.start), 3),
                round(timeline.seconds(each.start + each.samples), 3),
            )
            for each in timeline.placed
        }

    async def _segment(self, ref: ArtifactRef) -> FrozenSegment:
        segment = self._segments.get(ref.sha256)
        if segment is None:
            segment = FrozenSegment.model_validate_json(await self._blobs.read(ref))
            self._segments[ref.sha256] = segment
            while len(self._segments) > SEGMENTS_KEPT:
                self._segments.popitem(last=False)
        return segment


class LogView(BaseModel):
    """One thing that happened. `item` is the readable id of a step (`tts-007`)."""

    at: datetime
    event: str
    item: str | None = None
    attempt: int | None = None
    message: str | None = None
