"""Speech of a job: one activity a turn, in order, within a window; equal utterances are spoken once."""

import asyncio
from collections.abc import Awaitable, Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.tts import Spoken, SynthesizeTurn, TtsActivities
    from domain.errors import Fault
    from domain.jobs.markdown import in_markdown
    from domain.jobs.wire import vendor_queue
    from domain.money import Bill, Prices, speech_cost
    from domain.script.speech_state import TURN, SpeechState
    from domain.script.turns import TurnRecord
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import cancelled, gather_all
    from workflows.jobs.items import ItemRunner, Suspended
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import Publisher
    from workflows.jobs.reservation import Reservation


class Speech:
    """Equal utterances of one job are spoken once: there is a lock for each clip key. `window`: turns in flight."""

    def __init__(self, state: SpeechState, runner: ItemRunner, publisher: Publisher, *, window: int) -> None:
        self._state, self._runner, self._publisher = state, runner, publisher
        self._window = asyncio.Semaphore(window)
        self._locks: dict[str, asyncio.Lock] = {}

    async def speak(self, turns: Sequence[int]) -> None:
        """All of them, in order. Every outcome is kept, then judged."""
        tasks = [asyncio.create_task(self.speak_turn(index)) for index in turns]
        try:
            await gather_all(tasks)
        except (ActivityError, Fault) as error:
            if not is_cancelled_exception(error):
                self._runner.stop()  # what is in flight may be paid for: let it arrive, but start nothing more
                await asyncio.gather(*tasks, return_exceptions=True)
            raise
        except asyncio.CancelledError:
            await cancelled(tasks)
            raise
        except Suspended:
            await asyncio.gather(*tasks, return_exceptions=True)
            raise

    async def speak_again(self, turns: tuple[int, ...]) -> None:
        """Turns whose clips are gone from the artifacts."""
        for index in turns:
            self._state.spoken.pop(self._state.turn(index).plan.key, None)
            self._state.turn_waiting(index)
        await gather_all([asyncio.create_task(self.speak_turn(index)) for index in turns])

    async def speak_turn(self, index: int) -> None:
        """One turn, until its clip is kept, it is skipped, or the job ends."""
        state, record = self._state, self._state.turn(index)
        item, reservation = f"{TURN}{index:03}", Reservation(state, self._runner)

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
                    activity_id=f"{TURN}{index:03}",
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
