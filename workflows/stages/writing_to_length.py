"""Writing to length: opening and segments are written at once, and frozen late, in the time that is left for each."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.script import SegmentMade, WriteOutline
    from domain.artifacts.reference import ArtifactRef
    from domain.podcast.lengths import Length
    from domain.podcast.pace import WrittenSegment
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.script.budget import EXCHANGE_WORDS
    from domain.script.turns import TurnState
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.publishing import Publisher
    from workflows.stages.asking import OPENING, Asking
    from workflows.stages.freezing import Freezing
    from workflows.stages.judging import Judging
    from workflows.stages.reviewing import Reviewing
    from workflows.stages.speaking import Speaking

AHEAD = 2
"""Windows of turns that are frozen before they are spoken: a window is what the voices take at once, and another stands
ready while a segment is frozen. Beyond that, the more that is heard of the voices, the better a segment fits."""


class WritingToLength:
    """A writer that takes several segments at once writes an opening beside the outline, then all segments; any other
    writes one after the other. Drafts come in any order; they are frozen, and spoken, in order."""

    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        judging: Judging,
        reviewing: Reviewing,
    ) -> None:
        self._reviewing = reviewing
        self._spec, self._state, self._publisher = spec, state, publisher
        self._speaking, self._judging = speaking, judging
        self._asking = Asking(spec, state, runner, publisher)
        self._freezing = Freezing(spec, state, runner, speaking=speaking)
        self._parallel = spec.writer.parallel
        self._opened = self._parallel > 1
        self._length = Length(state)
        self._begun = set[int]()
        self._half_heard = False

    async def write(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        """Implements `workflows.stages.writing.Order`."""
        await self._write(speaking, asking)
        while self._state.rewrite:
            await gather_all([*asking, *speaking])
            asking.clear()
            speaking.clear()
            self._begun.clear()
            self._state.script_dropped()
            await self._write(speaking, asking)

    async def _write(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        order, opening = self._asking.outline_order(opened=self._opened), None
        if self._opened and 0 not in self._state.pace.written:
            opening = asyncio.create_task(self._write_opening(order))
            asking.append(opening)
        asking.append(asyncio.create_task(self._write_segments(order, asking, opening)))
        await self._freeze_and_speak(order, speaking, asking)

    # -- drafts, in any order --------------------------------------------------------------------------------------

    async def _write_opening(self, order: WriteOutline) -> None:
        self._written(0, await self._asking.opening(order))

    async def _write_segments(
        self, order: WriteOutline, asking: list[asyncio.Task[None]], opening: asyncio.Task[None] | None
    ) -> None:
        state = self._state
        outline = state.outline or await self._asking.outline(order)
        missing = [n for n in range(self._opened, state.segments_planned or 0) if n not in state.pace.written]
        if self._opened:
            if opening is not None:
                await workflow.wait_condition(lambda: opening.done() or OPENING in state.attention)
            order = self._as_delivered(order)
            places = asyncio.Semaphore(self._parallel)
            tasks = [asyncio.create_task(self._write_at_once(order, outline, n, places)) for n in missing]
            asking += tasks
            await gather_all(tasks)
            return
        for index in missing:
            before = tuple(state.pace.written[n].draft for n in range(index))
            self._written(index, await self._asking.segment(order, outline, index, before=before))

    async def _write_at_once(
        self, order: WriteOutline, outline: ArtifactRef, index: int, places: asyncio.Semaphore
    ) -> None:
        async with places:
            self._written(index, await self._asking.segment(order, outline, index, before=()))

    def _as_delivered(self, order: WriteOutline) -> WriteOutline:
        """The order to a writer of whom the opening is known: what it said there of what it was asked for."""
        return order.model_copy(update={"delivery": self._state.pace.delivery(order.delivery)})

    def _written(self, index: int, made: SegmentMade) -> None:
        self._state.billed(made.failed)
        written = WrittenSegment(draft=made.draft, talk=made.talk, delivered=made.delivered)
        self._state.draft_written(index, written, made.usage, made.warnings)
        self._publisher.publish()

    # -- frozen and spoken, in order -------------------------------------------------------------------------------

    async def _freeze_and_speak(
        self, order: WriteOutline, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]
    ) -> None:
        """Turns wait, unpaid, while the script is not on course to be what was asked for."""
        state, waiting, index = self._state, list[int](), 0
        self._half_heard = workflow.patched("freeze-when-half-is-heard")
        while index < (state.segments_planned or index + 1):
            if not (index or state.whole_segments or self._opened or self._reviewing.due):
                await self._begin(speaking, asking)
            if index == state.whole_segments:
                await self._until(partial(self._may_freeze, index, waiting), asking)
                if not await self._every_voice_speaks(order, index, asking):
                    return
                await self._extend(order, index)
                await self._freezing.freeze(
                    state.pace.written[index].draft, seconds=self._length.target(index), rates=self._length.rates
                )
            waiting += self._open_turns(index)
            if await self._may_be_spoken(index) and await self._reviewing.settle(index, waiting):
                self._speak(waiting, speaking)
                waiting.clear()
            state.pace.expected = round(self._length.expected(), 1) if state.outline else None
            self._publisher.publish()
            index += 1

    async def _begin(self, speaking: list[asyncio.Task[None]], asking: list[asyncio.Task[None]]) -> None:
        """Where most of the episode would be frozen for voices that were not heard, its first exchange is frozen and
        spoken before the rest."""
        state = self._state
        await self._until(lambda: 0 in state.pace.written, asking)
        if not state.pace.begun:
            if not state.pace.begins_long or state.pace.is_sure_of(state.voices):
                return
            if not workflow.patched("begin-with-an-exchange"):
                return
            await self._freezing.begin(state.pace.written[0].draft)
        self._speak(self._open_turns(0), speaking)
        self._publisher.publish()

    def _open_turns(self, segment: int) -> list[int]:
        """Those that are not spoken yet, nor about to be."""
        return [
            n for n in self._state.turns_of(segment) if n not in self._begun and not self._state.turn(n).state.settled
        ]

    def _speak(self, turns: Sequence[int], speaking: list[asyncio.Task[None]]) -> None:
        self._begun.update(turns)
        speaking += [asyncio.create_task(self._speaking.speak_turn(n)) for n in turns]

    def _may_freeze(self, index: int, waiting: list[int]) -> bool:
        """As late as the voices allow, and not before they are heard, unless nothing more can be heard. Half of the
        turns have to be spoken, since a short episode has no more turns than may stand ready."""
        if index not in self._state.pace.written:
            return False
        heard_from = [
            record
            for record in self._state.turns
            if not record.state.settled and record.state is not TurnState.ATTENTION
        ]
        if not heard_from or waiting:
            return True
        if len(heard_from) >= AHEAD * self._spec.speech_window:
            return False
        if self._half_heard and len(heard_from) > sum(record.state.settled for record in self._state.turns):
            return False
        return self._state.pace.is_sure_of(self._state.voices)

    async def _until(self, ready: Callable[[], bool], asking: list[asyncio.Task[None]]) -> None:
        """Raises what ended a call that was to be waited for."""

        def ended() -> asyncio.Task[None] | None:
            return next((task for task in asking if task.done() and (task.cancelled() or task.exception())), None)

        def is_long() -> bool:
            return workflow.info().is_continue_as_new_suggested()

        await workflow.wait_condition(lambda: ready() or ended() is not None or is_long())
        if (task := ended()) is not None:
            task.result()
        if not ready():
            raise Suspended

    async def _extend(self, order: WriteOutline, index: int) -> None:
        """A segment that falls short of its time is gone on with, once, where the sources have more to say."""
        state = self._state
        written, words = state.pace.written[index], self._length.words_missing(index)
        if not (self._opened and index and words) or written.extended or state.words_possible is not None:
            return
        if state.outline is None:
            raise RuntimeError("a segment before its outline")
        order = self._as_delivered(order)
        made = await self._asking.extension(order, state.outline, index, draft=written.draft, words=words)
        if made is None:
            return
        state.billed(made.failed)
        longer = WrittenSegment(draft=made.draft, talk=made.talk, extended=True)
        state.draft_written(index, longer, made.usage)

    async def _every_voice_speaks(self, order: WriteOutline, index: int, asking: list[asyncio.Task[None]]) -> bool:
        """Whether the script goes on: someone whom no draft has yet is waited for, is asked of the last segment, and
        else a person decides, before more than the opening is paid for. False when it is to be written again."""
        state = self._state

        def settled() -> bool:
            return not state.without_turns or self._judging.voices_accepted

        if not (self._opened and index) or settled() or not workflow.patched("a-turn-for-every-voice"):
            return True
        await self._until(lambda: settled() or len(state.pace.written) == state.segments_planned, asking)
        if settled() or state.outline is None or (last := (state.segments_planned or 0) - 1) < state.whole_segments:
            return True
        written, silent = state.pace.written[last], state.without_turns
        words = EXCHANGE_WORDS * len(silent)
        made = await self._asking.extension(
            self._as_delivered(order), state.outline, last, draft=written.draft, words=words, silent=silent
        )
        if made is not None:
            state.billed(made.failed)
            longer = written.model_copy(update={"draft": made.draft, "talk": made.talk})
            state.draft_written(last, longer, made.usage)
        if not settled():
            await self._judging.settle_voices(state.without_turns)
        return not state.rewrite

    async def _may_be_spoken(self, index: int) -> bool:
        if index == 0 and self._opened:
            return True  # who waits for the rest listens to it meanwhile
        if index + 1 < (self._state.segments_planned or 0):
            return self._judging.on_course()
        await self._judging.settle_script()
        return not self._state.rewrite
