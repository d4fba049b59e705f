"""A long book goes on as new, and so do its chapters: nothing is lost or paid twice, and what waits goes on waiting."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.errors import ItemFault
from domain.jobs.status import JobStatus
from tests.workflows.audiobook_harness import AudiobookHarness, details, statuses


@pytest.fixture
async def harness(short_histories: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[AudiobookHarness]:
    harness = AudiobookHarness(short_histories.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def runs_of(harness: AudiobookHarness, workflow_id: str) -> int:
    """Visibility comes a moment late."""
    while not (found := [each async for each in harness.client.list_workflows(f"WorkflowId = '{workflow_id}'")]):
        await harness.pass_time()
    return len(found)


async def test_a_book_of_many_chapters(harness: AudiobookHarness) -> None:
    spec = await harness.spec(chapters=10, paragraphs=1, price=1.0, budget_usd=100.0)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    assert statuses(progress) == ["done"] * 10
    said = [call.text for call in harness.speech.calls]
    assert len(said) == len(set(said)) == 20
    assert progress.usage.tts_characters == sum(map(len, said)), "each passage is counted once, in whatever run"
    assert progress.usage.cost_usd == pytest.approx(sum(map(len, said)) / 1000)
    assert await runs_of(harness, spec.job_id) >= 2
    assert [each.n for each in (await harness.made(spec.job_id)).placed] == list(range(1, 11))


async def test_a_chapter_of_many_passages(harness: AudiobookHarness) -> None:
    spec = await harness.spec(chapters=1, paragraphs=40, speech_window=4)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    said = [call.text for call in harness.speech.calls]
    assert len(said) == len(set(said)) == 42, "its title, its heading and its paragraphs"
    assert progress.usage.tts_characters == sum(map(len, said))
    assert await runs_of(harness, f"{spec.job_id}-chapter-001") >= 2


async def test_what_is_parked_in_a_chapter_stays_parked_while_the_book_goes_on(harness: AudiobookHarness) -> None:
    """It is not tried again without a person, and is there for the resume of a later run."""
    refused = ItemFault("text_not_spoken", "We do not say that.", provider="fake")
    harness.speech.fail(refused, text="1 of chapter 1 ")
    spec = await harness.spec(chapters=9, paragraphs=1)
    run = await harness.start(spec)
    others = ["needs_attention", *["done"] * 8]
    progress = await harness.until(run, lambda now: statuses(now) == others)
    while await runs_of(harness, spec.job_id) < 2:
        await harness.pass_time()
    progress = await harness.until(run, lambda now: statuses(now) == others)
    assert [each.id for each in progress.attention] == ["chapter-001/tts-002"]
    said = [call.text for call in harness.speech.calls]
    assert len(said) == len(set(said)), "nothing was tried twice"
    await harness.resume(run)
    progress = await run.result()
    assert progress.status is JobStatus.COMPLETED
    assert all(each.seconds for each in details(progress).chapters)
    assert len(harness.speech.calls) == len(said) + 1
