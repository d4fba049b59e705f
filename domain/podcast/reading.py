"""The script and its turns at any moment: from frozen segments while it is made, from the episode once it is done."""

import asyncio
from collections.abc import Container, Iterable, Sequence

from domain.artifacts.documents import DocumentCache, Documents
from domain.artifacts.layout import uses_folder
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.combine.timeline import Timeline
from domain.errors import Refused
from domain.jobs.progress import Attention
from domain.jobs.record import Job
from domain.jobs.runs import Messages
from domain.jobs.standing import QUERY_SECONDS, JobSnapshot
from domain.podcast.details import details_of
from domain.podcast.messages import SCRIPT_QUERY, ScriptView
from domain.podcast.result import episode_of
from domain.podcast.show_notes import show_notes
from domain.podcast.shown import ShownScript
from domain.retrieve.source import Block, BlockKind, Corpus, Passage, SourceSummary
from domain.retrieve.words import count_words
from domain.script.document import ScriptDocument, script_document
from domain.script.frozen import FrozenSegment, FrozenTurn
from domain.script.grounding.citing import located
from domain.script.model import Outline, PlannedSegment, Turn
from domain.script.opening import titled
from domain.script.turns import TurnState
from domain.tts.clip import Clip
from domain.value import Value

SEGMENTS_HELD = 256
"""Frozen segments held in memory, some kilobytes each."""

LOOKED_UP_AT_ONCE = 20
"""Clips looked up in the ledger together, when the run of a podcast does not answer."""


class TurnNow(Value):
    """A turn as it stands. `start` and `end` are seconds in the finished audio; `error` is why it is parked."""

    turn: Turn
    state: TurnState
    start: float | None = None
    end: float | None = None
    error: Attention | None = None

    @property
    def spoken(self) -> bool:
        return self.state in (TurnState.DONE, TurnState.REUSED)


class ScriptReader:
    def __init__(self, *, blobs: Blobs, names: Names, messages: Messages) -> None:
        self._documents, self._names, self._messages = Documents(blobs), names, messages
        self._ledger = Ledger(names)
        self._segments = DocumentCache(blobs, FrozenSegment, size=SEGMENTS_HELD)

    async def frozen(self, snapshot: JobSnapshot) -> list[FrozenTurn]:
        """In the order of the podcast; a turn's index is its position from 1."""
        return [turn for segment in await self._frozen_segments(snapshot) for turn in segment.turns]

    async def turns(self, snapshot: JobSnapshot) -> list[TurnNow]:
        times = await self._times(snapshot)
        errors = {each.turn: each for each in snapshot.progress.attention if each.turn is not None}
        script = await self.frozen(snapshot)
        states = details_of(snapshot.progress).turn_states or await self._states_by_ledger(script, errors)
        found: list[TurnNow] = []
        for position, frozen in enumerate(script):
            turn = frozen.turn
            state = TurnState(states[position]) if position < len(states) else TurnState.WAITING
            start, end = times.get(turn.index, (None, None))
            found.append(TurnNow(turn=turn, state=state, start=start, end=end, error=errors.get(turn.index)))
        return found

    async def clip(self, snapshot: JobSnapshot, index: int) -> Clip:
        """The clip of turn `index`.

        Raises:
            Refused: 404 for a turn that will never be, 409 `not_ready` for one that is not spoken yet.
        """
        turn = next((each for each in await self.frozen(snapshot) if each.turn.index == index), None)
        if turn is None and (
            snapshot.status.ended or index < 1 or details_of(snapshot.progress).total_turns is not None
        ):
            raise Refused("turn_not_found", f"There is no turn {index}.", status=404)
        clip = await self._ledger.find(LedgerKind.CLIP, turn.key, Clip) if turn is not None else None
        if clip is None:
            raise Refused("not_ready", f"Turn {index} is not spoken yet.", status=409)
        return clip

    async def document(self, snapshot: JobSnapshot) -> ScriptDocument:
        """Raises Refused 409 `not_ready` before the first segment is written."""
        episode = episode_of(snapshot.record)
        if episode is not None:
            return await self._documents.read(episode.script, ScriptDocument)
        turns = await self.frozen(snapshot)
        if not turns:
            raise Refused("not_ready", "Nothing of the script is written yet.", status=409)
        outline, corpus = await self._written(snapshot)
        language = turns[0].pieces[0].language
        words = sum(count_words(each.turn.text) for each in turns)
        rate = sum(each.words_per_minute for each in turns) / len(turns)
        return script_document(
            version=1,
            language=language,
            outline=outline,
            turns=[each.turn for each in turns],
            corpus=corpus or Corpus(sources=(), passages=(), language=language),
            minutes=words / rate,
            locate=located,
        )

    async def notes(self, snapshot: JobSnapshot) -> str:
        """Show notes. Raises Refused 409 `not_ready` before the podcast is done."""
        episode = episode_of(snapshot.record)
        if episode is None:
            raise Refused("not_ready", f"It is {snapshot.status.value}; its show notes are not made.", status=409)
        script = await self._documents.read(episode.script, ScriptDocument)
        return show_notes(script, await self._documents.read(episode.timeline, Timeline))

    async def shown(self, snapshot: JobSnapshot) -> ShownScript:
        """The script with all that an edit of it is checked against. Raises Refused 409 `not_ready`."""
        document, segments = await self.document(snapshot), await self._frozen_segments(snapshot)
        outline, corpus = await self._written(snapshot)
        details = details_of(snapshot.progress)
        return ShownScript(
            document=document,
            outline=outline.model_copy(update={"title": document.title}),
            corpus=corpus or _corpus_of(document),
            corpus_ref=details.corpus,
            segments=tuple(segments),
            refs=details.segments,
        )

    async def _written(self, snapshot: JobSnapshot) -> tuple[Outline, Corpus | None]:
        """The outline and the passages, where the run says they are; without a run, what the segments say."""
        details = details_of(snapshot.progress)
        view: ScriptView | None = ScriptView(outline=details.outline, corpus=details.corpus)
        if details.outline is None:
            view = await self._messages.query(
                snapshot.job.id, name=SCRIPT_QUERY, model=ScriptView, within=QUERY_SECONDS
            )
        corpus = None
        if view is not None and view.corpus is not None:
            corpus = await self._documents.read(view.corpus, Corpus)
        if view is not None and view.outline is not None:
            outline = await self._documents.read(view.outline, Outline)
            return titled(outline, await self._frozen_segments(snapshot)), corpus
        planned = tuple(PlannedSegment(title=each.title, words=0) for each in await self._frozen_segments(snapshot))
        return Outline(title=snapshot.progress.title or snapshot.job.title or "", segments=planned), corpus

    async def _frozen_segments(self, snapshot: JobSnapshot) -> list[FrozenSegment]:
        refs: Iterable[ArtifactRef] = details_of(snapshot.progress).segments
        if not refs and snapshot.record.outcome is None:
            refs = await self._segments_by_name(snapshot.job)  # its run does not answer
        return [await self._segments.read(ref) for ref in refs]

    async def _segments_by_name(self, job: Job) -> list[ArtifactRef]:
        """The segments that the attempt has frozen, each as it was frozen last."""
        names = await self._names.list(uses_folder(job.id))
        latest = {name.rsplit("-", 1)[0]: name for name in names if f"/a{job.attempt}-" in name}
        records = [await self._names.get(name) for name in latest.values()]
        return [ArtifactRef.model_validate_json(record) for record in records if record is not None]

    async def _states_by_ledger(self, script: Sequence[FrozenTurn], parked: Container[int]) -> str:
        """A letter a turn, where the run does not answer: whatever has a clip is spoken."""
        states: list[TurnState] = []
        for first in range(0, len(script), LOOKED_UP_AT_ONCE):
            some = script[first : first + LOOKED_UP_AT_ONCE]
            clips = await asyncio.gather(*(self._ledger.find(LedgerKind.CLIP, each.key, Clip) for each in some))
            for each, clip in zip(some, clips, strict=True):
                open_state = TurnState.ATTENTION if each.turn.index in parked else TurnState.WAITING
                states.append(TurnState.DONE if clip is not None else open_state)
        return "".join(states)

    async def _times(self, snapshot: JobSnapshot) -> dict[int, tuple[float, float]]:
        """Seconds in the finished audio at which each turn starts and ends."""
        episode = episode_of(snapshot.record)
        if episode is None:
            return {}
        timeline = await self._documents.read(episode.timeline, Timeline)
        return {
            each.turn: (round(timeline.seconds(each.start), 3), round(timeline.seconds(each.start + each.samples), 3))
            for each in timeline.placed
        }


def _corpus_of(document: ScriptDocument) -> Corpus:
    """The passages that a script cites, where the others are not known any more."""
    titles = {title: n for n, title in enumerate(dict.fromkeys(each.source for each in document.passages), start=1)}
    return Corpus(
        sources=tuple(SourceSummary(index=n, title=title) for title, n in titles.items()),
        passages=tuple(
            Passage(
                id=each.id,
                source=titles[each.source],
                locator=each.locator,
                blocks=(Block(kind=BlockKind.PARAGRAPH, text=each.text, locator=each.locator),),
            )
            for each in document.passages
        ),
        language=document.language,
    )
