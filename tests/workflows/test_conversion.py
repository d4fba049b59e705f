"""Conversions: the source is read once, each output is made, parked and retried on its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.temporal.runs import TemporalRuns
from domain.errors import ItemFault, PermanentFault, TransientFault
from domain.jobs.items import ItemDetails, with_reported
from domain.jobs.status import JobStatus
from domain.media.output import OutputSpec
from tests.workflows.conversion_harness import ConversionHarness, statuses
from workflows.conversion import ConversionWorkflow


@pytest.fixture
async def conversions(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[ConversionHarness]:
    harness = ConversionHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness
    harness.media.release()


async def test_every_output_of_one_source(conversions: ConversionHarness) -> None:
    spec = await conversions.spec("mp3", "wav", "mp3")
    progress = await (await conversions.start(spec)).result()
    assert (progress.status, progress.percentage, progress.step) == (JobStatus.COMPLETED, 100, "converting")
    details = ItemDetails.model_validate(progress.details)
    assert details.about == "video/mp4, 5.0 s, h264 320x240, aac 44100 Hz, 2 channel(s)"
    assert [(item.id, item.about, item.how, item.status.value) for item in details.items] == [
        ("output-001", "film.mp3", "audio encoded", "done"),
        ("output-002", "film.wav", "audio encoded", "done"),
        ("output-003", "film-2.mp3", "audio encoded", "done"),
    ]
    assert await conversions.files(spec.job_id) == {
        "film.mp3": b"mp3 of a film",
        "film.wav": b"wav of a film",
        "film-2.mp3": b"mp3 of a film",
    }
    assert conversions.media.reads == 1


async def test_a_source_from_the_web_is_fetched_once(conversions: ConversionHarness) -> None:
    spec = await conversions.spec()
    url = "https://example.org/film.mp4"
    conversions.web.pages[url] = "a film from afar"
    source = spec.source.model_copy(update={"artifact": None, "url": url})
    await (await conversions.start(spec.model_copy(update={"source": source}))).result()
    assert set((await conversions.files(spec.job_id)).values()) == {
        b"mp3 of a film from afar",
        b"wav of a film from afar",
    }
    assert conversions.web.fetched == [url]


async def test_one_output_parks_alone_and_is_made_on_resume(conversions: ConversionHarness) -> None:
    conversions.media.fail("wav", ItemFault("conversion_failed", "ffmpeg could not.", advice="Try again."))
    spec = await conversions.spec("wav", "mp3")
    run = await conversions.start(spec)
    parked = await conversions.until(run, lambda progress: statuses(progress) == ["needs_attention", "done"])
    assert parked.status is JobStatus.NEEDS_ATTENTION
    assert [(each.id, each.about, each.code, each.advice) for each in parked.attention] == [
        ("output-001", "film.wav", "conversion_failed", "Try again.")
    ]
    await conversions.resume(run)
    assert statuses(await run.result()) == ["done", "done"]
    assert conversions.media.made == ["wav", "mp3", "wav"] or conversions.media.made == ["mp3", "wav", "wav"]


async def test_what_passes_is_retried_unseen(conversions: ConversionHarness) -> None:
    conversions.media.fail("mp3", TransientFault("no_space", "The disk is full."))
    spec = await conversions.spec("mp3")
    assert statuses(await (await conversions.start(spec)).result()) == ["done"]
    assert conversions.media.made == ["mp3", "mp3"]


async def test_a_second_attempt_makes_only_what_is_missing(conversions: ConversionHarness) -> None:
    spec = await conversions.spec("mp3", "wav")
    conversions.media.fail("wav", PermanentFault("source_damaged", "It is damaged."))
    run = await conversions.start(spec)
    with pytest.raises(WorkflowFailureError):
        await run.result()
    assert (await conversions.outcome(spec.job_id)).progress.error is not None
    again = await (await conversions.start(spec.model_copy(update={"attempt": 2}))).result()
    assert statuses(again) == ["reused", "done"]
    assert sorted(conversions.media.made) == ["mp3", "wav", "wav"]
    assert conversions.media.reads == 1


async def test_a_result_whose_bytes_are_gone_is_made_again(conversions: ConversionHarness) -> None:
    spec = await conversions.spec("mp3", "wav")
    conversions.media.fail("wav", PermanentFault("source_damaged", "It is damaged."))
    with pytest.raises(WorkflowFailureError):
        await (await conversions.start(spec)).result()
    lost = await conversions.artifacts.put(b"mp3 of a film", media_type="audio/mpeg")
    await conversions.artifacts.delete(lost)
    again = await (await conversions.start(spec.model_copy(update={"attempt": 2}))).result()
    assert statuses(again) == ["done", "done"]


async def test_a_source_that_cannot_be_read_fails_the_job(conversions: ConversionHarness) -> None:
    conversions.media.fail(
        "source", PermanentFault("source_encrypted", "film.mp4 is encrypted.", advice="Send a copy.")
    )
    spec = await conversions.spec()
    with pytest.raises(WorkflowFailureError):
        await (await conversions.start(spec)).result()
    progress = (await conversions.outcome(spec.job_id)).progress
    assert progress.status is JobStatus.FAILED
    assert progress.error is not None
    assert (progress.error.code, progress.error.step, progress.error.advice) == (
        "source_encrypted",
        "reading_source",
        "Send a copy.",
    )
    assert conversions.media.made == []


async def test_what_cannot_be_made_is_said_before_anything_is_made(
    conversions: ConversionHarness,
) -> None:
    conversions.media.facts = conversions.media.facts.model_copy(update={"audio": None})
    spec = await conversions.spec("mp4", "mp3")
    with pytest.raises(WorkflowFailureError):
        await (await conversions.start(spec)).result()
    error = (await conversions.outcome(spec.job_id)).progress.error
    assert error is not None
    assert error.code == "no_audio"
    assert conversions.media.made == []


async def test_a_cancelled_conversion_stops_what_is_under_way(conversions: ConversionHarness) -> None:
    conversions.media.hold()
    spec = await conversions.spec("mp3")
    run = await conversions.start(spec)
    await conversions.until(run, lambda progress: conversions.media.in_flight == 1)
    await run.cancel()
    with pytest.raises(WorkflowFailureError):
        await run.result()
    assert conversions.media.cancelled == ["mp3"]
    assert (await conversions.outcome(spec.job_id)).status is JobStatus.CANCELLED


async def test_how_far_an_output_is_is_seen_from_outside(conversions: ConversionHarness) -> None:
    conversions.media.hold()
    spec = await conversions.spec("mp3", "mp4")
    run = await conversions.start(spec)
    engine = TemporalRuns(conversions.client)
    reported: dict[str, str] = {}
    while reported != {"output-001": "50% at 4.0x", "output-002": "50% at 4.0x"}:
        described = await engine.describe(spec.job_id)
        assert described is not None
        reported = described.reported
        await conversions.pass_time()
    told = with_reported(await run.query(ConversionWorkflow.progress), reported)
    assert told.percentage == 55
    conversions.media.release()
    assert (await run.result()).percentage == 100


async def test_warnings_are_told(conversions: ConversionHarness) -> None:
    spec = await conversions.spec()
    outputs = (OutputSpec.model_validate({"format": "mp3", "end": 60}),)
    run = await conversions.start(spec.model_copy(update={"outputs": outputs, "names": ("film.mp3",)}))
    assert [notice.code for notice in (await run.result()).warnings] == ["end_after_source"]
