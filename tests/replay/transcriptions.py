"""What the recorded transcriptions go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowFailureError

from domain.errors import AccountFault, ItemFault
from domain.jobs.status import JobStatus
from tests.workflows.transcription_harness import Run, TranscriptionHarness, speech

Scenario = Callable[[TranscriptionHarness, str], Awaitable[Run]]


async def transcription_happy(harness: TranscriptionHarness, name: str) -> Run:
    """The vendor refuses the account once, and invents words once, within a budget."""
    harness.recognizer.failures = [AccountFault("key_refused", "The key is wrong.", provider=harness.vendor)]
    harness.recognizer.answers = ["thank you for watching " * 8]
    return await _ended(await harness.start(await harness.spec(speech(60), job_id=name, budget_usd=10.0)))


async def transcription_parked_and_resumed(harness: TranscriptionHarness, name: str) -> Run:
    """One piece is refused."""
    harness.recognizer.failures = [ItemFault("content_refused", "We do not hear that.")]
    run = await harness.start(await harness.spec(speech(60), job_id=name))
    await harness.until(run, lambda progress: progress.status is JobStatus.NEEDS_ATTENTION)
    await harness.resume(run)
    return await _ended(run)


async def transcription_cancelled(harness: TranscriptionHarness, name: str) -> Run:
    """While calls are in flight."""
    harness.recognizer.hold()
    run = await harness.start(await harness.spec(speech(60), job_id=name))
    await harness.until(run, lambda _: harness.recognizer.in_flight > 1)
    await run.cancel()
    harness.recognizer.release()
    return await _ended(run)


TRANSCRIPTIONS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (transcription_happy, transcription_parked_and_resumed, transcription_cancelled)
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
