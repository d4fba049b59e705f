"""Speaking: one activity a turn, in order, within a window; and what a person mends while that goes on."""

import asyncio
from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.freeze import AmendSegment, FreezeActivities
    from activities.tts import Spoken, SynthesizeTurn, TtsActivities
    from domain.artifacts.reference import ArtifactRef
    from domain.money import Bill, speech_cost
    from domain.podcast.spec import PodcastSpec
    from domain.podcast.state import PodcastState, TurnRecord
    from domain.tts.speaker import Speaker
    from workflows.jobs import policies, queues
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.items import ItemRunner
    from workflows.jobs.policies import Options
    from workflows.jobs.reservation import Reservation


class Speaking:
    """Knows the speakers as they are now, and what was said already in this run."""

    def __init__(self, spec: PodcastSpec, state: PodcastState, runner: ItemRunner, publish: Callable[[], None]) -> None:
        self._state, self._runner, self._publish = state, runner, publish
        self._speakers: dict[str, Speaker] = {speaker.name: speaker for speaker in spec.voices}
        self._podcast_id = spec.podcast_id
        self._window = asyncio.Semaphore(spec.speech_window)
        self._keys: dict[str, asyncio.Lock] = {}
        self._said: set[str] = set()
        self._skipped: set[int] = set()

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(self._speakers.values())

    async def again(self, turns: tuple[int, ...]) -> None:
        """Turns whose clips are gone from the artifacts."""
        for index in turns:
            self._said.discard(self._state.turn(index).plan.key)
            self._state.turn_waiting(index)
        await gather_all([asyncio.create_task(self.turn(index)) for index in turns])

    async def turn(self, index: int) -> None:
        """One turn, until its clip is kept, it is skipped, or the podcast ends."""
        record = self._state.turn(index)
        item, held = f"tts-{index:03}", Reservation(self._state, self._runner)

        async def reserve() -> None:
            await held.renew(speech_cost(record.plan.characters, usd_per_1000_characters=self._price(record)))

        async def speak(options: Options) -> None:
            # Equal utterances in one podcast are spoken once; a turn amended while it was spoken is spoken again.
            while not record.state.settled:
                plan, price = record.plan, self._price(record)
                async with self._keys.setdefault(plan.key, asyncio.Lock()):
                    if plan.key in self._said:
                        spoken = Spoken(seconds=0, characters=plan.characters, reused=True)
                    else:
                        self._state.turn_speaking(index, workflow.now())
                        call = workflow.execute_activity_method(
                            TtsActivities.synthesize_turn,
                            SynthesizeTurn(segment=self._state.segments[plan.segment], position=plan.position),
                            task_queue=queues.tts(plan.vendor),
                            activity_id=item,
                            summary=f"{plan.speaker}: {plan.label}",
                            **options,
                        )
                        spoken = await held.counted(call, usd_per_1000_characters=price)
                        self._state.billed(spoken.failed, usd_per_1000_characters=price)
                self._said.add(plan.key)
                if record.plan.key == plan.key:
                    self._state.turn_spoken(
                        index,
                        reused=spoken.reused,
                        characters=spoken.characters,
                        repeated=spoken.repeated,
                        cost_usd=speech_cost(spoken.characters, usd_per_1000_characters=price),
                    )
                    self._publish()
                elif not spoken.reused and workflow.patched("bill-what-was-amended-meanwhile"):
                    self._state.billed(Bill(characters=spoken.characters), usd_per_1000_characters=price)

        await reserve()
        await self._runner.run(
            item,
            speak,
            resource=record.plan.vendor,
            options=policies.SPEAKING,
            turn=index,
            window=self._window,
            given_up=lambda: index in self._skipped,
            reserve=reserve,
        )
        held.settle()
        if index in self._skipped and not record.state.settled:
            self._state.turn_skipped(index)
            self._publish()

    def _price(self, record: TurnRecord) -> float:
        """USD for 1000 characters, as the turn's speaker is now."""
        return self._speakers[record.plan.speaker].usd_per_1000_characters

    async def amend(self, change: ArtifactRef, *, language: str) -> None:
        """Applies what a person mended to every turn that is not spoken yet, and to all segments still to come."""
        read = await workflow.execute_activity_method(
            FreezeActivities.read_change, change, **policies.failing_fast(policies.LIGHT)
        )
        self._speakers.update({speaker.name: speaker for speaker in read.speakers})
        by_id = {record.plan.id: record.plan.index for record in self._state.turns}
        if read.budget_usd is not None:
            self._state.money.budget_usd = read.budget_usd
        self._skipped |= {by_id[turn] for turn in read.skip_turns if turn in by_id}
        for index, segment in enumerate(list(self._state.segments)):
            unsettled = [r.plan.index for r in self._state.turns if r.plan.segment == index and not r.state.settled]
            if not unsettled:
                continue
            amended = await workflow.execute_activity_method(
                FreezeActivities.amend_segment,
                AmendSegment(
                    podcast_id=self._podcast_id,
                    segment=segment,
                    change=change,
                    language=language,
                    speakers=self.speakers,
                    open_turns=tuple(unsettled),
                ),
                **policies.failing_fast(policies.LIGHT),
            )
            self._state.segment_amended(index, amended.segment, amended.plans)
