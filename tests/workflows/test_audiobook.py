"""An audiobook: its chapters are children; what is parked, waits, costs or is cancelled there shows in the book."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.temporal.runs import TemporalRuns
from domain.audiobook.request import BookFormat
from domain.audiobook.spec import AUDIOBOOK
from domain.errors import AccountFault, ItemFault
from domain.jobs.late_bills import LateBills
from domain.jobs.status import JobStatus
from domain.script.corrections import SpeechChange
from domain.script.late import LateSpeechSpending
from tests.workflows.audiobook_harness import AudiobookHarness, details, statuses


@pytest.fixture
async def harness(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[AudiobookHarness]:
    harness = AudiobookHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def test_a_book_from_its_source_to_its_files(harness: AudiobookHarness) -> None:
    spec = await harness.spec(
        intro_text="Welcome to this book.", formats=(BookFormat.M4B, BookFormat.MP3, BookFormat.EPUB)
    )
    run = await harness.start(spec)
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED and progress.percentage == 100
    assert statuses(progress) == ["done"] * 3
    assert all(each.seconds and each.audio for each in details(progress).chapters)
    made = await harness.made(spec.job_id)
    assert [each.title for each in made.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert list(made.files) == ["The Quarry.m4b", "The Quarry-mp3.zip", "The Quarry.epub"]
    book = (await harness.artifacts.read(made.files["The Quarry.m4b"])).decode()
    assert book.index("Welcome") < book.index("Paragraph 2 of chapter 1") < book.index("Paragraph 1 of chapter 3")
    along = await harness.artifacts.read(made.files["The Quarry.epub"])
    with zipfile.ZipFile(io.BytesIO(along)) as archive:
        assert b"Paragraph 2 of chapter 3 says" in archive.read("EPUB/chapter-003.xhtml")
        assert archive.read("EPUB/audio/chapter-003.m4a") == await harness.artifacts.read(made.chapters[2].audio["m4a"])
    assert len(harness.speech.calls) == 10, "a heading and two paragraphs a chapter, and the introduction"


async def test_a_parked_passage_shows_in_the_book_and_goes_on_with_a_resume(harness: AudiobookHarness) -> None:
    """The other chapters are finished meanwhile, and can be played; what was spoken is not spoken again."""
    harness.speech.fail(ItemFault("text_not_spoken", "We do not say that.", provider="fake"), text="2 of chapter 2")
    spec = await harness.spec()
    run = await harness.start(spec)
    progress = await harness.until(run, lambda now: statuses(now) == ["done", "needs_attention", "done"])
    assert progress.status is JobStatus.NEEDS_ATTENTION
    [parked] = progress.attention
    assert (parked.id, parked.about, parked.code) == ("chapter-002/tts-003", "chapter 2, passage 3", "text_not_spoken")
    assert parked.text.startswith("Paragraph 2 of chapter 2 says what")
    assert details(progress).chapters[1].audio is None and details(progress).chapters[2].audio is not None
    resumed = await harness.resume(run)
    assert resumed.status is JobStatus.GENERATING and not resumed.attention
    assert (await run.result()).status is JobStatus.COMPLETED
    said = [call.text for call in harness.speech.calls]
    assert len(said) == 10 and len(set(said)) == 9


async def test_a_vendor_that_closes_is_waited_for(harness: AudiobookHarness) -> None:
    harness.speech.fail(AccountFault("key_refused", "The key is wrong.", provider="fake"), times=1000)
    spec = await harness.spec(chapters=2)
    run = await harness.start(spec)
    progress = await harness.until(run, lambda now: bool(now.waiting))
    assert [each.resource for each in progress.waiting] == [harness.vendor]
    assert progress.status is JobStatus.GENERATING and progress.seconds_left is None
    harness.speech.mend()
    await harness.resume(run)
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED and not progress.waiting


async def test_calls_in_flight_at_a_cancel_are_counted(harness: AudiobookHarness) -> None:
    harness.speech.hold()
    spec = await harness.spec(chapters=2, price=1.0, speech_window=2)
    run = await harness.start(spec)
    await harness.until(run, lambda now: harness.speech.in_flight == 4)
    in_flight = [call.text for call in harness.speech.calls]
    await run.cancel()
    for n in (1, 2):
        child = harness.client.get_workflow_handle(f"{spec.job_id}-chapter-{n:03}")
        while not (await child.describe()).raw_description.workflow_extended_info.cancel_requested:
            await harness.pass_time()
    harness.speech.release()
    with pytest.raises(WorkflowFailureError):
        await run.result()
    outcome = await harness.outcome(spec.job_id)
    assert outcome.status is JobStatus.CANCELLED
    assert outcome.progress.usage.tts_characters == sum(map(len, in_flight))
    assert len(harness.speech.calls) == len(in_flight), "nothing was begun after the cancellation"


async def test_the_budget_holds_over_all_chapters(harness: AudiobookHarness) -> None:
    """It is spent to less than a passage, and asks; with more money the book is finished."""
    spec = await harness.spec(chapters=4, price=1000.0, budget_usd=200.0)
    run = await harness.start(spec)
    progress = await harness.until(run, lambda now: any(each.code == "budget_reached" for each in now.attention))
    assert 150 < progress.usage.cost_usd <= 200
    assert [each.id for each in progress.attention] == ["budget"]
    await harness.resume(run, SpeechChange(budget_usd=10_000.0))
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED
    said = [call.text for call in harness.speech.calls]
    assert len(said) == len(set(said))
    assert progress.usage.cost_usd == pytest.approx(sum(map(len, said)))


async def test_a_retry_reuses_every_chapter(harness: AudiobookHarness) -> None:
    spec = await harness.spec()
    await (await harness.start(spec)).result()
    calls, rendered = len(harness.speech.calls), len(harness.books.rendered)
    progress = await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()
    assert statuses(progress) == ["reused"] * 3
    assert (len(harness.speech.calls), len(harness.books.rendered)) == (calls, rendered)
    assert progress.usage.cost_usd == 0


async def test_a_chapter_that_is_not_there_fails_the_book(harness: AudiobookHarness) -> None:
    spec = (await harness.spec(chapters=2)).model_copy(update={"chapters": (7,)})
    run = await harness.start(spec)
    with pytest.raises(WorkflowFailureError):
        await run.result()
    outcome = await harness.outcome(spec.job_id)
    assert outcome.progress.error is not None and outcome.progress.error.code == "chapter_not_found"
    assert "2 chapters" in outcome.progress.error.message and not harness.speech.calls


async def test_chosen_chapters_alone_are_spoken(harness: AudiobookHarness) -> None:
    spec = (await harness.spec(chapters=5)).model_copy(update={"chapters": (2, 4)})
    progress = await (await harness.start(spec)).result()
    assert statuses(progress) == [None, "done", None, "done", None]
    assert [each.n for each in (await harness.made(spec.job_id)).placed] == [2, 4]


async def test_a_book_that_is_terminated_counts_what_its_chapters_had_in_flight(harness: AudiobookHarness) -> None:
    """As when it is deleted, or ended in Temporal: the calls arrive in the ledger, and are found by their chapters."""
    harness.speech.fail(ItemFault("text_not_spoken", "We do not say that.", provider="fake"), text="1 of chapter 1")
    spec = await harness.spec(chapters=2, price=1.0, speech_window=2)
    run = await harness.start(spec)
    await harness.until(run, lambda now: statuses(now) == ["needs_attention", "done"])
    harness.speech.hold()
    await harness.resume(run)
    while not harness.speech.in_flight:
        await harness.pass_time()
    described = await run.describe()
    progress = await harness.until(run, lambda now: not now.attention)
    await run.terminate()
    record = await harness.catalog.jobs.get(spec.job_id)
    assert record is not None
    late = LateBills(
        runs=TemporalRuns(harness.client),
        late={AUDIOBOOK: LateSpeechSpending(blobs=harness.artifacts, names=harness.artifacts)},
    )
    before = await late.of_closed_run(record.job, described.run_id, progress)
    assert before.usage == progress.usage, "nothing has arrived"
    harness.speech.release()
    said = {call.text for call in harness.speech.calls}
    while len(await harness.artifacts.list("ledger/clip")) < len(said):
        await harness.pass_time()
    after = await late.of_closed_run(record.job, described.run_id, progress)
    assert after.usage.tts_characters == sum(map(len, said))
