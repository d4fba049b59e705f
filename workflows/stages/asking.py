"""Asking the writer: the calls for outline, opening, segments and extensions, each within what the budget allows."""

from collections.abc import Awaitable, Callable
from typing import TypedDict

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.script import (
        ExtendSegment,
        OutlineMade,
        ScriptActivities,
        SegmentMade,
        WriteOpening,
        WriteOutline,
        WriteSegment,
    )
    from domain.artifacts.reference import ArtifactRef
    from domain.jobs.wire import vendor_queue
    from domain.money import Allowance, Bill, Prices
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.script.ceiling import MOST_ANSWERS, outline_ceiling, segment_ceiling
    from domain.script.opening import OPENING_WORDS
    from domain.script.room import tokens_beyond
    from domain.script.style import Grounding
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation


OPENING = "opening"
"""The item of its activity."""


class _Read(TypedDict):
    words_read: int
    input_tokens: int


class Asking:
    """Every call is counted when it fails, and reserves what it may cost before it is made."""

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publisher: Publisher) -> None:
        self._spec, self._state, self._runner, self._publisher = spec, state, runner, publisher

    def outline_order(self, *, opened: bool = False) -> WriteOutline:
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
            opened=opened,
            delivery=spec.writer.delivery,
            checked=spec.grounding is Grounding.LLM,
            room=spec.writer.input_tokens if tokens_beyond(spec.writer.input_tokens, minutes=spec.minutes) else 0,
        )

    async def outline(self, order: WriteOutline) -> ArtifactRef:
        """Writes it into the state."""
        reservation = Reservation(self._state, self._runner)

        async def reserve() -> None:
            if self._is_bounded():  # a person may have bounded it since the last try
                await self._reserve(reservation, outline_ceiling(minutes=order.minutes, **self._read))

        async def write(options: Options) -> OutlineMade:
            call = workflow.execute_activity_method(
                ScriptActivities.write_outline,
                order.model_copy(update={"allowance": self._allowance(reservation)}),
                task_queue=self._queue,
                activity_id="outline",
                **options,
            )
            return await reservation.count_if_failed(call)

        made = await self._runner.run_required(
            "outline",
            write,
            resource=self._spec.writer.vendor,
            options=self._runner.paid(policies.WRITING),
            reserve=reserve,
            release=reservation.settle,
        )
        reservation.settle()
        state = self._state
        state.billed(made.failed)
        state.outline_written(
            made.outline,
            title=made.title,
            segments=made.segments,
            words=made.words,
            tokens=made.usage,
            words_possible=made.words_possible,
            plan=made.plan,
        )
        state.warned(made.warnings)
        self._publisher.publish()
        return made.outline

    async def opening(self, outline_order: WriteOutline) -> SegmentMade:
        order = WriteOpening(asked=outline_order, take=self._state.take)

        def call(allowance: Allowance | None, options: Options) -> Awaitable[SegmentMade]:
            return workflow.execute_activity_method(
                ScriptActivities.write_opening,
                order.model_copy(update={"allowance": allowance}),
                task_queue=self._queue,
                activity_id=OPENING,
                **options,
            )

        return await self._segment(OPENING, call, words=OPENING_WORDS)

    async def segment(
        self, outline_order: WriteOutline, outline: ArtifactRef, index: int, *, before: tuple[ArtifactRef, ...]
    ) -> SegmentMade:
        state = self._state
        order = WriteSegment(asked=outline_order, outline=outline, index=index, before=before, take=state.take)
        item = f"segment-{index + 1:03}"

        def call(allowance: Allowance | None, options: Options) -> Awaitable[SegmentMade]:
            return workflow.execute_activity_method(
                ScriptActivities.write_segment,
                order.model_copy(update={"allowance": allowance}),
                task_queue=self._queue,
                activity_id=item,
                summary=f"segment {index + 1} of {state.segments_planned}",
                **options,
            )

        return await self._segment(item, call, words=state.words_planned / max(1, state.segments_planned or 1))

    async def extension(
        self,
        outline_order: WriteOutline,
        outline: ArtifactRef,
        index: int,
        *,
        draft: ArtifactRef,
        words: int,
        silent: tuple[str, ...] = (),
    ) -> SegmentMade | None:
        """The draft with more words, some of them by those who are `silent`. None when it cannot be had now: then the
        episode is shorter by them."""
        state, reservation = self._state, Reservation(self._state, self._runner)
        most = segment_ceiling(words=words, **self._read)
        if not state.money.affordable(self._prices.cost(most)):
            return None
        await self._reserve(reservation, most)
        order = ExtendSegment(
            asked=outline_order,
            outline=outline,
            draft=draft,
            words=words,
            allowance=self._allowance(reservation),
            take=state.take,
            silent=silent,
        )
        try:
            with self._publisher.call_in_flight():
                call = workflow.execute_activity_method(
                    ScriptActivities.extend_segment,
                    order,
                    task_queue=self._queue,
                    activity_id=f"extension-{index + 1:03}",
                    summary=f"{words} words more for segment {index + 1}",
                    **self._runner.paid(policies.failing_fast(policies.EXTENDING)),
                )
                return await reservation.count_if_failed(call)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return None
        finally:
            reservation.settle()

    async def _segment(
        self, item: str, call: Callable[[Allowance | None, Options], Awaitable[SegmentMade]], *, words: float
    ) -> SegmentMade:
        reservation = Reservation(self._state, self._runner)

        def reserve() -> Awaitable[None]:
            if not self._is_bounded():
                return reservation.renew(self._price_of_segment())
            return self._reserve(reservation, segment_ceiling(words=words, **self._read))

        async def write(options: Options) -> SegmentMade:
            return await reservation.count_if_failed(call(self._allowance(reservation), options))

        await reserve()
        options = self._runner.paid(policies.WRITING)
        made = await self._runner.run_required(
            item,
            write,
            resource=self._spec.writer.vendor,
            options=options,
            reserve=reserve,
            release=reservation.settle,
        )
        reservation.settle()
        return made

    @property
    def _queue(self) -> str:
        return vendor_queue(ProviderRole.WRITER, self._spec.writer.vendor)

    def _allowance(self, reservation: Reservation) -> Allowance | None:
        return reservation.allowance(self._prices)

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
