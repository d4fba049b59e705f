"""Items of a podcast that wait for a vendor or for a person, and what a resume changes."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError

from adapters.fake.speech import EXPERT, HOST
from domain.errors import AccountFault, ItemFault, TransientFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from tests.workflows.harness import PodcastHarness

WRONG_KEY = AccountFault("key_rejected", "Invalid API key.", provider="fake", advice="Set a valid key.")


async def test_a_failed_turn_parks_and_its_siblings_go_on(harness: PodcastHarness) -> None:
    fault = ItemFault("content_refused", "We do not say that.", provider="fake")
    harness.speech.fail(fault, text="Segment 1 comes to its turn 3")
    handle = await harness.start(await harness.spec())
    progress = await harness.until(
        handle, lambda progress: bool(progress.attention) and details_of(progress).completed_turns == 7
    )

    assert progress.status is JobStatus.NEEDS_ATTENTION
    assert details_of(progress).turn_states == "ddaddddd"
    assert details_of(progress).playable_turns == 2
    attention = progress.attention[0]
    assert (attention.id, attention.turn, attention.speaker) == ("tts-003", 3, "HOST")
    assert attention.message == "We do not say that."

    before = len(harness.speech.calls)
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(harness.speech.calls) == before + 1


async def test_another_voice_after_a_wrong_one(harness: PodcastHarness) -> None:
    spec = await harness.spec()
    wrong = spec.speakers[1].model_copy(update={"voice": "nobody"})
    spec = spec.model_copy(update={"speakers": (spec.speakers[0], wrong)})
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: details_of(progress).turn_states == "dadadada")
    assert progress.attention[0].message == "There is no voice 'nobody'."

    right = wrong.model_copy(update={"voice": EXPERT})
    before = len(harness.speech.calls)
    answered = await harness.resume(handle, ResumeChange(speakers=(spec.speakers[0], right)))
    assert answered.status is JobStatus.GENERATING
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    again = harness.speech.calls[before:]
    assert [call.voice for call in again] == [EXPERT] * 4
    assert sum(call.voice == HOST for call in harness.speech.calls) == 4


async def test_another_text_and_a_skipped_turn(harness: PodcastHarness) -> None:
    fault = ItemFault("content_refused", "No.", provider="fake")
    harness.speech.fail(fault, text="Segment 1 comes to its turn 2")
    harness.speech.fail(fault, text="Segment 2 comes to its turn 4")
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: len(progress.attention) == 2)
    await harness.resume(handle, ResumeChange(turns={"t002": "Something milder."}, skip_turns=("t008",)))
    progress = await handle.result()
    assert details_of(progress).turn_states == "dddddddk"
    assert [placed.text for placed in harness.renderer.rendered[0].placed][1] == "Something milder."
    assert len(harness.renderer.rendered[0].placed) == 7


async def test_a_closed_vendor_is_met_once_and_the_podcast_goes_on_by_itself(patient_studio: PodcastHarness) -> None:
    harness = patient_studio
    harness.speech.fail(WRONG_KEY, times=1000)
    handle = await harness.start(await harness.spec(speech_window=4))
    progress = await harness.until(handle, lambda progress: bool(progress.waiting))
    assert progress.status is JobStatus.GENERATING
    assert progress.waiting[0].resource == harness.vendor
    assert (progress.waiting[0].reason, progress.waiting[0].advice) == (WRONG_KEY.message, WRONG_KEY.advice)
    await harness.until(handle, lambda progress: len(harness.speech.calls) > 6)
    knocking = {call.text for call in harness.speech.calls[4:]}
    assert len(knocking) == 1, "after the first meeting only one turn knocks"
    harness.speech.mend()
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.waiting == ()


async def test_transient_faults_that_outlast_their_attempts_park(patient_studio: PodcastHarness) -> None:
    harness = patient_studio
    harness.speech.fail(TransientFault("vendor_error", "503 from the vendor"), text="Segment 2", times=10_000)
    handle = await harness.start(await harness.spec())
    progress = await harness.until(handle, lambda progress: len(progress.attention) == 4)
    assert progress.attention[0].code == "vendor_error"
    harness.speech.mend()
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED


async def test_a_transient_fault_after_an_account_fault_parks_as_it_always_does(
    patient_studio: PodcastHarness,
) -> None:
    """Once the account is in order, what still fails is not tried for ever."""
    harness, text = patient_studio, "Segment 1 comes to its turn 2"
    soon = timedelta(milliseconds=10)
    harness.speech.fail(AccountFault("quota_exhausted", "Nothing is left.", provider="fake"), text=text, times=3)
    harness.speech.fail(TransientFault("clip_silent", "Silence.", retry_after=soon), text=text, times=1000)
    handle = await harness.start(await harness.spec())
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert [(one.id, one.code) for one in progress.attention] == [("tts-002", "clip_silent")]
    assert not progress.waiting
    calls = [call for call in harness.speech.calls if text in call.text]
    assert len(calls) == 3 + 1 + 11, "three rejections, the answer that ended them, and the usual attempts"
    harness.speech.mend()
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED


async def test_two_resumes_at_once_lose_no_change(harness: PodcastHarness) -> None:
    refused = ItemFault("content_refused", "We do not say that.", provider="fake")
    for turn in (1, 2):
        harness.speech.fail(refused, text=f"Segment 1 comes to its turn {turn}", times=1000)
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "aadddddd")
    await asyncio.gather(
        harness.resume(handle, ResumeChange(turns={"t001": "First words that are milder."})),
        harness.resume(handle, ResumeChange(turns={"t002": "Second words that are milder."})),
        return_exceptions=True,
    )
    await handle.result()
    said = {call.text for call in harness.speech.calls}
    assert {"First words that are milder.", "Second words that are milder."} <= said


async def test_parked_for_thirty_days_is_abandoned(patient_studio: PodcastHarness) -> None:
    harness = patient_studio
    harness.writer.fail("outline", ItemFault("content_refused", "The model refused."), times=10)
    spec = await harness.spec()
    handle = await harness.start(spec)
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    outcome = await harness.outcome(spec.podcast_id)
    assert outcome.status is JobStatus.FAILED
    assert outcome.progress.error is not None
    assert outcome.progress.error.code == "abandoned"


async def test_nothing_to_resume(harness: PodcastHarness) -> None:
    harness.speech.hold()
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: harness.speech.in_flight > 0)
    with pytest.raises(WorkflowUpdateFailedError):
        await harness.resume(handle)
    harness.speech.release()
    await handle.result()
