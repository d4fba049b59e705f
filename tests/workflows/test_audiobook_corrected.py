"""A resume of a book corrects what it waits for: a text, a voice, a passage to leave out."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from adapters.fake.speech import EXPERT, HOST
from domain.errors import AccountFault, ItemFault
from domain.jobs.status import JobStatus
from domain.script.corrections import SpeechChange
from tests.workflows.audiobook_harness import AudiobookHarness, statuses

REFUSED = ItemFault("text_not_spoken", "We do not say that.", provider="fake")
PARKED = "chapter-002/tts-003"


@pytest.fixture
async def harness(temporal: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[AudiobookHarness]:
    harness = AudiobookHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        yield harness


@pytest.mark.parametrize("said", ["Milder words.", None])
async def test_a_passage_that_was_refused_is_said_otherwise_or_left_out(
    harness: AudiobookHarness, said: str | None
) -> None:
    harness.speech.fail(REFUSED, text="2 of chapter 2", times=1000)
    spec = await harness.spec()
    run = await harness.start(spec)
    progress = await harness.until(run, lambda now: statuses(now) == ["done", "needs_attention", "done"])
    assert [each.id for each in progress.attention] == [PARKED]
    calls = len(harness.speech.calls)
    change = SpeechChange(turns={PARKED: said}) if said else SpeechChange(skip_turns=(PARKED,))
    await harness.resume(run, change)
    assert (await run.result()).status is JobStatus.COMPLETED
    assert [call.text for call in harness.speech.calls[calls:]] == ([said] if said else [])
    book = (await harness.artifacts.read((await harness.made(spec.job_id)).files["The Quarry.m4b"])).decode()
    assert "2 of chapter 2" not in book and "1 of chapter 2" in book and (said or "") in book


async def test_a_chapter_of_which_everything_is_left_out_is_silent_and_says_so(harness: AudiobookHarness) -> None:
    harness.speech.fail(REFUSED, text="hapter 2", times=1000)
    spec = await harness.spec(paragraphs=1)
    run = await harness.start(spec)
    parked = ("chapter-002/tts-001", "chapter-002/tts-002")
    await harness.until(run, lambda now: {each.id for each in now.attention} == set(parked))
    await harness.resume(run, SpeechChange(skip_turns=parked))
    progress = await run.result()
    assert [(each.code, each.message) for each in progress.warnings] == [
        ("silent_chapter", "Chapter 2, “Chapter 2”, is silent: all its passages were left out.")
    ]


@pytest.mark.parametrize(
    "fault",
    [
        ItemFault("voice_not_found", "There is no such voice.", provider="fake"),
        AccountFault("plan_required", "That voice is for other plans.", provider="fake"),
    ],
)
async def test_another_voice_reads_all_that_is_not_read(
    harness: AudiobookHarness, fault: ItemFault | AccountFault
) -> None:
    """Chapters that were begun, and those that begin later."""
    harness.speech.fail(fault, voice=HOST, times=1000)
    spec = await harness.spec(chapters=12, paragraphs=1, speech_window=2)
    run = await harness.start(spec)
    waits = len if isinstance(fault, ItemFault) else bool
    await harness.until(run, lambda now: bool(waits(now.attention) or now.waiting))
    other = spec.speakers[0].model_copy(update={"voice": EXPERT})
    await harness.resume(run, SpeechChange(speakers=(other,)))
    progress = await run.result()
    assert statuses(progress) == ["done"] * 12
    made = await harness.made(spec.job_id)
    assert [each.voice for each in made.speakers] == [EXPERT]
    assert sum(call.voice == EXPERT for call in harness.speech.calls) == 24
    clips = [await harness.artifacts.read(each.segment) for each in made.chapters]
    assert all(f'"voice":"{EXPERT}"'.encode() in each and f'"voice":"{HOST}"'.encode() not in each for each in clips)
