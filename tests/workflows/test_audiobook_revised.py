"""A revision of a book: one passage is spoken again, and all else is what it was."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.speech import EXPERT
from domain.audiobook.spec import Audiobook
from domain.errors import ItemFault
from domain.jobs.status import JobStatus
from domain.jobs.versions import Versions
from tests.workflows.audiobook_harness import AudiobookHarness, statuses


@pytest.fixture
async def harness(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[AudiobookHarness]:
    harness = AudiobookHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


async def test_a_passage_with_another_text_is_spoken_and_paid_alone(harness: AudiobookHarness) -> None:
    spec = await harness.spec(price=1000.0, intro_text="Welcome.")
    await (await harness.start(spec)).result()
    base, calls, rendered = await harness.made(spec.job_id), len(harness.speech.calls), len(harness.books.rendered)
    text = "The second paragraph says another thing."
    revision = await harness.revision(spec, base, n=2, old="Paragraph 2", text=text)
    progress = await (await harness.start(revision)).result()
    assert [call.text for call in harness.speech.calls[calls:]] == [text]
    assert progress.usage.cost_usd == pytest.approx(len(text))
    assert statuses(progress) == ["reused", "done", "reused"]
    assert harness.books.rendered[rendered:] == ["Chapter 2"]
    served = await harness.made(spec.job_id)
    assert (served.version, base.version) == (2, 1)
    assert [served.chapters[0], served.chapters[2]] == [base.chapters[0], base.chapters[2]]
    assert served.chapters[1].timeline != base.chapters[1].timeline
    book = (await harness.artifacts.read(served.files["The Quarry.m4b"])).decode()
    assert text in book and "Paragraph 2 of chapter 2" not in book and book.count("Welcome.") == 1
    record = await harness.catalog.jobs.get(spec.job_id)
    assert record is not None
    versions = await Versions(jobs=harness.catalog.jobs, names=harness.artifacts).finished(record)
    assert [Audiobook.model_validate(each.result) for each in versions][-1] == served
    assert record.outcome is not None and record.outcome.status is JobStatus.COMPLETED


async def test_a_passage_in_another_voice_and_one_that_is_left_out(harness: AudiobookHarness) -> None:
    """The next version builds on the one before; a passage that parks meanwhile leaves the old one served."""
    spec = await harness.spec(chapters=2, paragraphs=3)
    await (await harness.start(spec)).result()
    base, calls = await harness.made(spec.job_id), len(harness.speech.calls)
    revision = await harness.revision(spec, base, n=1, old="Paragraph 3", voice=EXPERT, drop="Paragraph 1")
    harness.speech.fail(ItemFault("text_not_spoken", "We do not say that.", provider="fake"), text="3 of chapter 1")
    run = await harness.start(revision)
    await harness.until(run, lambda now: statuses(now) == ["needs_attention", "reused"])
    assert (await harness.made(spec.job_id)).version == 1
    await harness.resume(run)
    await run.result()
    said = harness.speech.calls[calls:]
    assert {(call.voice, call.text[:11]) for call in said} == {(EXPERT, "Paragraph 3")}
    second = await harness.made(spec.job_id)
    assert [each.name for each in second.speakers] == ["NARRATOR", "OTHER"]
    calls = len(harness.speech.calls)
    third = await harness.revision(spec, second, n=2, old="Paragraph 3", text="It ends.", version=3)
    await (await harness.start(third)).result()
    assert [call.text for call in harness.speech.calls[calls:]] == ["It ends."]
    served = await harness.made(spec.job_id)
    assert served.version == 3 and served.chapters[0] == second.chapters[0]
    book = (await harness.artifacts.read(served.files["The Quarry.m4b"])).decode()
    assert "Paragraph 1 of chapter 1" not in book and book.endswith("It ends.")
