"""Speaking: one activity a turn, in order, within a window; and what a person mends while that goes on."""

import asyncio
from collections.abc import Awaitable

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.freeze import AmendSegment, FreezeActivities
    from activities.tts import Spoken, SynthesizeTurn, TtsActivities
    from domain.artifacts.reference import ArtifactRef
    from domain.jobs.markdown import in_markdown
    from domain.jobs.wire import vendor_queue
    from domain.money import Bill, Prices, speech_cost
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState
    from domain.podcast.success import SCRIPT
    from domain.podcast.turns import TurnRecord
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation


class Speaking:
    """Equal utterances of one podcast are spoken once: there is a lock for each clip key.

    `freezing` is held while turns are frozen or amended: each change builds on the segments as the last one left them.
    """

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publisher: Publisher) -> None:
        self._state, self._runner, self._publisher = state, runner, publisher
        self._podcast_id, self._lexicon = spec.podcast_id, spec.lexicon
        self._window = asyncio.Semaphore(spec.speech_window)
        self._locks: dict[str, asyncio.Lock] = {}
        self.freezing = asyncio.Lock()

    async def speak_again(self, turns: tuple[int, ...]) -> None:
        """Turns whose clips are gone from the artifacts."""
        for index in turns:
            self._state.spoken.pop(self._state.turn(index).plan.key, None)
            self._state.turn_waiting(index)
        await gather_all([asyncio.create_task(self.speak_turn(index)) for index in turns])

    async def speak_turn(self, index: int) -> None:
        """One turn, until its clip is kept, it is skipped, or the podcast ends."""
        state, record = self._state, self._state.turn(index)
        item, reservation = f"tts-{index:03}", Reservation(state, self._runner)

        def reserve() -> Awaitable[None]:
            return reservation.renew(speech_cost(record.plan.characters, usd_per_1000_characters=self._price(record)))

        async def speak(options: Options) -> None:
            await self._speak(index, reservation, options)
            while not record.state.settled:  # a turn amended while it was spoken is spoken again
                self._runner.check_cancelled()
                reservation.settle()
                await reserve()
                await self._speak(index, reservation, options)

        await reserve()
        await self._runner.run(
            item,
            speak,
            resource=record.plan.vendor,
            options=self._runner.paid(policies.SPEAKING),
            window=self._window,
            given_up=lambda: index in state.skips,
            reserve=reserve,
            release=reservation.settle,
        )
        reservation.settle()
        if index in state.skips and not record.state.settled:
            state.turn_skipped(index)
            self._publisher.publish()

    async def _speak(self, index: int, reservation: Reservation, options: Options) -> None:
        state, record = self._state, self._state.turn(index)
        plan, price = record.plan, self._price(record)
        async with self._locks.setdefault(plan.key, asyncio.Lock()):
            if plan.key in state.spoken:
                spoken = Spoken(seconds=0, characters=plan.characters, reused=True)
            else:
                state.turn_speaking(index, workflow.now())
                call = workflow.execute_activity_method(
                    TtsActivities.synthesize_turn,
                    SynthesizeTurn(
                        segment=state.segments[plan.segment],
                        position=plan.position,
                        allowance=reservation.allowance(Prices(usd_per_1000_characters=price)),
                    ),
                    task_queue=vendor_queue(ProviderRole.SPEECH, plan.vendor),
                    activity_id=f"tts-{index:03}",
                    summary=in_markdown(f"{plan.speaker}: {plan.label}"),
                    **options,
                )
                spoken = await reservation.count_if_failed(call, usd_per_1000_characters=price)
                state.billed(spoken.failed, usd_per_1000_characters=price)
        state.spoken.setdefault(plan.key, index)
        if record.plan.key == plan.key:
            state.turn_spoken(
                index,
                reused=spoken.reused,
                characters=spoken.characters,
                repeated=spoken.repeated,
                cost_usd=speech_cost(spoken.characters, usd_per_1000_characters=price),
                now=workflow.now(),
                seconds=spoken.seconds or state.seconds_of(plan.key),
            )
            self._publisher.publish()
        elif not spoken.reused and workflow.patched("bill-what-was-amended-meanwhile"):
            state.billed(Bill(characters=spoken.characters), usd_per_1000_characters=price)

    def _price(self, record: TurnRecord) -> float:
        """USD for 1000 characters, as the turn's speaker is now."""
        return self._state.speaker(record.plan.speaker).usd_per_1000_characters

    async def amend(self, change: ArtifactRef) -> None:
        """Applies what a person mended to every turn that is not spoken yet, and to all segments still to come."""
        async with self.freezing:
            await self._amend(change)

    async def _amend(self, change: ArtifactRef) -> None:
        state = self._state
        read = await workflow.execute_activity_method(
            FreezeActivities.read_change, change, **policies.failing_fast(policies.AMENDING)
        )
        if read.speakers and {each.name for each in read.speakers} != {each.name for each in state.voices}:
            names = ", ".join(each.name for each in state.voices)
            raise ApplicationError(f"the voices of all speakers belong into it: {names}", type="not_resumed")
        state.voices_changed(read.speakers)
        state.sources_answered(read.sources, skip_unreadable=read.skip_unreadable)
        if read.rewrite and SCRIPT in state.attention:
            state.rewrite_wanted()
        if read.budget_usd is not None:
            state.money.budget_usd = read.budget_usd
        by_id = {record.plan.id: record.plan.index for record in state.turns}
        state.skips = sorted({*state.skips, *(by_id[turn] for turn in read.skip_turns if turn in by_id)})
        for index in range(len(state.segments) if not state.rewrite else 0):
            open_turns = tuple(n for n in state.turns_of(index) if not state.turn(n).state.settled)
            if not open_turns:
                continue
            amended = await workflow.execute_activity_method(
                FreezeActivities.amend_segment,
                AmendSegment(
                    podcast_id=self._podcast_id,
                    segment=state.segments[index],
                    change=change,
                    language=state.language,
                    speakers=tuple(state.voices),
                    open_turns=open_turns,
                    attempt=state.attempt,
                    lexicon=self._lexicon,
                ),
                **policies.failing_fast(policies.AMENDING),
            )
            state.segment_amended(index, amended.segment, amended.plans)
