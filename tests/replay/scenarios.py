"""What the recorded podcasts go through. Each scenario drives one run to its end."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from adapters.fake.speech import EXPERT, HOST, wav_of
from domain.errors import AccountFault, ItemFault, PermanentFault, TransientFault
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.retrieve.completeness import SourceAnswer
from domain.retrieve.source import SourceRef, SourceType
from tests.replay.scripts import SCRIPTS, Run, ended
from tests.workflows.harness import TEXT, PodcastHarness
from workflows.podcast import PodcastWorkflow

Scenario = Callable[[PodcastHarness, str], Awaitable[Run]]


async def happy(harness: PodcastHarness, name: str) -> Run:
    return await ended(await harness.start(await harness.spec(podcast_id=name)))


async def retried(harness: PodcastHarness, name: str) -> Run:
    """Speech, an outline and a rendering that Temporal tries again."""
    soon = timedelta(milliseconds=20)
    harness.speech.fail(TransientFault("vendor_busy", "429", retry_after=soon), text="Segment 1 comes to its turn 1")
    harness.writer.fail("outline", TransientFault("vendor_error", "503", retry_after=soon))
    harness.renderer.faults.append(TransientFault("interrupted", "Too little memory just now.", retry_after=soon))
    return await happy(harness, name)


async def second_attempt(harness: PodcastHarness, name: str) -> Run:
    """Failed once, then run again under the same id: everything is there."""
    spec = await harness.spec(podcast_id=name)
    harness.renderer.faults.append(PermanentFault("disk_full", "No space."))
    await ended(await harness.start(spec))
    return await ended(await harness.start(spec.model_copy(update={"attempt": 2})))


async def parked_and_resumed(harness: PodcastHarness, name: str) -> Run:
    """A voice that no vendor has; a resume that changes nothing; one with another voice."""
    spec = await harness.spec(podcast_id=name)
    wrong = spec.speakers[1].model_copy(update={"voice": "nobody"})
    run = await harness.start(spec.model_copy(update={"speakers": (spec.speakers[0], wrong)}))
    await harness.until(run, lambda progress: details_of(progress).turn_states == "dada")
    await harness.resume(run)
    await harness.until(run, lambda progress: details_of(progress).turn_states == "dada")
    right = wrong.model_copy(update={"voice": EXPERT})
    await harness.resume(run, ResumeChange(speakers=(spec.speakers[0], right)))
    return await ended(run)


async def amended_and_skipped(harness: PodcastHarness, name: str) -> Run:
    refused = ItemFault("content_refused", "We do not say that.", provider="fake")
    harness.speech.fail(refused, text="Segment 1 comes to its turn 2")
    harness.speech.fail(refused, text="Segment 2 comes to its turn 2")
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: len(progress.attention) == 2)
    await harness.resume(run, ResumeChange(turns={"t002": "Something milder."}, skip_turns=("t004",)))
    return await ended(run)


async def writer_parked(harness: PodcastHarness, name: str) -> Run:
    harness.writer.fail(1, ItemFault("content_refused", "The model refused."))
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: bool(progress.attention))
    await harness.resume(run)
    return await ended(run)


async def sources_answered(harness: PodcastHarness, name: str) -> Run:
    """Three sources of which less than a half could be read: used, replaced, left out."""
    pages = [f"https://salt.example/{number}" for number in range(4)]
    harness.web.pages |= dict.fromkeys(pages, TEXT)
    harness.reader.changes |= {page: {"share": 0.3} for page in pages[:3]}
    sources = tuple(SourceRef(type=SourceType.URL, name=page, url=page) for page in pages[:3])
    run = await harness.start(await harness.spec(podcast_id=name, sources=sources))
    await harness.until(run, lambda progress: len(progress.attention) == 3)
    other = SourceRef(type=SourceType.URL, name=pages[3], url=pages[3])
    answers = {1: SourceAnswer(accept=True), 2: SourceAnswer(instead=other), 3: SourceAnswer(skip=True)}
    await harness.resume(run, ResumeChange(sources=answers))
    return await ended(run)


async def source_left_out(harness: PodcastHarness, name: str) -> Run:
    """One of two sources is gone, and the podcast was asked for without it."""
    spec = await harness.spec(podcast_id=name)
    gone = SourceRef(type=SourceType.URL, name="gone", url="https://salt.example/gone")
    change = {"sources": (*spec.sources, gone), "skip_unreadable": True}
    return await ended(await harness.start(spec.model_copy(update=change)))


async def budget_reached(harness: PodcastHarness, name: str) -> Run:
    """Resumed with more money."""
    spec = await harness.spec(podcast_id=name)
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    run = await harness.start(spec.model_copy(update={"speakers": priced, "budget_usd": 0.15}))
    await harness.until(run, lambda progress: bool(progress.attention))
    await harness.resume(run, ResumeChange(budget_usd=5))
    return await ended(run)


async def paid_in_vain(harness: PodcastHarness, name: str) -> Run:
    """Parts said while looking for the words at fault used up the budget."""
    spec = await harness.spec(podcast_id=name)
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="2 and says", times=1000)
    run = await harness.start(spec.model_copy(update={"speakers": priced, "budget_usd": 0.22}))
    await harness.until(run, lambda progress: details_of(progress).turn_states == "dada")
    harness.speech.mend()
    await harness.resume(run)
    await harness.until(run, lambda progress: any(one.code == "budget_reached" for one in progress.attention))
    await harness.resume(run, ResumeChange(budget_usd=5))
    return await ended(run)


async def rejected_within_a_budget(harness: PodcastHarness, name: str) -> Run:
    """The outline waits for money; one clip is paid for three times in vain, and again after a person said so."""
    spec = await harness.spec(podcast_id=name)
    voices = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    writer = spec.writer.model_copy(update={"usd_per_million_output": 10.0})
    harness.speech.answer(wav_of("x", voice=HOST, seconds=4, level=0.0), text="2 and says", times=5)
    run = await harness.start(spec.model_copy(update={"speakers": voices, "writer": writer, "budget_usd": 0.0}))
    await harness.until(run, lambda progress: any(one.code == "budget_reached" for one in progress.attention))
    await harness.resume(run, ResumeChange(budget_usd=5))
    await harness.until(run, lambda progress: any(one.code == "clip_rejected" for one in progress.attention))
    harness.speech.mend()
    await harness.resume(run)
    return await ended(run)


async def amended_while_spoken(harness: PodcastHarness, name: str) -> Run:
    """Two clips arrive for voices that are not wanted any more."""
    harness.speech.hold()
    harness.writer.fail(1, ItemFault("content_refused", "The model refused."))
    spec = await harness.spec(podcast_id=name)
    run = await harness.start(spec)
    await harness.until(run, lambda progress: bool(progress.attention) and harness.speech.in_flight == 2)
    voices = (EXPERT, HOST)
    swapped = tuple(each.model_copy(update={"voice": voice}) for each, voice in zip(spec.speakers, voices, strict=True))
    await harness.resume(run, ResumeChange(speakers=swapped))
    harness.speech.release()
    return await ended(run)


async def clip_gone(harness: PodcastHarness, name: str) -> Run:
    """Lost between speaking and combining, so it is spoken again."""
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="Segment 2 comes to its turn 2")
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: details_of(progress).turn_states == "ddda")
    await harness.artifacts.delete((await harness.artifacts.list("ledger/clip"))[0])
    await harness.resume(run)
    return await ended(run)


async def equal_turns(harness: PodcastHarness, name: str) -> Run:
    """Spoken once a voice."""
    harness.writer.repeat = True
    return await happy(harness, name)


async def waiting_for_an_account(harness: PodcastHarness, name: str) -> Run:
    """The key is mended while one turn knocks (after 5 s, workflows.jobs.policies.patient)."""
    harness.speech.fail(AccountFault("key_rejected", "Invalid API key.", provider="fake"), times=1000)
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: bool(progress.waiting))
    harness.speech.mend()
    return await ended(run)


async def waiting_and_resumed(harness: PodcastHarness, name: str) -> Run:
    """A person does not wait for the next knock."""
    harness.speech.fail(AccountFault("quota_exceeded", "No credits left.", provider="fake"), times=1000)
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: bool(progress.waiting))
    harness.speech.mend()
    await harness.resume(run)
    return await ended(run)


async def resumed_while_knocking(harness: PodcastHarness, name: str) -> Run:
    """The call in flight is given up before the turn knocks anew."""
    harness.speech.fail(AccountFault("key_rejected", "Invalid API key.", provider="fake"), times=1000)
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: bool(progress.waiting))
    harness.speech.hold()
    await harness.until(run, lambda progress: harness.speech.in_flight == 1)
    harness.speech.mend()
    before = len(harness.speech.calls)
    await harness.resume(run)
    await harness.until(run, lambda progress: len(harness.speech.calls) > before)
    harness.speech.release()
    return await ended(run)


async def cancelled(harness: PodcastHarness, name: str) -> Run:
    harness.speech.hold()
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: harness.speech.in_flight > 0)
    await run.cancel()
    return await ended(run)


async def cancelled_while_parked(harness: PodcastHarness, name: str) -> Run:
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), times=100)
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: details_of(progress).turn_states == "aaaa")
    await run.cancel()
    return await ended(run)


async def failed(harness: PodcastHarness, name: str) -> Run:
    """No text in the source."""
    spec = await harness.spec(podcast_id=name)
    empty = await harness.artifacts.put(b"Nearly nothing.", media_type="text/plain")
    source = spec.sources[0].model_copy(update={"artifact": empty})
    return await ended(await harness.start(spec.model_copy(update={"sources": (source,)})))


async def failed_while_speaking(harness: PodcastHarness, name: str) -> Run:
    """Calls in flight arrive, then it fails."""
    harness.speech.hold()
    harness.writer.fail(1, PermanentFault("language_not_supported", "No."))
    run = await harness.start(await harness.spec(podcast_id=name, speech_window=1))
    await harness.until(run, lambda progress: harness.speech.in_flight == 1)
    harness.speech.release()
    return await ended(run)


async def left_off(harness: PodcastHarness, name: str) -> Run:
    """The first run of a long podcast, which ends by continuing as new, with one turn parked."""
    harness.speech.fail(ItemFault("content_refused", "No.", provider="fake"), text="Segment 1 comes to its turn 2 and")
    harness.writer.turns = 12
    run = await harness.start(await harness.spec(podcast_id=name, speech_window=2))
    await harness.until(run, lambda progress: details_of(progress).turn_states == "da" + "d" * 22)
    await harness.resume(run, ResumeChange(turns={"t002": "Something milder."}))
    await ended(run)
    return harness.client.get_workflow_handle_for(PodcastWorkflow.run, name, run_id=run.first_execution_run_id)


async def carried_on(harness: PodcastHarness, name: str) -> Run:
    """The last run of a long podcast, which begins with the state of the one before it."""
    await left_off(harness, name)
    return harness.client.get_workflow_handle_for(PodcastWorkflow.run, name)


LONG = {left_off.__name__: 70, carried_on.__name__: 70}
"""Scenarios whose server suggests to continue as new after so many events."""

ALL: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        happy,
        retried,
        second_attempt,
        parked_and_resumed,
        amended_and_skipped,
        writer_parked,
        *SCRIPTS,
        sources_answered,
        source_left_out,
        budget_reached,
        paid_in_vain,
        rejected_within_a_budget,
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
        left_off,
        carried_on,
    )
}
