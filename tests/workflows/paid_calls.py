"""`PYTHONPATH=. python -P -m tests.workflows.paid_calls`: how often the same is paid for, situation by situation.

Nothing crashes in any of them. The table of docs/durability.md is printed by it; `BEFORE` is what the same situations
cost at commit 969a26d.
"""

import asyncio
import dataclasses
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import NamedTuple

from temporalio import activity, workflow
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, UnsandboxedWorkflowRunner, Worker

from activities.runtime.interceptor import ActivityInterceptor
from activities.tts import Spoken, SynthesizeTurn, TtsActivities
from activities.vendors.access import GatedAccess, LocalSlots
from activities.vendors.gate import VendorGate
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.audio.inspect import WavClipInspector
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.fake.speech import HOST, FakeSpeech, wav_of
from domain.artifacts.ledger import Ledger
from domain.errors import AccountFault
from domain.jobs.progress import Progress
from domain.progress import OnProgress
from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.speaker import Role, Speaker
from domain.vendors.declarations import ProviderRole
from tests.activities.running import run_activity
from tests.conftest import program
from tests.workflows.harness import PodcastHarness
from workflows.jobs.policies import MOST_PAID_IN_VAIN
from workflows.podcast import PodcastWorkflow

CANCEL_REQUESTED = PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
Run = WorkflowHandle[PodcastWorkflow, Progress]

SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)

ANN = Speaker(
    name="ANN", role=Role.HOST, vendor="fake", model="buzz", engine="in-process/1", voice=HOST,
    words_per_minute=150, maximum_characters=4000,
)  # fmt: skip


class Paid(NamedTuple):
    """Calls that were billed, and how many different texts they said."""

    calls: int
    unique: int


class House(NamedTuple):
    client: Client
    catalog: Catalog


def paid(speech: FakeSpeech) -> Paid:
    return Paid(len(speech.calls), len({call.text for call in speech.calls}))


def podcast(house: House, *, slots: int = 8) -> PodcastHarness:
    """Of eight turns, at a vendor that bills, with so many slots."""
    harness = PodcastHarness(house.client, house.catalog, pass_time=lambda: asyncio.sleep(0.02))
    gate = VendorGate(house.catalog.gates, vendor=harness.vendor, role=ProviderRole.SPEECH, fresh=timedelta(0))
    harness.access = GatedAccess(gate, LocalSlots(slots))
    harness.writer.segments, harness.writer.turns = 1, 8
    return harness


async def two_equal_podcasts(house: House) -> Paid:
    """The second one is submitted while the turns of the first one are being spoken."""
    harness = podcast(house, slots=16)
    harness.speech.hold()
    async with harness.working():
        runs = [await harness.start(await harness.spec(speech_window=16, keeps_length=False)) for _ in range(2)]
        for run in runs:
            await harness.until(run, lambda progress: progress.details.get("turn_states") == "s" * 8)
        harness.speech.release()
        for run in runs:
            await run.result()
    return paid(harness.speech)


async def an_attempt_behind_an_attempt(_: House) -> Paid:
    """Temporal gave the first one up, whose worker lives and has its call in flight."""
    store, speech = MemoryArtifacts(), FakeSpeech()
    speech.hold()
    tts = TtsActivities(
        synthesizer=speech, inspector=WavClipInspector(), purchases=Purchases(Ledger(store)), blobs=store
    )
    attempts = [asyncio.create_task(speak(tts, store, attempt=number)) for number in (1, 2)]
    for _turn in range(1000):  # both call the vendor by now, or wait: nothing here takes any time
        await asyncio.sleep(0)
    speech.release()
    await asyncio.gather(*attempts)
    return paid(speech)


@workflow.defn(name="LateSlot")
class LateSlot:
    @workflow.run
    async def run(self, order: SynthesizeTurn) -> None:
        await workflow.execute_activity(
            "tts.synthesize_turn",
            order,
            start_to_close_timeout=timedelta(minutes=5),
            heartbeat_timeout=timedelta(seconds=2),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
        )


class FirstStandsStill(ActivityInterceptor):
    """The first attempt sends no heartbeats, so that it is given up; all others send many."""

    def __init__(self) -> None:
        super().__init__(heartbeat=timedelta(milliseconds=200))
        self._silent = ActivityInterceptor(heartbeat=timedelta(hours=1))

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _ByAttempt(self._silent.intercept_activity(next), super().intercept_activity(next))


class _ByAttempt(ActivityInboundInterceptor):
    def __init__(self, first: ActivityInboundInterceptor, others: ActivityInboundInterceptor) -> None:
        super().__init__(others)
        self._first = first

    async def execute_activity(self, input: ExecuteActivityInput) -> object:  # noqa: A002
        return await (self._first if activity.info().attempt == 1 else self.next).execute_activity(input)


class SlotsForTheSecond:
    """The first attempt gets its slot when another one has had its own, and thaws then: a heartbeat is sent."""

    def __init__(self) -> None:
        self._go, self.first_ended = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        first = activity.info().attempt == 1
        if not first:
            self._go.set()
        await self._go.wait()
        if first:
            activity.heartbeat("thawed")
        try:
            yield
        finally:
            if first:
                self.first_ended.set()


async def a_thawed_worker(house: House) -> Paid:
    """It waits for a slot at a vendor, and gets it when its turn is being spoken by another attempt."""
    store, speech, slots, queue = MemoryArtifacts(), FakeSpeech(), SlotsForTheSecond(), uuid.uuid4().hex
    speech.hold()
    tts = TtsActivities(
        synthesizer=speech,
        inspector=WavClipInspector(),
        purchases=Purchases(Ledger(store), access=slots),
        blobs=store,
    )
    async with Worker(
        house.client,
        task_queue=queue,
        workflows=[LateSlot],
        activities=[tts.synthesize_turn],
        interceptors=[FirstStandsStill()],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_heartbeat_throttle_interval=timedelta(milliseconds=200),
    ):
        run = await house.client.start_workflow("LateSlot", await one_turn(store), id=queue, task_queue=queue)
        await slots.first_ended.wait()
        speech.release()
        await run.result()
    return paid(speech)


async def speak(tts: TtsActivities, store: MemoryArtifacts, *, attempt: int) -> Spoken:
    return await run_activity(environment(attempt), tts.synthesize_turn, await one_turn(store))


async def one_turn(store: MemoryArtifacts) -> SynthesizeTurn:
    draft = SegmentDraft(index=0, title="Bread", turns=(DraftTurn(speaker="ANN", text="Bread rises overnight."),))
    frozen = freeze_segment(draft, first_index=1, language="en", speakers=(ANN,))
    segment = await store.put(frozen.model_dump_json().encode(), media_type="application/json")
    return SynthesizeTurn(segment=segment, position=0)


def environment(attempt: int) -> ActivityEnvironment:
    made = ActivityEnvironment()
    made.info = dataclasses.replace(made.info, attempt=attempt)
    return made


async def cancel_then_retry(house: House) -> Paid:
    """Eight calls are in flight when it is cancelled."""
    harness = podcast(house)
    harness.speech.hold()
    async with harness.working():
        spec = await harness.spec(speech_window=16, keeps_length=False)
        run = await harness.start(spec)
        await harness.until(run, lambda _: harness.speech.in_flight == 8)
        await run.cancel()
        while any(each.state != CANCEL_REQUESTED for each in await pending(run)):
            await harness.pass_time()
        harness.speech.release()
        with suppress(WorkflowFailureError):
            await run.result()
        again = await harness.start(spec.model_copy(update={"attempt": 2}))
        await again.result()
    return paid(harness.speech)


async def pending(run: Run) -> Sequence[PendingActivityInfo]:
    return (await run.describe()).raw_description.pending_activities


async def a_clip_rejected_for_ever(house: House) -> Paid:
    """Until the podcast asks for a person."""
    harness = podcast(house)
    sick = "Segment 1 comes to its turn 2"
    harness.speech.answer(SILENCE, text=sick, times=1000)
    async with harness.working():
        run = await harness.start(await harness.spec())
        await harness.until(run, lambda progress: bool(progress.attention))
        await run.terminate()
    return Paid(sum(sick in call.text for call in harness.speech.calls), 1)


async def an_account_that_was_mended(house: House) -> Paid:
    """And then every clip of one turn is silent, until the podcast asks for a person."""
    harness = podcast(house)
    sick = "Segment 1 comes to its turn 2"
    refusal = AccountFault("quota_exhausted", "No credits are left.", provider=harness.vendor)
    harness.speech.fail(refusal, text=sick)
    harness.speech.answer(SILENCE, text=sick, times=1000)
    async with harness.working():
        run = await harness.start(await harness.spec())
        await harness.until(run, lambda progress: bool(progress.waiting))
        await house.catalog.gates.open(harness.vendor, ProviderRole.SPEECH)
        await harness.until(run, lambda progress: bool(progress.attention))
        await run.terminate()
    return Paid(sum(sick in call.text for call in harness.speech.calls) - 1, 1)  # the refusal cost nothing


class Situation(NamedTuple):
    name: str
    play: Callable[[House], Awaitable[Paid]]
    before: str
    expected: Paid


SITUATIONS = [
    Situation("two equal podcasts at once", two_equal_podcasts, "16", Paid(8, 8)),
    Situation("an attempt behind a living one", an_attempt_behind_an_attempt, "2", Paid(1, 1)),
    Situation("a worker thaws, and gets its slot", a_thawed_worker, "2", Paid(1, 1)),
    Situation("cancelled, then retried", cancel_then_retry, "16", Paid(8, 8)),
    Situation("a clip is silent for ever", a_clip_rejected_for_ever, "11", Paid(MOST_PAID_IN_VAIN, 1)),
    Situation(
        "an account is mended, then a clip is silent for ever",
        an_account_that_was_mended,
        "without end",
        Paid(MOST_PAID_IN_VAIN, 1),
    ),
]


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/catalog.db"
        await migrate(url)
        catalog = await open_catalog(url)
        async with await WorkflowEnvironment.start_local(
            dev_server_existing_path=program("temporal"), data_converter=pydantic_data_converter
        ) as temporal:
            print("| situation | unique | calls before | calls now |\n|---|---|---|---|")  # noqa: T201
            for one in SITUATIONS:
                now = await one.play(House(temporal.client, catalog))
                print(f"| {one.name} | {now.unique} | {one.before} | {now.calls} |", flush=True)  # noqa: T201
        await catalog.close()


if __name__ == "__main__":
    asyncio.run(main())
