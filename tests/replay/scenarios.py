"""What the recorded podcasts go through. Each scenario drives one run to its end."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio.client import WorkflowFailureError, WorkflowHandle

from adapters.fake.speech import EXPERT, HOST
from domain.errors import AccountFault, ItemFault, PermanentFault, TransientFault
from domain.jobs.progress import Progress
from domain.podcast.messages import ResumeChange
from tests.workflows.studio import Studio
from workflows.podcast import PodcastWorkflow

Run = WorkflowHandle[PodcastWorkflow, Progress]
Scenario = Callable[[Studio, str], Awaitable[Run]]


async def happy(studio: Studio, name: str) -> Run:
    return await _ended(await studio.start(await studio.spec(podcast_id=name)))


async def retried(studio: Studio, name: str) -> Run:
    """Speech, an outline and a rendering that Temporal tries again."""
    soon = timedelta(milliseconds=20)
    studio.speech.fail(TransientFault("vendor_busy", "429", retry_after=soon), text="Segment 1 comes to its turn 1")
    studio.writer.fail("outline", TransientFault("vendor_error", "503", retry_after=soon))
    studio.renderer.faults.append(TransientFault("interrupted", "Too little memory just now.", retry_after=soon))
    return await happy(studio, name)


async def second_attempt(studio: Studio, name: str) -> Run:
    """Failed once, then run again under the same id: everything is there."""
    spec = await studio.spec(podcast_id=name)
    studio.renderer.faults.append(PermanentFault("disk_full", "No space."))
    await _ended(await studio.start(spec))
    return await _ended(await studio.start(spec.model_copy(update={"attempt": 2})))


async def parked_and_resumed(studio: Studio, name: str) -> Run:
    """A voice nobody has; a resume that changes nothing; one with another voice."""
    spec = await studio.spec(podcast_id=name)
    wrong = spec.speakers[1].model_copy(update={"voice": "nobody"})
    run = await studio.start(spec.model_copy(update={"speakers": (spec.speakers[0], wrong)}))
    await studio.until(run, lambda progress: progress.turn_states == "dada")
    await studio.resume(run)
    await studio.until(run, lambda progress: progress.turn_states == "dada")
    right = wrong.model_copy(update={"voice": EXPERT})
    await studio.resume(run, ResumeChange(speakers=(spec.speakers[0], right)))
    return await _ended(run)


async def amended_and_skipped(studio: Studio, name: str) -> Run:
    refused = ItemFault("content_refused", "We do not say that.", provider="fake")
    studio.speech.fail(refused, text="Segment 1 comes to its turn 2")
    studio.speech.fail(refused, text="Segment 2 comes to its turn 2")
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: len(progress.attention) == 2)
    await studio.resume(run, ResumeChange(turns={"t002": "Something milder."}, skip_turns=("t004",)))
    return await _ended(run)


async def writer_parked(studio: Studio, name: str) -> Run:
    studio.writer.fail(1, ItemFault("content_refused", "The model refused."))
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: bool(progress.attention))
    await studio.resume(run)
    return await _ended(run)


async def budget_reached(studio: Studio, name: str) -> Run:
    """Resumed with more money."""
    spec = await studio.spec(podcast_id=name)
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    run = await studio.start(spec.model_copy(update={"speakers": priced, "budget_usd": 0.15}))
    await studio.until(run, lambda progress: bool(progress.attention))
    await studio.resume(run, ResumeChange(budget_usd=5))
    return await _ended(run)


async def paid_in_vain(studio: Studio, name: str) -> Run:
    """Parts said while looking for the words at fault used up the budget."""
    spec = await studio.spec(podcast_id=name)
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    studio.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="2 and says", times=1000)
    run = await studio.start(spec.model_copy(update={"speakers": priced, "budget_usd": 0.22}))
    await studio.until(run, lambda progress: progress.turn_states == "dada")
    studio.speech.mend()
    await studio.resume(run)
    await studio.until(run, lambda progress: any(one.code == "budget_reached" for one in progress.attention))
    await studio.resume(run, ResumeChange(budget_usd=5))
    return await _ended(run)


async def amended_while_spoken(studio: Studio, name: str) -> Run:
    """Two clips arrive for voices that are not wanted any more."""
    studio.speech.hold()
    studio.writer.fail(1, ItemFault("content_refused", "The model refused."))
    spec = await studio.spec(podcast_id=name)
    run = await studio.start(spec)
    await studio.until(run, lambda progress: bool(progress.attention) and studio.speech.in_flight == 2)
    voices = (EXPERT, HOST)
    swapped = tuple(each.model_copy(update={"voice": voice}) for each, voice in zip(spec.speakers, voices, strict=True))
    await studio.resume(run, ResumeChange(speakers=swapped))
    studio.speech.release()
    return await _ended(run)


async def clip_gone(studio: Studio, name: str) -> Run:
    """Lost between speaking and combining, so it is spoken again."""
    studio.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="Segment 2 comes to its turn 2")
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: progress.turn_states == "ddda")
    await studio.artifacts.delete((await studio.artifacts.list("ledger/clip"))[0])
    await studio.resume(run)
    return await _ended(run)


async def equal_turns(studio: Studio, name: str) -> Run:
    """Spoken once a voice."""
    studio.writer.repeat = True
    return await happy(studio, name)


async def waiting_for_an_account(studio: Studio, name: str) -> Run:
    """The key is mended while one turn knocks (after 5 s, workflows.jobs.policies.patient)."""
    studio.speech.fail(AccountFault("key_rejected", "Invalid API key.", provider="fake"), times=1000)
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: bool(progress.waiting))
    studio.speech.mend()
    return await _ended(run)


async def waiting_and_resumed(studio: Studio, name: str) -> Run:
    """A person does not wait for the next knock."""
    studio.speech.fail(AccountFault("quota_exceeded", "No credits left.", provider="fake"), times=1000)
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: bool(progress.waiting))
    studio.speech.mend()
    await studio.resume(run)
    return await _ended(run)


async def resumed_while_knocking(studio: Studio, name: str) -> Run:
    """The call in flight is given up before the turn knocks anew."""
    studio.speech.fail(AccountFault("key_rejected", "Invalid API key.", provider="fake"), times=1000)
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: bool(progress.waiting))
    studio.speech.hold()
    await studio.until(run, lambda progress: studio.speech.in_flight == 1)
    studio.speech.mend()
    before = len(studio.speech.calls)
    await studio.resume(run)
    await studio.until(run, lambda progress: len(studio.speech.calls) > before)
    studio.speech.release()
    return await _ended(run)


async def cancelled(studio: Studio, name: str) -> Run:
    studio.speech.hold()
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: studio.speech.in_flight > 0)
    await run.cancel()
    return await _ended(run)


async def cancelled_while_parked(studio: Studio, name: str) -> Run:
    studio.speech.fail(ItemFault("content_refused", "No.", provider="fake"), times=100)
    run = await studio.start(await studio.spec(podcast_id=name))
    await studio.until(run, lambda progress: progress.turn_states == "aaaa")
    await run.cancel()
    return await _ended(run)


async def failed(studio: Studio, name: str) -> Run:
    """No text in the source."""
    spec = await studio.spec(podcast_id=name)
    empty = await studio.artifacts.put(b"Nearly nothing.", media_type="text/plain")
    source = spec.sources[0].model_copy(update={"artifact": empty})
    return await _ended(await studio.start(spec.model_copy(update={"sources": (source,)})))


async def failed_while_speaking(studio: Studio, name: str) -> Run:
    """Calls in flight arrive, then it fails."""
    studio.speech.hold()
    studio.writer.fail(1, PermanentFault("language_not_supported", "No."))
    run = await studio.start(await studio.spec(podcast_id=name, speech_window=1))
    await studio.until(run, lambda progress: studio.speech.in_flight == 1)
    studio.speech.release()
    return await _ended(run)


ALL: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        happy,
        retried,
        second_attempt,
        parked_and_resumed,
        amended_and_skipped,
        writer_parked,
        budget_reached,
        paid_in_vain,
        amended_while_spoken,
        clip_gone,
        equal_turns,
        waiting_for_an_account,
        waiting_and_resumed,
        resumed_while_knocking,
        cancelled,
        cancelled_while_parked,
        failed,
        failed_while_speaking,
    )
}


async def _ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run
