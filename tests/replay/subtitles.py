"""What the recorded jobs of subtitles go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowFailureError

from domain.errors import AccountFault, ItemFault
from domain.jobs.status import JobStatus
from domain.subtitles.choosing import SubtitlesChange
from tests.workflows.subtitles_harness import Run, SubtitlesHarness, subrip
from tests.workflows.transcription_harness import speech

Scenario = Callable[[SubtitlesHarness, str], Awaitable[Run]]


async def subtitles_generated(harness: SubtitlesHarness, name: str) -> Run:
    """The vendor refuses the account once."""
    harness.recognizer.failures = [AccountFault("key_refused", "The key is wrong.", provider=harness.vendor)]
    return await _ended(await harness.begin(await harness.generating(speech(60), job_id=name, budget_usd=10.0)))


async def subtitles_fixed(harness: SubtitlesHarness, name: str) -> Run:
    """One window is refused, and rewritten by another model; answers are bad, within a budget."""
    harness.model.manner = "merged"
    harness.model.fail(ItemFault("model_not_found", "There is no such model."))
    run = await harness.begin(await harness.rewriting(subrip(60), job_id=name, budget_usd=10.0))
    await harness.until(run, lambda progress: progress.status is JobStatus.NEEDS_ATTENTION)
    await harness.correct(run, SubtitlesChange(writer=harness.writer().model_copy(update={"model": "other"})))
    return await _ended(run)


async def subtitles_continued(harness: SubtitlesHarness, name: str) -> Run:
    """The last run of a long file."""
    return await _ended(await harness.begin(await harness.rewriting(subrip(600), job_id=name)))


SUBTITLES: dict[str, Scenario] = {
    scenario.__name__: scenario for scenario in (subtitles_generated, subtitles_fixed, subtitles_continued)
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
