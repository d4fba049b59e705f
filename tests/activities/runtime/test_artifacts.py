"""A full store: nothing is paid while it accepts no writes, and what was paid for waits until there is room."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.runtime.artifacts import RESERVE, RetryingArtifacts
from activities.runtime.heartbeats import run_with_heartbeats
from activities.tts import Spoken, SynthesizeTurn, TtsActivities
from activities.vendors.completions import CachedLanguageModel
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.audio.inspect import WavClipInspector
from adapters.fake.language import FakeLanguageModel
from adapters.fake.speech import HOST, FakeSpeech
from domain.artifacts.ledger import NOT_KEPT, Ledger
from domain.artifacts.reference import ArtifactRef
from domain.errors import ArtifactsUnavailable, FaultDetail, FaultKind, ItemFault
from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.script.ports import Ask, Message
from domain.tts.speaker import Role, Speaker
from tests.activities.running import run_activity
from tests.durability.fillable import room_in

CLAIM, PLENTY = 150, 1_000_000_000
"""Bytes: room for a mark and nothing else; for everything."""

SHORT, LONG = RESERVE + timedelta(seconds=1), RESERVE + timedelta(minutes=5)


class SmallArtifacts(MemoryArtifacts):
    """Accepts nothing larger than `fillable` bytes; `refused` is set once it refused something."""

    def __init__(self) -> None:
        super().__init__()
        self.fillable, self.refused = PLENTY, asyncio.Event()

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        self._weigh(data)
        return await super().put(data, media_type=media_type)

    async def create(self, name: str, record: bytes) -> bytes:
        self._weigh(record)
        return await super().create(name, record)

    def _weigh(self, data: bytes) -> None:
        if len(data) > self.fillable:
            self.refused.set()
            raise ArtifactsUnavailable("There is no room for more artifacts")


class Setup:
    """One turn to speak and one question to a writer, over a store that can be made small."""

    def __init__(self) -> None:
        self.store, self.speech, self.model = SmallArtifacts(), FakeSpeech(), FakeLanguageModel()
        patient = RetryingArtifacts(self.store)
        purchases = Purchases(Ledger(patient))
        self._tts = TtsActivities(
            synthesizer=self.speech, inspector=WavClipInspector(), purchases=purchases, blobs=patient
        )
        self._writer = CachedLanguageModel(self.model, purchases, accept=lambda answer: bool(answer.text))

    async def speak(self, time: timedelta) -> Spoken:
        host = Speaker(
            name="ANN", role=Role.HOST, vendor="fake", model="buzz", engine="in-process/1", voice=HOST,
            words_per_minute=150, maximum_characters=4000,
        )  # fmt: skip
        draft = SegmentDraft(index=0, title="Bread", turns=(DraftTurn(speaker="ANN", text="Bread rises overnight."),))
        frozen = freeze_segment(draft, first_index=1, language="en", speakers=(host,))
        segment = await MemoryArtifacts.put(
            self.store, frozen.model_dump_json().encode(), media_type="application/json"
        )
        order = SynthesizeTurn(segment=segment, position=0)
        return await run_activity(in_activity(time), self._tts.synthesize_turn, order)

    async def ask(self, time: timedelta) -> object:
        async def asked() -> object:
            return await run_with_heartbeats(self._writer.complete(ASK, on_progress=quiet))

        return await in_activity(time).run(asked)


ASK = Ask(
    messages=(Message(role="user", content="Say it."),),
    schema_name="answer",
    json_schema='{"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}',
    max_output_tokens=100,
)


async def quiet(word: str) -> None:
    del word


def in_activity(time: timedelta) -> ActivityEnvironment:
    """An activity that begins now and has this much time."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(
        environment.info, started_time=datetime.now(UTC), start_to_close_timeout=time
    )
    return environment


def detail(error: ApplicationError) -> FaultDetail:
    return FaultDetail.model_validate(error.details[0])


async def test_nothing_is_paid_while_the_store_takes_nothing() -> None:
    setup = Setup()
    setup.store.fillable = 0
    with pytest.raises(ApplicationError) as refused:
        await setup.speak(SHORT)
    assert (detail(refused.value).kind, detail(refused.value).code) == (FaultKind.ACCOUNT, "artifacts_unavailable")
    assert not refused.value.non_retryable
    assert refused.value.next_retry_delay is not None
    with pytest.raises(ArtifactsUnavailable):
        await setup.ask(SHORT)
    assert (setup.speech.calls, setup.model.asks) == ([], [])


async def test_nothing_is_paid_even_where_a_mark_was_left_behind() -> None:
    setup = Setup()
    setup.store.fillable = CLAIM
    with pytest.raises(ApplicationError):
        await setup.speak(SHORT)
    setup.store.fillable = 0
    with pytest.raises(ApplicationError):
        await setup.speak(SHORT)
    assert len(setup.speech.calls) == 1


async def test_what_was_paid_for_waits_for_room() -> None:
    setup = Setup()
    setup.store.fillable = CLAIM
    speaking, asking = asyncio.create_task(setup.speak(LONG)), asyncio.create_task(setup.ask(LONG))
    await setup.store.refused.wait()
    setup.store.fillable = PLENTY
    assert not (await speaking).reused
    await asking
    assert (await setup.speak(SHORT)).reused
    await setup.ask(SHORT)
    assert (len(setup.speech.calls), len(setup.model.asks)) == (1, 1)
    assert not [name for name in setup.store.names if name.startswith("spending/")]


async def test_without_room_to_the_end_a_person_decides_whether_to_pay_again() -> None:
    setup = Setup()
    setup.store.fillable = CLAIM
    with pytest.raises(ApplicationError) as lost:
        await setup.speak(SHORT)
    assert (detail(lost.value).kind, detail(lost.value).code) == (FaultKind.ITEM, NOT_KEPT)
    assert lost.value.non_retryable
    assert "Make room" in detail(lost.value).advice
    with pytest.raises(ItemFault, match="could not be stored"):
        await setup.ask(SHORT)

    setup.store.fillable = PLENTY
    again = await setup.speak(SHORT)
    assert again.repeated == again.characters, "the one that was lost is told"


async def test_outside_an_activity_it_does_not_wait() -> None:
    small = SmallArtifacts()
    small.fillable = 0
    with pytest.raises(ArtifactsUnavailable):
        await RetryingArtifacts(small).put(b"clip", media_type="audio/wav")


async def test_a_full_folder_is_reported_and_waited_for(tmp_path: Path) -> None:
    waiting = asyncio.Event()

    class Telling(ObstoreArtifacts):
        async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
            try:
                return await super().put(data, media_type=media_type)
            except ArtifactsUnavailable:
                waiting.set()
                raise

    with room_in(tmp_path / "artifacts") as fillable:
        if fillable is None:
            pytest.skip("root that may not mount can fill no folder")
        store = Telling((tmp_path / "artifacts").as_uri())
        await store.put(b"before", media_type="text/plain")
        fillable.shut()
        with pytest.raises(ArtifactsUnavailable, match=r"no room for more|may not be written"):
            await store.put(bytes(300_000), media_type="audio/wav")
        waiting.clear()

        async def put() -> ArtifactRef:
            return await RetryingArtifacts(store).put(bytes(300_000), media_type="audio/wav")

        putting = asyncio.create_task(run_activity(in_activity(LONG), put))
        await waiting.wait()
        fillable.open()
        assert await store.exists(await putting)
        assert [path.name for path in (tmp_path / "artifacts").rglob("*#*")] == []
