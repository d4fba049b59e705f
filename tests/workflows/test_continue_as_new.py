"""A podcast whose history grows long goes on as a new run, in the middle of speech, with nothing lost or paid twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.errors import AccountFault, ItemFault
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.podcast.run import PodcastRun
from domain.podcast.state import PodcastState
from tests.workflows.harness import PodcastHarness
from tests.workflows.job_harness import SUGGESTED_AFTER
from workflows.podcast import PodcastWorkflow, first_state

SEGMENTS, TURNS = 2, 20


@pytest.fixture
async def harness(short_histories: WorkflowEnvironment, catalog: Catalog) -> AsyncIterator[PodcastHarness]:
    harness = PodcastHarness(short_histories.client, catalog, pass_time=lambda: asyncio.sleep(0.02), speech_slots=4)
    harness.writer.turns = TURNS
    async with harness.working():
        yield harness


async def runs_of(harness: PodcastHarness, podcast_id: str) -> list[str]:
    query = f"WorkflowId = '{podcast_id}'"
    while True:
        found = [each.run_id async for each in harness.client.list_workflows(query)]
        if len(found) > 1:
            return found
        await harness.pass_time()


async def test_it_goes_on_in_the_middle_of_speech(harness: PodcastHarness) -> None:
    spec = await harness.spec(speech_window=4)
    handle = await harness.start(spec)
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert details_of(progress).turn_states == "d" * SEGMENTS * TURNS
    said = [each.text for each in harness.speech.calls]
    assert len(said) == len(set(said)) == SEGMENTS * TURNS, "each turn was paid once"
    assert progress.usage.tts_characters == sum(len(text) for text in said)
    runs = await runs_of(harness, spec.podcast_id)
    assert len(runs) >= 3
    sizes = [await events_of(harness, spec.podcast_id, run) for run in runs]
    assert max(sizes) < 2 * SUGGESTED_AFTER, "no run goes on for long after the suggestion"
    outcome = await harness.outcome(spec.podcast_id)
    assert outcome.status is JobStatus.COMPLETED
    assert outcome.progress.rev == progress.rev


async def test_parked_turns_are_carried_and_can_be_mended_in_the_next_run(harness: PodcastHarness) -> None:
    refused = ItemFault("content_refused", "We do not say that.", provider="fake")
    harness.speech.fail(refused, text="Segment 1 comes to its turn 2 and")
    spec = await harness.spec(speech_window=4)
    handle = await harness.start(spec)
    everything_else = "d" + "a" + "d" * (SEGMENTS * TURNS - 2)
    progress = await harness.until(handle, lambda progress: details_of(progress).turn_states == everything_else)
    assert progress.status is JobStatus.NEEDS_ATTENTION
    assert [one.id for one in progress.attention] == ["tts-002"]
    assert len(await runs_of(harness, spec.podcast_id)) > 1, "it was parked in a run before this one"
    calls = len(harness.speech.calls)
    await harness.resume(handle, ResumeChange(turns={"t002": "Something milder."}))
    progress = await handle.result()
    assert details_of(progress).turn_states == "d" * SEGMENTS * TURNS
    assert len(harness.speech.calls) == calls + 1


async def test_a_closed_vendor_is_waited_for_in_the_next_run(harness: PodcastHarness) -> None:
    spec = await harness.spec(speech_window=4)
    harness.speech.fail(
        AccountFault("quota_exhausted", "Nothing is left.", provider="fake"), text="Segment 2 comes", times=10_000
    )
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: bool(progress.waiting))
    assert len(await runs_of(harness, spec.podcast_id)) > 1
    harness.speech.mend()
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert progress.waiting[0].reason == "Nothing is left."


async def test_everything_that_decides_is_in_the_state(harness: PodcastHarness) -> None:
    """The state of a run is serialised, and what is read back carries on alike."""
    spec = PodcastRun.model_validate((await harness.spec(speech_window=4)).model_dump())
    state = first_state(spec)
    again = PodcastRun.model_validate_json(spec.model_copy(update={"carried": state.carried()}).model_dump_json())
    assert again.carried == state
    assert isinstance(again.carried, PodcastState)


async def events_of(harness: PodcastHarness, podcast_id: str, run_id: str) -> int:
    handle: WorkflowHandle[PodcastWorkflow, Progress] = harness.client.get_workflow_handle_for(
        PodcastWorkflow.run, podcast_id, run_id=run_id
    )
    return (await handle.describe()).history_length
