"""Recorded podcasts that wait for more than one thing, and how a recorded run is played to its end."""

import contextlib

from temporalio.client import WorkflowFailureError, WorkflowHandle

from domain.errors import AccountFault, ItemFault, TransientFault
from domain.jobs.progress import Progress
from domain.jobs.status import JobStatus
from domain.podcast.based_on import Reuse
from domain.podcast.messages import ResumeChange
from tests.workflows.again import again
from tests.workflows.edits import approve, edit_of, revision_of
from tests.workflows.harness import PodcastHarness
from workflows.podcast import PodcastWorkflow

Run = WorkflowHandle[PodcastWorkflow, Progress]


async def ended(run: Run) -> Run:
    with contextlib.suppress(WorkflowFailureError):  # failed and cancelled runs are recorded too
        await run.result()
    return run


async def script_accepted(harness: PodcastHarness, name: str) -> Run:
    """A script that is far too short, which a person goes on with."""
    run = await harness.start(await harness.spec(podcast_id=name, minutes=5))
    await harness.until(run, lambda progress: bool(progress.attention))
    await harness.resume(run)
    return await ended(run)


async def script_rewritten(harness: PodcastHarness, name: str) -> Run:
    """A script whose second segment is far too short, written again while the first is spoken already."""
    harness.writer.turns, harness.writer.ends_early = 8, 1
    run = await harness.start(await harness.spec(podcast_id=name))
    await harness.until(run, lambda progress: any(one.id == "script" for one in progress.attention))
    harness.writer.ends_early = None
    await harness.resume(run, ResumeChange(rewrite=True))
    return await ended(run)


async def piece_by_piece(harness: PodcastHarness, name: str) -> Run:
    """Turns in pieces within a budget: what was kept is billed at once, before the next piece is waited for."""
    spec = await harness.spec(podcast_id=name, budget_usd=5.0)
    prices = {"usd_per_1000_characters": 1.0, "maximum_characters": 20}
    spec = spec.model_copy(update={"speakers": tuple(each.model_copy(update=prices) for each in spec.speakers)})
    harness.speech.fail(TransientFault("vendor_error", "503", provider="fake"), text="turn 1 and says", times=2)
    harness.speech.fail(AccountFault("quota_exceeded", "No credits left.", provider="fake"), text="words.", times=1000)
    run = await harness.start(spec)
    await harness.until(run, lambda progress: bool(progress.waiting))
    harness.speech.mend()
    await harness.resume(run)
    return await ended(run)


async def written_at_once(harness: PodcastHarness, name: str) -> Run:
    """An opening beside the outline, three segments at once; each is gone on with, as it falls short."""
    return await ended(await _at_once(harness, name, minutes=3))


async def begun_with_an_exchange(harness: PodcastHarness, name: str) -> Run:
    """One segment, of which the rest is frozen when its first exchange was heard."""
    harness.writer.segments, harness.writer.turns, harness.writer.sentences = 1, 6, 4
    return await ended(await harness.start(await harness.spec(podcast_id=name, minutes=1)))


async def parked_at_once(harness: PodcastHarness, name: str) -> Run:
    """The opening and one segment park, while the others are written."""
    for what in ("opening", 2):
        harness.writer.fail(what, ItemFault("content_refused", "The model refused."))
    run = await _at_once(harness, name)
    await harness.until(run, lambda progress: len(progress.attention) == 2 and 3 in harness.writer.asked)
    await harness.resume(run)
    return await ended(run)


async def rewritten_at_once(harness: PodcastHarness, name: str) -> Run:
    """Nothing more could be had for segments that fell short; a person has all written again."""
    harness.writer.fail("extension", ItemFault("content_refused", "The model refused."), times=9)
    run = await _at_once(harness, name, minutes=2)
    await harness.until(run, lambda progress: any(one.id == "script" for one in progress.attention))
    harness.writer.turns = 12
    await harness.resume(run, ResumeChange(rewrite=True))
    return await ended(run)


async def _at_once(harness: PodcastHarness, name: str, **changes: object) -> Run:
    harness.writer.segments = 3
    spec = await harness.spec(podcast_id=name, **changes)
    return await harness.start(spec.model_copy(update={"writer": spec.writer.model_copy(update={"parallel": 4})}))


async def silent_voice(harness: PodcastHarness, name: str) -> Run:
    """Someone is in no draft, nor in what is asked for then; a person has all written again."""
    harness.writer.segments, harness.writer.turns = 4, 4
    harness.writer.mute, harness.writer.deaf = ("CY",), True
    spec = await harness.spec(podcast_id=name)
    third = spec.speakers[1].model_copy(update={"name": "CY"})
    writer = spec.writer.model_copy(update={"parallel": 4})
    run = await harness.start(spec.model_copy(update={"speakers": (*spec.speakers, third), "writer": writer}))
    await harness.until(run, lambda progress: any(one.code == "one_voice" for one in progress.attention))
    harness.writer.mute = ()
    await harness.resume(run, ResumeChange(rewrite=True))
    return await ended(run)


async def reviewed(harness: PodcastHarness, name: str) -> Run:
    """A script under review is edited, and approved twice."""
    run = await harness.start(await harness.spec(podcast_id=name, review=True))
    await harness.until(run, lambda progress: progress.status is JobStatus.AWAITING_REVIEW)
    order = await edit_of(harness, run, old="comes to its turn 1", new="begins anew")
    await run.execute_update("edit", order, result_type=Progress)
    await approve(run)
    await approve(run)
    return await ended(run)


async def revised(harness: PodcastHarness, name: str) -> Run:
    """An edit of a finished podcast becomes its second version."""
    spec = await harness.spec(podcast_id=f"{name}-first")
    run = await ended(await harness.start(spec))
    order = await edit_of(harness, run, old="comes to its turn 1", new="begins anew")
    revision = await revision_of(run, spec, order)
    return await ended(await harness.start(revision.model_copy(update={"podcast_id": name})))


async def revoiced(harness: PodcastHarness, name: str) -> Run:
    """The script of a finished podcast, spoken by one other voice."""
    await _finished(harness, f"{name}-first")
    speakers = [{"name": "HOST", "speed": 1.25}, {"name": "EXPERT"}]
    spec = await again(harness, f"{name}-first", Reuse.SCRIPT, name=name, speakers=speakers)
    return await ended(await harness.start(spec))


async def forked(harness: PodcastHarness, name: str) -> Run:
    """Another podcast from sources that were read already."""
    await _finished(harness, f"{name}-first")
    return await ended(await harness.start(await again(harness, f"{name}-first", Reuse.SOURCES, name=name)))


async def _finished(harness: PodcastHarness, name: str) -> None:
    await ended(await harness.start(await harness.spec(podcast_id=name)))


SCRIPTS = (
    script_accepted,
    script_rewritten,
    written_at_once,
    begun_with_an_exchange,
    parked_at_once,
    rewritten_at_once,
    silent_voice,
    reviewed,
    revised,
    revoiced,
    forked,
    piece_by_piece,
)
