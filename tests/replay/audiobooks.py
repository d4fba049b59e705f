"""What the recorded audiobooks go through, and chapters of them. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.client import WorkflowFailureError, WorkflowHandle

from adapters.fake.speech import EXPERT
from domain.errors import AccountFault, ItemFault
from domain.script.corrections import SpeechChange
from tests.workflows.audiobook_harness import AudiobookHarness, Run, statuses

AnyRun = WorkflowHandle[Any, Any]
Scenario = Callable[[AudiobookHarness, str], Awaitable[AnyRun]]

REFUSED = ItemFault("text_not_spoken", "We do not say that.", provider="fake")


async def audiobook_happy(harness: AudiobookHarness, name: str) -> AnyRun:
    return await _ended(await harness.start(await harness.spec(job_id=name)))


async def audiobook_parked(harness: AudiobookHarness, name: str) -> AnyRun:
    """A passage parks; a resume goes on with it."""
    await _parked(harness, name)
    return harness.client.get_workflow_handle(name)


async def audiobook_chapter(harness: AudiobookHarness, name: str) -> AnyRun:
    """The chapter of that passage."""
    await _parked(harness, name)
    return harness.client.get_workflow_handle(f"{name}-chapter-002")


async def audiobook_budget(harness: AudiobookHarness, name: str) -> AnyRun:
    """It is reached, and raised."""
    run = await harness.start(await harness.spec(job_id=name, price=1000.0, budget_usd=200.0))
    await harness.until(run, lambda now: "budget" in {each.id for each in now.attention})
    await harness.resume(run, SpeechChange(budget_usd=10_000.0))
    return await _ended(run)


async def audiobook_waiting(harness: AudiobookHarness, name: str) -> AnyRun:
    """For a vendor that refuses the account once."""
    harness.speech.fail(AccountFault("key_refused", "The key is wrong.", provider="fake"), times=2)
    return await _ended(await harness.start(await harness.spec(chapters=1, job_id=name)))


async def audiobook_corrected(harness: AudiobookHarness, name: str) -> AnyRun:
    """A passage gets another text, and the rest of the book another voice."""
    return await _corrected(harness, name)


async def audiobook_chapter_corrected(harness: AudiobookHarness, name: str) -> AnyRun:
    """The chapter of that passage."""
    await _corrected(harness, name)
    return harness.client.get_workflow_handle(f"{name}-chapter-002")


async def audiobook_revised(harness: AudiobookHarness, name: str) -> AnyRun:
    """One passage of a finished book is said otherwise."""
    spec = await harness.spec(job_id=f"{name}-first")
    await _ended(await harness.start(spec))
    base = await harness.made(spec.job_id)
    revision = await harness.revision(spec, base, n=2, old="Paragraph 2", text="It was otherwise.")
    return await _ended(await harness.start(revision.model_copy(update={"job_id": name})))


async def audiobook_cancelled(harness: AudiobookHarness, name: str) -> AnyRun:
    """While calls are in flight."""
    harness.speech.hold()
    run = await harness.start(await harness.spec(job_id=name))
    await harness.until(run, lambda _: harness.speech.in_flight > 0)
    await run.cancel()
    while not await _is_told(harness, f"{name}-chapter-001"):
        await harness.pass_time()
    harness.speech.release()
    return await _ended(run)


async def audiobook_failed(harness: AudiobookHarness, name: str) -> AnyRun:
    """A chapter is asked for that the book does not have."""
    spec = await harness.spec(job_id=name)
    return await _ended(await harness.start(spec.model_copy(update={"chapters": (9,)})))


async def audiobook_continued(harness: AudiobookHarness, name: str) -> AnyRun:
    """The history grows long in the middle of ten chapters."""
    return await _ended(await harness.start(await harness.spec(chapters=10, paragraphs=1, job_id=name)))


AUDIOBOOKS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        audiobook_happy,
        audiobook_parked,
        audiobook_chapter,
        audiobook_budget,
        audiobook_waiting,
        audiobook_corrected,
        audiobook_chapter_corrected,
        audiobook_revised,
        audiobook_cancelled,
        audiobook_failed,
        audiobook_continued,
    )
}


async def _parked(harness: AudiobookHarness, name: str) -> None:
    harness.speech.fail(REFUSED, text="2 of chapter 2")
    run = await harness.start(await harness.spec(job_id=name))
    await harness.until(run, lambda now: statuses(now) == ["done", "needs_attention", "done"])
    await harness.resume(run)
    await _ended(run)


async def _corrected(harness: AudiobookHarness, name: str) -> AnyRun:
    harness.speech.fail(REFUSED, text="2 of chapter 2", times=1000)
    spec = await harness.spec(job_id=name)
    run = await harness.start(spec)
    await harness.until(run, lambda now: statuses(now) == ["done", "needs_attention", "done"])
    other = spec.speakers[0].model_copy(update={"voice": EXPERT})
    await harness.resume(run, SpeechChange(speakers=(other,), turns={"chapter-002/tts-003": "Milder words."}))
    return await _ended(run)


async def _is_told(harness: AudiobookHarness, workflow_id: str) -> bool:
    described = await harness.client.get_workflow_handle(workflow_id).describe()
    return described.raw_description.workflow_extended_info.cancel_requested


async def _ended(run: Run) -> AnyRun:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
