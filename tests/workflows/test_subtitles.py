"""Subtitles end to end: of recordings, and of files that a model corrects or translates, whatever it answers."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.captions.cues import SubtitleFormat
from domain.captions.windows import Rewriting
from domain.errors import AccountFault, ItemFault, TransientFault
from domain.jobs.status import JobStatus
from domain.retrieve.source import SourceRef, SourceType
from domain.subtitles.choosing import SubtitlesChange
from tests.fakevendor.lines import Lines, corrected, translated
from tests.workflows.subtitles_harness import SubtitlesHarness, subrip, told
from tests.workflows.transcription_harness import speech, words_of

FILM = subrip(70)
GERMAN = Rewriting(language="de")


@pytest.fixture
async def jobs(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[SubtitlesHarness]:
    harness = SubtitlesHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


def texts(jobs: SubtitlesHarness, text: str) -> list[str]:
    return [each.text for each in jobs.files.read(text.encode(), name="made").cues]


async def test_a_recording_gets_cues_of_all_that_is_said(jobs: SubtitlesHarness) -> None:
    recording = speech(200)
    spec = await jobs.generating(recording)
    progress = await (await jobs.begin(spec)).result()
    name, text = await jobs.file(spec.job_id)
    assert (progress.status, name) == (JobStatus.COMPLETED, "talk.srt")
    assert " ".join(texts(jobs, text)).split() == words_of(recording)
    details = told(progress)
    assert details.total_pieces == details.completed_pieces == len(jobs.recognizer.calls) > 5
    assert (details.cues, details.words, details.language) == (len(texts(jobs, text)), 200, "en")


async def test_a_file_is_corrected_and_all_else_stays(jobs: SubtitlesHarness) -> None:
    film = "\ufeff" + FILM.replace("\n", "\r\n")
    spec = await jobs.rewriting(film)
    progress = await (await jobs.begin(spec)).result()
    name, text = await jobs.file(spec.job_id)
    assert (progress.status, name, text) == (JobStatus.COMPLETED, "film.srt", corrected(film))
    details = told(progress)
    assert details.total_windows == details.completed_windows == len(jobs.model.asks) == 3
    assert (details.cues, details.changed_cues, details.kept_cues, progress.warnings) == (70, 70, 0, ())
    assert progress.usage.cost_usd == pytest.approx(jobs.model.billed_usd)


async def test_a_file_is_translated_into_another_format(jobs: SubtitlesHarness) -> None:
    spec = await jobs.rewriting(FILM, rewriting=GERMAN, format=SubtitleFormat.VTT)
    progress = await (await jobs.begin(spec)).result()
    name, text = await jobs.file(spec.job_id)
    assert (progress.status, name) == (JobStatus.COMPLETED, "film.de.vtt")
    assert text.startswith("WEBVTT\n")
    assert texts(jobs, text) == [translated(each) for each in texts(jobs, FILM)]
    assert told(progress).language == "de"


@pytest.mark.parametrize("manner", ["fewer", "merged", "moved", "prose", "other_language", "empty"])
@pytest.mark.parametrize("insists", [False, True])
async def test_a_bad_answer_is_asked_for_once_more_then_cues_stay(
    jobs: SubtitlesHarness, manner: Lines, insists: bool
) -> None:
    jobs.model.manner, jobs.model.insists = manner, insists
    spec = await jobs.rewriting(FILM)
    progress = await (await jobs.begin(spec)).result()
    _, text = await jobs.file(spec.job_id)
    details = told(progress)
    assert progress.status is JobStatus.COMPLETED
    assert (details.repeated_windows, len(jobs.model.asks)) == (3, 6)
    old, new = texts(jobs, FILM), texts(jobs, text)
    assert all(after in (before, corrected(before)) for before, after in zip(old, new, strict=True))
    kept = sum(after == before for before, after in zip(old, new, strict=True))
    assert details.kept_cues == kept and bool(kept) is insists
    assert [each.code for each in progress.warnings] == (["cues_kept"] if insists else [])
    assert progress.usage.cost_usd == pytest.approx(jobs.model.billed_usd)


@pytest.mark.parametrize("manner", ["more", "reordered", "plain"])
async def test_other_answers_are_mended(jobs: SubtitlesHarness, manner: Lines) -> None:
    jobs.model.manner = manner
    spec = await jobs.rewriting(FILM)
    await (await jobs.begin(spec)).result()
    assert await jobs.file(spec.job_id) == ("film.srt", corrected(FILM))
    assert len(jobs.model.asks) == 3


async def test_windows_park_and_another_model_goes_on_with_them(jobs: SubtitlesHarness) -> None:
    jobs.model.fail(ItemFault("model_not_found", "There is no such model.", provider=jobs.vendor))
    spec = await jobs.rewriting(FILM)
    run = await jobs.begin(spec)
    parked = await jobs.until(run, lambda now: bool(now.attention) and told(now).completed_windows == 2)
    assert (parked.attention[0].code, parked.attention[0].about[:7]) == ("model_not_found", "window ")
    writer = jobs.writer().model_copy(update={"model": "other"})
    await jobs.correct(run, SubtitlesChange(writer=writer))
    progress = await run.result()
    assert (progress.status, told(progress).llm) == (JobStatus.COMPLETED, f"{jobs.vendor}:other")
    assert len(jobs.model.asks) == 4


async def test_transient_and_account_faults_go_by(jobs: SubtitlesHarness) -> None:
    jobs.model.fail(TransientFault("rate_limited", "429"))
    jobs.model.fail(AccountFault("key_refused", "The key is wrong.", provider=jobs.vendor))
    spec = await jobs.rewriting(subrip(50))
    assert (await (await jobs.begin(spec)).result()).status is JobStatus.COMPLETED


async def test_a_second_attempt_pays_for_nothing_again(jobs: SubtitlesHarness) -> None:
    spec = await jobs.rewriting(FILM)
    await (await jobs.begin(spec)).result()
    again = spec.model_copy(update={"attempt": 2})
    progress = await (await jobs.begin(again)).result()
    assert (told(progress).reused_windows, len(jobs.model.asks), progress.usage.cost_usd) == (3, 3, 0)
    other = await jobs.rewriting(FILM)
    assert told(await (await jobs.begin(other)).result()).reused_windows == 3
    assert len(jobs.model.asks) == 3


async def test_the_budget_holds(jobs: SubtitlesHarness) -> None:
    spec = await jobs.rewriting(FILM, budget_usd=0.55)
    run = await jobs.begin(spec)
    parked = await jobs.until(run, lambda now: now.status is JobStatus.NEEDS_ATTENTION)
    assert parked.attention[0].code == "budget_reached"
    assert jobs.model.billed_usd <= 0.55
    done = len(jobs.model.asks)
    await jobs.correct(run, SubtitlesChange(budget_usd=5.0))
    assert (await run.result()).status is JobStatus.COMPLETED
    assert done < len(jobs.model.asks) == 3


async def test_what_holds_no_subtitles_fails_with_a_reason(jobs: SubtitlesHarness) -> None:
    page = await jobs.artifacts.put(b"<html>Not found</html>", media_type="text/html")
    source = SourceRef(type=SourceType.FILE, name="film.srt", artifact=page)
    spec = (await jobs.rewriting(FILM)).model_copy(update={"source": source})
    run = await jobs.begin(spec)
    with pytest.raises(WorkflowFailureError):
        await run.result()
    error = (await jobs.outcome(spec.job_id)).progress.error
    assert error is not None and (error.code, error.step) == ("source_not_supported", "reading_source")


async def test_it_can_be_cancelled(jobs: SubtitlesHarness) -> None:
    jobs.model.fail(ItemFault("content_refused", "No.", provider=jobs.vendor), times=3)
    spec = await jobs.rewriting(FILM)
    run = await jobs.begin(spec)
    await jobs.until(run, lambda now: len(now.attention) == 3)
    await run.cancel()
    with pytest.raises(WorkflowFailureError):
        await run.result()
    assert (await jobs.outcome(spec.job_id)).status is JobStatus.CANCELLED


async def test_a_long_file_continues_as_new(short_histories: WorkflowEnvironment, catalog: Catalog) -> None:
    jobs = SubtitlesHarness(short_histories.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    film = subrip(800)
    async with jobs.working():
        spec = await jobs.rewriting(film)
        run = await jobs.begin(spec)
        progress = await run.result()
        assert await jobs.file(spec.job_id) == ("film.srt", corrected(film))
    assert told(progress).completed_windows == told(progress).total_windows == len(jobs.model.asks) > 30
    assert progress.usage.cost_usd == pytest.approx(jobs.model.billed_usd)
    runs = [each async for each in jobs.client.list_workflows(f"WorkflowId = '{spec.job_id}'")]
    assert len(runs) > 1
