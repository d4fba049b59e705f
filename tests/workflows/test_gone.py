"""Artifacts that are gone or damaged: whatever can be made anew is made anew, by the run or by a retry."""

from collections.abc import Callable

import pytest
from temporalio.client import WorkflowFailureError

from domain.artifacts.mentions import references
from domain.errors import ItemFault, PermanentFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from tests.workflows.harness import PodcastHarness

Harm = Callable[[PodcastHarness, str], None]


def gone(harness: PodcastHarness, sha256: str) -> None:
    del harness.artifacts.blobs[sha256]


def damaged(harness: PodcastHarness, sha256: str) -> None:
    """A bit of it has turned; its size is the same."""
    data = harness.artifacts.blobs[sha256]
    harness.artifacts.blobs[sha256] = bytes([data[0] ^ 1]) + data[1:]


HARMS = pytest.mark.parametrize("harm", [gone, damaged])


@HARMS
@pytest.mark.parametrize("step", ["source-001", "passages", "outline", "segment-001", "segment-002"])
async def test_a_retry_makes_a_step_anew_whose_bytes_are_gone(harness: PodcastHarness, step: str, harm: Harm) -> None:
    harness.writer.fail(1, PermanentFault("language_not_supported", "No."), times=int(step != "segment-002"))
    harness.renderer.faults.extend([PermanentFault("render_failed", "No.")] * int(step == "segment-002"))
    spec = await harness.spec()
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    (name,) = [each for each in harness.artifacts.names if f"/steps/{step}-" in each]
    for sha256 in references(harness.artifacts.names[name]):
        harm(harness, sha256)
    asked = len(harness.speech.calls)
    progress = await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()
    assert progress.status is JobStatus.COMPLETED
    assert len(harness.speech.calls) - asked == details_of(progress).completed_turns - asked, "none twice"


@HARMS
async def test_a_retry_renders_anew_what_is_gone(harness: PodcastHarness, harm: Harm) -> None:
    """The names of the finished episode could not be written."""
    spec = await harness.spec()
    first = await (await harness.start(spec)).result()
    (name,) = [each for each in harness.artifacts.names if "/steps/episode-" in each]
    for sha256, ref in references(harness.artifacts.names[name]).items():
        if ref.media_type == "application/json" or harm is gone:
            harm(harness, sha256)
    again = await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()
    assert (first.status, again.status) == (JobStatus.COMPLETED, JobStatus.COMPLETED)
    assert len(harness.renderer.rendered) == 2
    assert all(ref.sha256 in harness.artifacts.blobs for ref in references(harness.artifacts.names[name]).values())


@HARMS
async def test_a_clip_whose_bytes_are_gone_is_spoken_again(harness: PodcastHarness, harm: Harm) -> None:
    harness.speech.fail(ItemFault("voice_not_found", "No.", provider="fake"), text="Segment 2 comes to its turn 4")
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "ddddddda")
    clips = await harness.artifacts.list("ledger/clip")
    for sha256 in references(harness.artifacts.names[clips[0]]):
        harm(harness, sha256)
    before = len(harness.speech.calls)
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(harness.speech.calls) - before == 2
