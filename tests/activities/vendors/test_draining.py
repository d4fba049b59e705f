"""A worker that was told to stop begins no call of a vendor, and hands back what only waits."""

import asyncio

import pytest

from activities.vendors.access import LocalSlots
from activities.vendors.draining import Drain, DrainingAccess, DrainingLanguageModel, DrainingSpeech
from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, FakeSpeech
from domain.errors import TransientFault
from domain.script.ports import Ask, Message
from domain.tts.utterance import Utterance

SAID = Utterance(vendor="fake", model="buzz", engine="1", voice=HOST, language="en", text="Bees dance.")
ASK = Ask(messages=(Message(role="user", content="Bees?"),), schema_name="x", json_schema="{}", max_output_tokens=10)


async def nothing(word: str) -> None:
    return None


class Waiting:
    """Tells when a call begins to wait."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, word: str) -> None:
        self.begun.set()


async def call(access: DrainingAccess, until: asyncio.Event, on_progress: Waiting | None = None) -> str:
    async with access.acquire(on_progress or Waiting()):
        await until.wait()
        return "answered"


async def test_a_call_that_waits_for_a_slot_is_handed_back_at_once_and_one_under_way_ends() -> None:
    drain, answer, waiting = Drain(), asyncio.Event(), Waiting()
    access = DrainingAccess(LocalSlots(1), drain)
    under_way = asyncio.create_task(call(access, answer))
    second = asyncio.create_task(call(access, answer, waiting))
    await waiting.begun.wait()
    drain.begin()
    with pytest.raises(TransientFault, match="told to stop") as handed_back:
        await second
    assert handed_back.value.code == "worker_stopping"
    assert handed_back.value.retry_after is not None
    assert not under_way.done()
    answer.set()
    assert await under_way == "answered"


async def test_no_call_begins_once_it_was_told_to_stop() -> None:
    drain = Drain()
    speech, model = FakeSpeech(), FakeLanguageModel()
    drain.begin()
    for begun in (
        call(DrainingAccess(LocalSlots(1), drain), asyncio.Event()),
        DrainingSpeech(speech, drain).synthesize(SAID, on_progress=nothing),
        DrainingLanguageModel(model, drain).complete(ASK, on_progress=nothing),
    ):
        with pytest.raises(TransientFault, match="told to stop"):
            await begun
    assert (speech.calls, model.asks) == ([], [])


async def test_a_waiting_call_that_is_cancelled_takes_no_slot() -> None:
    drain, answer, waiting = Drain(), asyncio.Event(), Waiting()
    access = DrainingAccess(LocalSlots(1), drain)
    under_way = asyncio.create_task(call(access, answer))
    second = asyncio.create_task(call(access, answer, waiting))
    await waiting.begun.wait()
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    answer.set()
    assert await under_way == "answered"
    assert await call(access, answer) == "answered"


async def test_a_fault_of_the_call_reaches_the_access_behind_it() -> None:
    slots = LocalSlots(1)
    access = DrainingAccess(slots, Drain())
    with pytest.raises(TransientFault, match="overloaded"):
        async with access.acquire(nothing):
            raise TransientFault("overloaded", "The vendor is overloaded.")
    async with asyncio.timeout(5), slots.acquire(nothing):
        pass
