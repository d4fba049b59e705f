"""Writing: the outline, then segment after segment; each is frozen, and spoken while the next is being written."""

import asyncio
from collections.abc import Awaitable
from typing import TypedDict

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.freeze import FreezeActivities, FreezeSegment
    from activities.script import OutlineMade, ScriptActivities, SegmentMade, WriteOutline, WriteSegment
    from domain.artifacts.reference import ArtifactRef
    from domain.errors import Fault
    from domain.jobs.wire import vendor_queue
    from domain.money import Bill, Prices
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.script.ceiling import MOST_ANSWERS, outline_ceiling, segment_ceiling
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import cancel_quietly, cancelled, gather_all
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation
    from workflows.stages.judging import Judging
    from workflows.stages.speaking import Speaking


class _Read(TypedDict):
    words_read: int
    input_tokens: int


class Writing:
    """Writes with the writer of the spec, and hands every frozen turn to `speaking`."""

    def __init__(
        self,
        spec: PodcastSpec,
        state: PodcastState,
        runner: ItemRunner,
        publisher: Publisher,
        *,
        speaking: Speaking,
        judging: Judging | None = None,
    ) -> None:
        self._spec, self._state, self._runner, self._publisher = spec, state, runner, publisher
        self._speaking, self._judging = speaking, judging

    async def write_and_speak(self) -> None:
        """Every outcome is kept, then judged."""
        speaking: list[asyncio.Task[None]] = []
        writing: list[asyncio.Task[None]] = []
        try:
            if self._runner.calls_arrive:
                writing.append(asyncio.create_task(self._write(speaking)))
                await asyncio.shield(writing[0])
            else:
                await self._write(speaking)
            await gather_all(speaking)
        except (ActivityError, Fault) as error:
            if not is_cancelled_exception(error):
                # What is in flight may be paid for: let it arrive in the ledger, but start nothing more.
                self._runner.stop()
                await asyncio.gather(*speaking, return_exceptions=True)
            raise
        except asyncio.CancelledError:
            if self._runner.calls_arrive:
                await cancelled([*writing, *speaking])
            raise
        except Suspended:
            await asyncio.gather(*speaking, return_exceptions=True)
            raise
        finally:
            for task in [*writing, *speaking]:
                cancel_quietly(task)

    async def _write(self, speaking: list[asyncio.Task[None]]) -> None:
        """Until the script is one that may be spoken."""
        outline_order = self._outline_order()
        outline = self._state.outline or await self._write_outline(outline_order)
        await self._write_segments(speaking, outline_order, outline)
        while self._state.rewrite:
            await gather_all(speaking)
            speaking.clear()
            self._state.script_dropped()
            await self._write_segments(speaking, outline_order, outline)

    async def _write_segments(
        self, speaking: list[asyncio.Task[None]], outline_order: WriteOutline, outline: ArtifactRef
    ) -> None:
        """Turns wait, unpaid, while the script is not on course to be what was asked for."""
        state, waiting = self._state, list[int]()
        for index in range(state.segments_planned or 0):
            if index == len(state.drafts):
                made = await self._write_segment(outline_order, outline, index)
                state.billed(made.failed)
                state.segment_written(made.draft, made.usage, made.warnings)
            if index == len(state.segments):
                await self._freeze(index)
            waiting += [n for n in state.turns_of(index) if not state.turn(n).state.settled]
            if await self._may_be_spoken(index):
                speaking += [asyncio.create_task(self._speaking.speak_turn(n)) for n in waiting]
                waiting.clear()
            self._publisher.publish()

    async def _may_be_spoken(self, index: int) -> bool:
        if self._judging is None:
            return True
        if index + 1 < (self._state.segments_planned or 0):
            return self._judging.on_course()
        await self._judging.settle_script()
        return not self._state.rewrite

    async def _write_outline(self, order: WriteOutline) -> ArtifactRef:
        reservation = Reservation(self._state, self._runner)

        def reserve() -> Awaitable[None]:
            most = outline_ceiling(minutes=order.minutes, **self._read)
            return self._reserve(reservation, most)

        async def write(options: Options) -> OutlineMade:
            call = workflow.execute_activity_method(
                ScriptActivities.write_outline,
                order.model_copy(update={"allowance": reservation.allowance(self._prices)}),
                task_queue=vendor_queue(ProviderRole.WRITER, self._spec.writer.vendor),
                activity_id="outline",
                **options,
            )
            return await reservation.count_if_failed(call)

        vendor = self._spec.writer.vendor
        made = await self._runner.run_required(
            "outline",
            write,
            resource=vendor,
            options=self._runner.paid(policies.WRITING),
            reserve=reserve if self._is_bounded() else None,
            release=reservation.settle,
        )
        reservation.settle()
        self._state.billed(made.failed)
        self._state.outline_written(
            made.outline,
            title=made.title,
            segments=made.segments,
            words=made.words,
            tokens=made.usage,
            words_possible=made.words_possible,
        )
        self._state.warned(made.warnings)
        self._publisher.publish()
        return made.outline

    async def _write_segment(self, outline_order: WriteOutline, outline: ArtifactRef, index: int) -> SegmentMade:
        state, vendor = self._state, self._spec.writer.vendor
        order = WriteSegment(
            asked=outline_order, outline=outline, index=index, before=tuple(state.drafts), take=state.take
        )
        item, reservation = f"segment-{index + 1:03}", Reservation(state, self._runner)

        def reserve() -> Awaitable[None]:
            if not self._is_bounded():
                return reservation.renew(self._price_of_segment())
            words = state.words_planned / max(1, state.segments_planned or 1)
            return self._reserve(reservation, segment_ceiling(words=words, **self._read))

        async def write(options: Options) -> SegmentMade:
            call = workflow.execute_activity_method(
                ScriptActivities.write_segment,
                order.model_copy(update={"allowance": reservation.allowance(self._prices)}),
                task_queue=vendor_queue(ProviderRole.WRITER, vendor),
                activity_id=item,
                summary=f"segment {index + 1} of {state.segments_planned}",
                **options,
            )
            return await reservation.count_if_failed(call)

        await reserve()
        options = self._runner.paid(policies.WRITING)
        made = await self._runner.run_required(
            item, write, resource=vendor, options=options, reserve=reserve, release=reservation.settle
        )
        reservation.settle()
        return made

    def _is_bounded(self) -> bool:
        """Whether there is a budget, and the run is new enough to keep to it in all that it writes."""
        return self._state.money.budget_usd is not None and workflow.patched("reserve-all-that-writing-may-cost")

    def _reserve(self, reservation: Reservation, most: Bill) -> Awaitable[None]:
        """For one answer; up to four where the budget has that, since an answer may have to be asked for again."""
        cost = self._prices.cost(most)
        return reservation.renew(cost, most=MOST_ANSWERS * cost)

    @property
    def _read(self) -> _Read:
        return _Read(words_read=self._state.corpus_words, input_tokens=self._spec.writer.input_tokens)

    @property
    def _prices(self) -> Prices:
        writer = self._spec.writer
        return Prices(
            usd_per_million_input=writer.usd_per_million_input, usd_per_million_output=writer.usd_per_million_output
        )

    def _price_of_segment(self) -> float:
        """Of one segment, where nothing bounds it: its share of the passages, and the words at two tokens each."""
        writer, state = self._spec.writer, self._state
        read = min(writer.input_tokens, 2 * state.corpus_words)
        written = 2 * state.words_planned / max(1, state.segments_planned or 1)
        return (read * writer.usd_per_million_input + written * writer.usd_per_million_output) / 1_000_000

    async def _freeze(self, index: int) -> None:
        async with self._speaking.freezing:
            await self._freeze_segment(index)

    async def _freeze_segment(self, index: int) -> None:
        state = self._state
        order = FreezeSegment(
            podcast_id=self._spec.podcast_id,
            draft=state.drafts[index],
            first_index=len(state.turns) + 1,
            language=state.language,
            speakers=tuple(state.voices),
            attempt=state.attempt,
        )
        item = f"freeze-{index + 1:03}"

        async def freeze(options: Options) -> None:
            frozen = await workflow.execute_activity_method(
                FreezeActivities.freeze_segment, order, activity_id=item, **options
            )
            state.segment_frozen(frozen.segment, frozen.plans, frozen.words)

        await self._runner.run(item, freeze, resource="freeze", options=policies.LIGHT)

    def _outline_order(self) -> WriteOutline:
        spec, state = self._spec, self._state
        if state.corpus is None:
            raise RuntimeError("the script before the passages were chosen")
        return WriteOutline(
            podcast_id=spec.podcast_id,
            corpus=state.corpus,
            title=spec.title,
            topic=spec.topic,
            language=state.language,
            minutes=spec.minutes,
            model=spec.writer.model,
            speakers=spec.speakers,
            style=spec.style,
            complexity=spec.complexity,
            instructions=spec.instructions,
        )
