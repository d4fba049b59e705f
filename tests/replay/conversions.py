"""What the recorded conversions go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable

from temporalio.client import WorkflowFailureError

from domain.errors import ItemFault, PermanentFault
from tests.workflows.conversion_harness import ConversionHarness, Run, statuses

Scenario = Callable[[ConversionHarness, str], Awaitable[Run]]


async def conversion_happy(harness: ConversionHarness, name: str) -> Run:
    return await _ended(await harness.start(await harness.spec("mp3", "wav", job_id=name)))


async def conversion_parked_and_resumed(harness: ConversionHarness, name: str) -> Run:
    """One output parks, the other one is made."""
    harness.media.fail("wav", ItemFault("conversion_failed", "ffmpeg could not convert it."))
    run = await harness.start(await harness.spec("wav", "mp3", job_id=name))
    await harness.until(run, lambda progress: statuses(progress) == ["needs_attention", "done"])
    await harness.resume(run)
    return await _ended(run)


async def conversion_second_attempt(harness: ConversionHarness, name: str) -> Run:
    """Failed once, then run again under the same id: one output is there."""
    spec = await harness.spec("mp3", "wav", job_id=name)
    harness.media.fail("wav", PermanentFault("source_damaged", "It is damaged."))
    await _ended(await harness.start(spec))
    return await _ended(await harness.start(spec.model_copy(update={"attempt": 2})))


async def conversion_failed(harness: ConversionHarness, name: str) -> Run:
    harness.media.fail("source", PermanentFault("source_encrypted", "It is encrypted."))
    return await _ended(await harness.start(await harness.spec("mp3", job_id=name)))


async def conversion_cancelled(harness: ConversionHarness, name: str) -> Run:
    harness.media.hold()
    run = await harness.start(await harness.spec("mp3", "wav", job_id=name))
    await harness.until(run, lambda progress: harness.media.in_flight == 2)
    await run.cancel()
    return await _ended(run)


CONVERSIONS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        conversion_happy,
        conversion_parked_and_resumed,
        conversion_second_attempt,
        conversion_failed,
        conversion_cancelled,
    )
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
