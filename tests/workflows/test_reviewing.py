"""A person in the loop: nothing is spoken before they approve the script, and what they change is spoken."""

import asyncio

import pytest
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from adapters.catalog.catalog import Catalog
from domain.artifacts.reference import ArtifactRef
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.details import PodcastDetails, details_of
from domain.podcast.result import Episode
from tests.workflows.edits import Handle, approve, edit_of, revision_of
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow


async def reviewed(harness: PodcastHarness, **changes: object) -> tuple[Handle, PodcastDetails]:
    handle = await harness.start(await harness.spec(review=True, **changes))
    progress = await harness.until(handle, lambda progress: progress.status is JobStatus.AWAITING_REVIEW)
    return handle, details_of(progress)


async def test_nothing_is_spoken_before_a_person_approves(harness: PodcastHarness) -> None:
    handle, details = await reviewed(harness)
    assert harness.speech.calls == []
    assert details.total_turns == 8
    assert details.review is not None and details.review.turns == 8
    assert details.review.characters > 100
    assert (await approve(handle)).status is JobStatus.GENERATING
    assert (await approve(handle)).status in (JobStatus.GENERATING, JobStatus.COMPLETED), "twice is as good as once"
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert details_of(progress).review is None
    assert len(harness.speech.calls) == 8


async def test_what_a_person_changed_is_spoken(harness: PodcastHarness) -> None:
    handle, _ = await reviewed(harness)
    order = await edit_of(harness, handle, old="comes to its turn 1", new="begins anew")
    edited = await handle.execute_update("edit", order, result_type=Progress)
    assert (edited.status, edited.title) == (JobStatus.AWAITING_REVIEW, "Edited")
    with pytest.raises(WorkflowUpdateFailedError) as stale:
        await handle.execute_update("edit", order, id="again", result_type=Progress)
    assert "changed meanwhile" in str(stale.value.cause)
    await approve(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    spoken = " ".join(call.text for call in harness.speech.calls)
    assert "begins anew" in spoken
    assert "comes to its turn 1" not in spoken


async def test_an_edit_that_cannot_be_frozen_changes_nothing(harness: PodcastHarness) -> None:
    handle, before = await reviewed(harness)
    order = await edit_of(harness, handle, old="", new="")
    gone = ArtifactRef(sha256="0" * 64, size=1, media_type="application/json")
    with pytest.raises(WorkflowUpdateFailedError):
        broken = order.model_copy(update={"drafts": (*order.drafts[:-1], gone)})
        await handle.execute_update("edit", broken, result_type=Progress)
    progress = await handle.query(PodcastWorkflow.progress)
    assert (progress.status, details_of(progress).segments) == (JobStatus.AWAITING_REVIEW, before.segments)
    await handle.cancel()


async def test_after_a_while_it_is_approved_without_a_person(harness: PodcastHarness) -> None:
    handle = await harness.start(await harness.spec(review=True, auto_approve_after=1))
    assert (await handle.result()).status is JobStatus.COMPLETED


async def test_a_review_can_be_cancelled(harness: PodcastHarness) -> None:
    handle, _ = await reviewed(harness)
    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    outcome = await harness.outcome(handle.id)
    assert outcome.status is JobStatus.CANCELLED
    assert harness.speech.calls == []


async def test_a_revision_speaks_only_what_was_changed(harness: PodcastHarness) -> None:
    spec = await harness.spec()
    handle = await harness.start(spec)
    await handle.result()
    order = await edit_of(harness, handle, old="comes to its turn 1", new="begins anew")
    first = len(harness.speech.calls)
    revision = await revision_of(handle, spec, order)
    progress = await (await harness.start(revision)).result()
    assert progress.status is JobStatus.COMPLETED
    assert len(harness.speech.calls) - first == 2, "one turn in each of two segments"
    assert details_of(progress).turn_states.count("r") == 6
    served = await harness.outcome(spec.podcast_id)
    episode = Episode.model_validate_json(served.result)
    assert (episode.version, episode.title, served.progress.title) == (2, "Edited", "Edited")
    assert served.progress.usage.tts_characters > progress.usage.tts_characters > 0


async def test_once_approved_no_edit_is_taken(harness: PodcastHarness) -> None:
    """Turns are being spoken by then: what they say would no longer be what the script says."""
    handle, _ = await reviewed(harness)
    order = await edit_of(harness, handle, old="comes to its turn 1", new="begins anew")
    harness.speech.hold()
    await approve(handle)
    await harness.until(handle, lambda _: harness.speech.in_flight > 0)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("edit", order, result_type=Progress)
    assert "it is GENERATING" in str(refused.value.cause)
    harness.speech.release()
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert "begins anew" not in " ".join(call.text for call in harness.speech.calls)


async def test_an_edit_and_an_approval_at_once_are_one_after_the_other(harness: PodcastHarness) -> None:
    """The edit that was taken first is what is spoken."""
    handle, _ = await reviewed(harness)
    order = await edit_of(harness, handle, old="comes to its turn 1", new="begins anew")
    edit = asyncio.create_task(handle.execute_update("edit", order, result_type=Progress))
    await asyncio.gather(edit, approve(handle), return_exceptions=True)
    assert (await handle.result()).status is JobStatus.COMPLETED
    spoken = " ".join(call.text for call in harness.speech.calls)
    taken = edit.exception() is None
    assert ("begins anew" in spoken, "comes to its turn 1" in spoken) == (taken, not taken)


async def test_a_review_outlasts_the_worker(temporal: WorkflowEnvironment, catalog: Catalog) -> None:
    """A new worker goes on from the history alone: the script, the edit and the approval are all there."""
    harness = PodcastHarness(temporal.client, catalog, pass_time=lambda: asyncio.sleep(0.02))
    async with harness.working():
        handle, before = await reviewed(harness)
        order = await edit_of(harness, handle, old="comes to its turn 1", new="begins anew")
    async with harness.working():
        edited = await handle.execute_update("edit", order, result_type=Progress)
        assert details_of(edited).total_turns == before.total_turns
    async with harness.working():
        shown = await handle.query(PodcastWorkflow.progress)
        assert (shown.status, shown.title) == (JobStatus.AWAITING_REVIEW, "Edited")
        await approve(handle)
        assert (await handle.result()).status is JobStatus.COMPLETED
    assert "begins anew" in " ".join(call.text for call in harness.speech.calls)
    assert len(harness.speech.calls) == 8
