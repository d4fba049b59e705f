"""The bills of attempts, whichever of them ends the activity."""

import asyncio
import dataclasses
from typing import cast

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.tts import Spoken, SynthesizeTurn, TtsActivities
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.audio.inspect import WavClipInspector
from adapters.fake.speech import HOST, FakeSpeech, wav_of
from domain.artifacts.ledger import Ledger
from domain.errors import Fault, FaultDetail, ItemFault, TransientFault
from domain.money import NOTHING, Bill
from domain.progress import OnProgress
from domain.script.freezing import freeze_segment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.ports import RawAudio
from domain.tts.speaker import Role, Speaker
from domain.tts.utterance import Utterance
from tests.activities.running import run_activity

TEXT = "Bread rises overnight."
LONG = "Bread rises overnight, and it does so slowly. Nothing but cold hands could ever stop it."
BILL = Bill(characters=len(TEXT))
SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)
ANN = Speaker(
    name="ANN", role=Role.HOST, vendor="fake", model="buzz", engine="in-process/1", voice=HOST,
    words_per_minute=150, maximum_characters=4000,
)  # fmt: skip


class CountedArtifacts(MemoryArtifacts):
    """`asked`: every read of a list, and every write."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def create(self, name: str, record: bytes) -> bytes:
        self.asked.append(f"create {name.partition('/')[0]}")
        return await super().create(name, record)

    async def list(self, prefix: str) -> list[str]:
        self.asked.append(f"list {prefix.partition('/')[0]}")
        return await super().list(prefix)


class Stopping(FakeSpeech):
    """The worker stops in the middle of a call."""

    def __init__(self, *, at: int) -> None:
        super().__init__()
        self._at = at

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        self._at -= 1
        if self._at == 0:
            raise asyncio.CancelledError
        return await super().synthesize(utterance, on_progress=on_progress)


class Setup:
    """One turn, and the attempts to speak it."""

    def __init__(self, speech: FakeSpeech | None = None, *, maximum_characters: int = 4000) -> None:
        self.store, self.speech = CountedArtifacts(), speech or FakeSpeech()
        self._ann = ANN.model_copy(update={"maximum_characters": maximum_characters})
        self._tts = TtsActivities(
            synthesizer=self.speech,
            inspector=WavClipInspector(),
            purchases=Purchases(Ledger(self.store)),
            blobs=self.store,
        )

    async def speak(self, *, attempt: int, run: str = "run-1", text: str = TEXT) -> Spoken:
        draft = SegmentDraft(index=0, title="Bread", turns=(DraftTurn(speaker="ANN", text=text),))
        frozen = freeze_segment(draft, first_index=1, language="en", speakers=(self._ann,))
        segment = await self.store.put(frozen.model_dump_json().encode(), media_type="application/json")
        order = SynthesizeTurn(segment=segment, position=0)
        return await run_activity(in_activity(attempt, run), self._tts.synthesize_turn, order)

    async def fails(self, *, attempt: int, text: str = TEXT) -> Bill:
        with pytest.raises(ApplicationError) as failure:
            await self.speak(attempt=attempt, text=text)
        (detail,) = failure.value.details
        assert isinstance(detail, FaultDetail)
        return detail.billed


def in_activity(attempt: int, run: str = "run-1") -> ActivityEnvironment:
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=attempt, workflow_run_id=run)
    return environment


async def test_each_failure_carries_the_bills_before_it_and_so_does_the_result() -> None:
    setup = Setup()
    setup.speech.answer(SILENCE, times=2)
    assert await setup.fails(attempt=1) == BILL
    assert await setup.fails(attempt=2) == BILL + BILL
    setup.speech.fail(TransientFault("rate_limited", "429"))
    assert await setup.fails(attempt=3) == BILL + BILL, "what never got an answer bills nothing"
    spoken = await setup.speak(attempt=4)
    assert (spoken.characters, spoken.reused, spoken.failed) == (len(TEXT), False, BILL + BILL)


async def test_what_an_earlier_run_was_billed_is_not_reported_again() -> None:
    setup = Setup()
    setup.speech.answer(SILENCE)
    await setup.fails(attempt=1)
    assert (await setup.speak(attempt=1, run="run-2")).failed == NOTHING


async def test_a_clip_whose_result_was_lost_was_paid_for_by_this_turn() -> None:
    """The worker died, or Temporal was away, after the clip was kept."""
    setup = Setup()
    setup.speech.answer(SILENCE)
    await setup.fails(attempt=1)
    await setup.speak(attempt=2)
    again = await setup.speak(attempt=3)
    assert (again.characters, again.reused, again.failed) == (len(TEXT), False, BILL)
    assert (await setup.speak(attempt=2, run="run-2")).reused, "another podcast's is not"
    assert (await setup.speak(attempt=1)).reused


async def test_a_first_attempt_reads_no_bills_and_leaves_none() -> None:
    setup = Setup()
    await setup.speak(attempt=1)
    assert setup.store.asked == ["create spending", "create ledger"], "its mark and its clip"


async def test_a_piece_that_cannot_be_decoded_is_said_again() -> None:
    """The pieces of a long turn are kept as they came: one that holds no audio would fail for ever."""
    setup = Setup(maximum_characters=40)
    setup.speech.answer(b"no audio", text="Bread rises")
    billed = await setup.fails(attempt=1, text=LONG)
    assert billed == Bill(characters=sum(len(call.text) for call in setup.speech.calls))
    assert not (await setup.speak(attempt=1, run="run-2", text=LONG)).reused


async def test_a_bill_is_kept_when_the_worker_stops_in_the_middle_of_a_search() -> None:
    """The first half was said; the second is in flight."""
    speech = Stopping(at=3)
    speech.fail(ItemFault("content_refused", "No."), text="cold", times=100)
    setup = Setup(speech)
    with pytest.raises(asyncio.CancelledError):
        await setup.speak(attempt=1, text=LONG)
    said = [call.text for call in speech.calls[1:] if "cold" not in call.text]
    assert len(said) == 1
    assert await setup.fails(attempt=2, text=LONG) == Bill(
        characters=sum(len(call.text) for call in speech.calls if "cold" not in call.text)
    )


async def test_a_repeat_is_reported_although_the_attempt_after_the_crash_failed_too() -> None:
    speech = Stopping(at=1)
    setup = Setup(speech)
    with pytest.raises(asyncio.CancelledError):
        await setup.speak(attempt=1)
    speech.answer(SILENCE)
    assert await setup.fails(attempt=2) == BILL
    spoken = await setup.speak(attempt=3)
    assert (spoken.failed, spoken.repeated) == (BILL, len(TEXT))


async def test_pieces_paid_for_before_another_turn_says_the_next_one_are_billed() -> None:
    """Two turns end with the same piece at the same time: one says it, the other waits and finds it."""
    setup = Setup(maximum_characters=40)
    same = "Nothing but cold hands could ever stop it."
    both = [setup.speak(attempt=1, text=f"{first} {same}") for first in ("Bread rises slowly.", "Dough does so too.")]
    spoken = await asyncio.gather(*both)
    said = [call.text for call in setup.speech.calls]
    assert len(said) == len(set(said)), "no piece is said twice"
    assert sum(one.characters + one.failed.characters for one in spoken) == sum(map(len, said))
    assert all(not one.reused for one in spoken)


async def test_parts_that_break_off_while_looking_for_the_words_at_fault_are_billed() -> None:
    setup = Setup()
    setup.speech.fail(ItemFault("content_refused", "No."), text=LONG)
    broken = TransientFault("vendor_unreachable", "It broke off.").with_bill(Bill(characters=7))
    setup.speech.fail(broken)
    assert await setup.fails(attempt=1, text=LONG) == Bill(characters=7)


async def test_a_bug_behind_a_kept_piece_does_not_hide_its_bill() -> None:
    setup = Setup(maximum_characters=40)
    setup.speech.fail(cast("Fault", RuntimeError("a bug")), text="cold")
    billed = await setup.fails(attempt=1, text=LONG)
    said = sum(len(call.text) for call in setup.speech.calls if "cold" not in call.text)
    assert billed == Bill(characters=said) != NOTHING
