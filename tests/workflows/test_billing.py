"""Money that leaves no clip: in the podcast's usage and its budget, once, however often a turn fails."""

import asyncio
from collections.abc import Sequence

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.speech import EXPERT, HOST, FakeSpeech, wav_of
from domain.errors import FaultDetail, FaultKind, ItemFault, PermanentFault, TransientFault
from domain.jobs.progress import Usage
from domain.jobs.status import JobStatus
from domain.money import Bill
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.podcast.spec import PodcastSpec
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from tests.workflows.harness import PodcastHarness

SILENCE = wav_of("x", voice=HOST, seconds=4, level=0.0)
SICK = "Segment 1 comes to its turn 2 and says a few words."
USD_PER_1000 = 1.0


async def priced(harness: PodcastHarness, **changes: object) -> PodcastSpec:
    """Two turns of 51 characters, at a thousandth of a dollar a character."""
    harness.writer.segments, harness.writer.turns = 1, 2
    spec = await harness.spec(keeps_length=False)
    speakers = tuple(
        each.model_copy(update={"usd_per_1000_characters": USD_PER_1000, **changes}) for each in spec.speakers
    )
    return spec.model_copy(update={"speakers": speakers})


def billed(calls: Sequence[Utterance]) -> int:
    return sum(len(call.text) for call in calls)


def assert_all_paid(usage: Usage, characters: int) -> None:
    assert usage.tts_characters == characters
    assert usage.cost_usd == pytest.approx(characters * USD_PER_1000 / 1000)


async def test_a_rejected_clip_is_paid_for(harness: PodcastHarness) -> None:
    harness.speech.answer(SILENCE, text=SICK)
    progress = await (await harness.start(await priced(harness))).result()
    assert_all_paid(progress.usage, 3 * len(SICK))
    assert progress.usage.tts_characters_failed == len(SICK)


async def test_what_failed_is_counted_once_through_every_resume(patient_studio: PodcastHarness) -> None:
    harness = patient_studio
    harness.speech.answer(SILENCE, text=SICK, times=10_000)
    handle = await harness.start(await priced(harness))
    for _ in range(2):
        progress = await harness.until(handle, lambda progress: details_of(progress).turn_states == "da")
        assert progress.attention[0].code == "clip_rejected"
        assert progress.attention[0].message.endswith("It was paid for 3 times.")
        assert_all_paid(progress.usage, billed(harness.speech.calls))
        await harness.resume(handle)
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "da")
    harness.speech.mend()
    harness.speech.answer(SILENCE, text=SICK)
    await harness.resume(handle)
    progress = await handle.result()
    assert_all_paid(progress.usage, billed(harness.speech.calls))
    assert len(harness.speech.calls) == 1 + 3 * 3 + 2
    assert progress.usage.tts_characters_failed == progress.usage.tts_characters - 2 * len(SICK)


async def test_parts_said_while_looking_for_the_words_at_fault_are_paid_for(harness: PodcastHarness) -> None:
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="2 and says", times=1000)
    handle = await harness.start(await priced(harness))
    for _ in range(2):
        progress = await harness.until(handle, lambda progress: details_of(progress).turn_states == "da")
        said = [call for call in harness.speech.calls if "2 and says" not in call.text]
        assert len(said) > 1
        assert_all_paid(progress.usage, billed(said))
        await harness.resume(handle)
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "da")
    await harness.resume(handle, ResumeChange(turns={"t002": "Something milder."}))
    assert_all_paid((await handle.result()).usage, billed(said) + len("Something milder."))


async def test_the_first_piece_of_a_turn_whose_second_fails_is_paid_for_once(harness: PodcastHarness) -> None:
    harness.speech.fail(TransientFault("vendor_error", "503"), text="words.")
    spec = await priced(harness, maximum_characters=30)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    failed, *good = [call for call in harness.speech.calls if call.text.endswith("words.")]
    assert failed.text in {call.text for call in good}
    assert_all_paid(progress.usage, billed(harness.speech.calls) - len(failed.text))


async def test_what_failed_counts_against_the_budget_before_the_next_try(patient_studio: PodcastHarness) -> None:
    """A third silent clip costs more than the podcast may: it is not asked for, nor is it by a resume without money."""
    harness = patient_studio
    harness.speech.answer(SILENCE, text=SICK, times=2)
    spec = (await priced(harness)).model_copy(update={"budget_usd": 0.2})
    handle = await harness.start(spec)
    for _ in range(2):
        progress = await harness.until(handle, lambda progress: bool(progress.attention))
        assert [one.code for one in progress.attention] == ["budget_reached"]
        assert "0.15 USD of 0.20 are spent" in progress.attention[0].message
        assert len(harness.speech.calls) == 3
        await harness.resume(handle)
    await harness.until(handle, lambda progress: bool(progress.attention))

    await harness.resume(handle, ResumeChange(budget_usd=5))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert_all_paid(progress.usage, billed(harness.speech.calls))


class OneWaits(FakeSpeech):
    """The first call for the first turn takes until `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.begun = asyncio.Event(), False

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        if "turn 1 " in utterance.text and not self.begun:
            self.begun = True
            await self.go.wait()
        return await super().synthesize(utterance, on_progress=on_progress)


async def test_a_clip_whose_turn_was_amended_meanwhile_is_paid_for(
    temporal: WorkflowEnvironment, catalog: Catalog
) -> None:
    speech = OneWaits()
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02), synthesizer=speech)
    speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="2 and says", times=1000)
    async with harness.working():
        spec = await priced(harness)
        handle = await harness.start(spec)
        await harness.until(handle, lambda progress: details_of(progress).turn_states == "sa" and speech.begun)
        host = spec.speakers[0].model_copy(update={"voice": EXPERT})
        await harness.resume(handle, ResumeChange(speakers=(host, spec.speakers[1]), skip_turns=("t002",)))
        speech.go.set()
        progress = await handle.result()
    assert [call.voice for call in speech.calls if "turn 1 " in call.text] == [HOST, EXPERT]
    assert details_of(progress).turn_states == "dk"
    assert_all_paid(progress.usage, billed([call for call in speech.calls if "2 and says" not in call.text]))


@pytest.mark.parametrize("step", ["outline", 0])
@pytest.mark.parametrize("fault", [TransientFault, ItemFault, PermanentFault])
async def test_tokens_of_a_step_that_failed_are_counted(
    harness: PodcastHarness, step: str | int, fault: type[TransientFault | ItemFault | PermanentFault]
) -> None:
    bill = Bill(input_tokens=700, output_tokens=50, cost_usd=0.25)
    harness.writer.fail(step, fault("answer_unusable", "No.").with_bill(bill))
    spec = await priced(harness)
    handle = await harness.start(spec)
    if fault is ItemFault:
        progress = await harness.until(handle, lambda progress: bool(progress.attention))
        assert progress.usage.llm_output_tokens >= 50
        await harness.resume(handle)
    if fault is PermanentFault:
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        progress = (await harness.outcome(spec.podcast_id)).progress
    else:
        progress = await handle.result()
    outline, segment = fault is not PermanentFault or step == 0, fault is not PermanentFault
    assert progress.usage.llm_input_tokens == 700 + 10 * outline + 20 * segment
    assert progress.usage.llm_output_tokens == 50 + 5 * outline + 30 * segment
    assert progress.usage.cost_usd == pytest.approx(0.25 + progress.usage.tts_characters / 1000)


def test_a_failure_of_an_older_worker_has_no_bill() -> None:
    detail = FaultDetail.model_validate({"kind": FaultKind.ITEM, "code": "x", "message": "y"})
    assert detail.billed == Bill()
