"""Transcriptions end to end: every word once, bought once, parked and resumed, within the budget."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.errors import AccountFault, ItemFault, PermanentFault, TransientFault
from domain.jobs.status import JobStatus
from domain.transcription.changing import TranscriptionChange
from tests.workflows.transcription_harness import USD_PER_MINUTE, TranscriptionHarness, shown, speech, words_of


@pytest.fixture
async def jobs(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[TranscriptionHarness]:
    harness = TranscriptionHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def test_every_word_is_heard_once(jobs: TranscriptionHarness) -> None:
    recording = speech(200)
    spec = await jobs.spec(recording)
    progress = await (await jobs.start(spec)).result()
    assert (progress.status, progress.percentage) == (JobStatus.COMPLETED, 100)
    assert await jobs.heard(spec.job_id) == words_of(recording)
    details = shown(progress)
    assert details.total_pieces == details.completed_pieces == len(jobs.recognizer.calls) > 5
    assert (details.words, details.doubtful_words, details.language, details.ttl_hours) == (200, 0, "en", 24)
    assert progress.usage.cost_usd == pytest.approx(details.seconds_done / 60 * USD_PER_MINUTE)
    made = await jobs.made(spec.job_id)
    assert list(made) == ["txt", "json", "srt", "vtt", "md"]
    assert words_of(made["txt"]) == words_of(recording)


async def test_without_a_pause_pieces_overlap_and_no_word_is_doubled(jobs: TranscriptionHarness) -> None:
    recording = " ".join(f"word{number}" for number in range(150))
    spec = await jobs.spec(recording)
    await (await jobs.start(spec)).result()
    assert await jobs.heard(spec.job_id) == words_of(recording)


async def test_a_fault_of_one_piece_parks_and_the_others_are_kept(jobs: TranscriptionHarness) -> None:
    recording = speech(100)
    jobs.recognizer.failures = [ItemFault("content_refused", "We do not hear that.", provider=jobs.vendor)]
    spec = await jobs.spec(recording)
    run = await jobs.start(spec)
    parked = await jobs.until(
        run,
        lambda progress: (
            bool(progress.attention) and shown(progress).completed_pieces == shown(progress).total_pieces - 1
        ),
    )
    assert [each.code for each in parked.attention] == ["content_refused"]
    assert parked.attention[0].about.startswith("piece ")
    bought = len(jobs.recognizer.calls)
    await jobs.resume(run)
    assert (await run.result()).status is JobStatus.COMPLETED
    assert len(jobs.recognizer.calls) == bought + 1
    assert await jobs.heard(spec.job_id) == words_of(recording)


async def test_transient_and_account_faults_go_by(jobs: TranscriptionHarness) -> None:
    jobs.recognizer.failures = [
        TransientFault("rate_limited", "429", retry_after=timedelta(milliseconds=20)),
        AccountFault("key_refused", "The key is wrong.", provider=jobs.vendor),
    ]
    spec = await jobs.spec(speech(100))
    progress = await (await jobs.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    assert len(jobs.recognizer.calls) == shown(progress).total_pieces


async def test_a_second_attempt_pays_for_nothing_again(jobs: TranscriptionHarness) -> None:
    recording = speech(100)
    spec = await jobs.spec(recording)
    jobs.recognizer.failures = [PermanentFault("gone", "It is gone.")]
    with pytest.raises(WorkflowFailureError):
        await (await jobs.start(spec)).result()
    first = len(jobs.recognizer.calls)
    assert first > 0
    again = await (await jobs.start(spec.model_copy(update={"attempt": 2}))).result()
    assert again.status is JobStatus.COMPLETED
    assert jobs.cutter.decoded == 1
    assert len(jobs.recognizer.calls) == shown(again).total_pieces, "what the first attempt heard is not bought again"
    assert shown(again).reused_pieces == first
    assert await jobs.heard(spec.job_id) == words_of(recording)


async def test_the_same_recording_is_bought_once(jobs: TranscriptionHarness) -> None:
    recording = speech(60)
    await (await jobs.start(await jobs.spec(recording))).result()
    bought = len(jobs.recognizer.calls)
    other = await jobs.spec(recording)
    progress = await (await jobs.start(other)).result()
    assert (len(jobs.recognizer.calls), progress.usage.cost_usd) == (bought, 0.0)
    assert await jobs.heard(other.job_id) == words_of(recording)


async def test_a_loop_is_asked_again_once_without_the_prompt(jobs: TranscriptionHarness) -> None:
    recording = speech(30)
    jobs.recognizer.answers = ["thank you for watching " * 8]
    spec = await jobs.spec(recording)
    progress = await (await jobs.start(spec)).result()
    assert jobs.recognizer.calls == ["Temporal, Podwright", "", ""]
    assert await jobs.heard(spec.job_id) == words_of(recording)
    assert (shown(progress).repeated_pieces, shown(progress).doubtful_words, progress.warnings) == (1, 0, ())
    assert progress.usage.cost_usd > 1.9 * shown(progress).seconds_done / 60 * USD_PER_MINUTE


async def test_what_is_invented_twice_is_flagged(jobs: TranscriptionHarness) -> None:
    jobs.recognizer.answers = ["thank you for watching " * 8] * 3
    spec = await jobs.spec(speech(30))
    progress = await (await jobs.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    assert [each.code for each in progress.warnings] == ["doubtful_words"]
    assert "may be invented (repeated)" in progress.warnings[0].message
    assert '"doubt": "repeated"' in (await jobs.made(spec.job_id))["json"]


async def test_the_budget_holds_and_no_call_is_made_beyond_it(jobs: TranscriptionHarness) -> None:
    spec = await jobs.spec(speech(100), budget_usd=0.3)
    run = await jobs.start(spec)
    parked = await jobs.until(run, lambda progress: bool(progress.attention))
    assert [each.code for each in parked.attention] == ["budget_reached"]
    assert 0 < parked.usage.cost_usd <= 0.3
    await jobs.resume(run, TranscriptionChange(budget_usd=5.0))
    assert (await run.result()).status is JobStatus.COMPLETED
    assert await jobs.heard(spec.job_id) == words_of(speech(100))


async def test_another_recogniser_goes_on_where_one_refuses(jobs: TranscriptionHarness) -> None:
    jobs.recognizer.failures = [ItemFault("content_refused", "We do not hear that.")]
    spec = await jobs.spec(speech(100))
    run = await jobs.start(spec)
    await jobs.until(run, lambda progress: bool(progress.attention))
    other = spec.recognizer.model_copy(update={"model": "another"})
    await jobs.resume(run, TranscriptionChange(recognizer=other))
    progress = await run.result()
    assert (progress.status, shown(progress).stt) == (JobStatus.COMPLETED, f"{jobs.vendor}:another")
    assert json.loads((await jobs.made(spec.job_id))["json"])["stt"] == f"{jobs.vendor}:another"


async def test_a_call_in_flight_arrives_after_a_cancellation(jobs: TranscriptionHarness) -> None:
    jobs.recognizer.hold()
    spec = await jobs.spec(speech(100))
    run = await jobs.start(spec)
    await jobs.until(run, lambda _: jobs.recognizer.in_flight == 4)
    await run.cancel()
    jobs.recognizer.release()
    with pytest.raises(WorkflowFailureError):
        await run.result()
    outcome = await jobs.outcome(spec.job_id)
    assert (outcome.status, len(jobs.recognizer.calls)) == (JobStatus.CANCELLED, 4)
    assert outcome.progress.usage.cost_usd > 0


async def test_nothing_is_said(jobs: TranscriptionHarness) -> None:
    spec = await jobs.spec("| | | | | |")
    progress = await (await jobs.start(spec)).result()
    assert (progress.status, jobs.recognizer.calls) == (JobStatus.COMPLETED, [])
    assert [each.code for each in progress.warnings] == ["no_speech"]


async def test_a_source_that_cannot_be_read_fails_with_its_reason(jobs: TranscriptionHarness) -> None:
    jobs.cutter.faults = [PermanentFault("source_encrypted", "It is encrypted.", advice="Send it without.")]
    spec = await jobs.spec(speech(10))
    with pytest.raises(WorkflowFailureError):
        await (await jobs.start(spec)).result()
    outcome = await jobs.outcome(spec.job_id)
    assert outcome.progress.error is not None
    assert outcome.progress.error.code == "source_encrypted"
