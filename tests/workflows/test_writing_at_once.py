"""A writer of several segments at once: the opening beside the outline, drafts in any order, speech in order."""

import pytest

from domain.errors import ItemFault, PermanentFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange, ScriptView
from domain.podcast.result import Episode
from domain.podcast.spec import PodcastSpec
from domain.script.document import ScriptDocument
from tests.workflows.harness import PodcastHarness


async def at_once(harness: PodcastHarness, *, segments: int = 3, **changes: object) -> PodcastSpec:
    harness.writer.segments = segments
    spec = await harness.spec(**changes)
    return spec.model_copy(update={"writer": spec.writer.model_copy(update={"parallel": 4})})


async def test_the_opening_is_spoken_while_the_outline_is_written(harness: PodcastHarness) -> None:
    harness.writer.hold("outline")
    handle = await harness.start(await at_once(harness))
    progress = await harness.until(handle, lambda progress: details_of(progress).playable_turns == 2)
    assert progress.step == "generating_script"
    assert details_of(progress).total_turns is None
    harness.writer.release("outline")
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert details_of(progress).turn_states == "d" * 14
    assert set(harness.writer.asked[:2]) == {"outline", "opening"}
    assert sorted(harness.writer.asked[2:], key=str) == [1, 2, 3]
    assert progress.usage.llm_output_tokens == 12 + 5 + 3 * 30


async def test_it_is_a_chapter_with_a_title_of_its_own(harness: PodcastHarness) -> None:
    spec = await at_once(harness)
    handle = await harness.start(spec)
    await handle.result()
    episode = Episode.model_validate_json((await harness.outcome(spec.podcast_id)).result)
    script = ScriptDocument.model_validate_json(await harness.artifacts.read(episode.script))
    assert [one.title for one in script.outline.segments] == ["What bread is", "Part 1", "Part 2", "Part 3"]
    assert [turn.segment for turn in script.turns] == [1, 1, *[n for n in (2, 3, 4) for _ in range(4)]]
    view = await handle.query("script", result_type=ScriptView)
    assert len(view.segments) == 4


async def test_segments_come_in_any_order_and_are_spoken_in_theirs(harness: PodcastHarness) -> None:
    harness.writer.hold(1)
    handle = await harness.start(await at_once(harness))
    await harness.until(handle, lambda progress: {2, 3} <= set(harness.writer.asked))
    progress = await harness.until(handle, lambda progress: details_of(progress).completed_turns == 2)
    assert details_of(progress).turn_states == "dd"
    harness.writer.release(1)
    await handle.result()
    order = [placed.turn for placed in harness.renderer.rendered[0].placed]
    assert order == list(range(1, 15))


async def test_a_parked_segment_does_not_stop_the_others(harness: PodcastHarness) -> None:
    harness.writer.fail(2, ItemFault("content_refused", "The model refused."))
    handle = await harness.start(await at_once(harness))
    progress = await harness.until(
        handle, lambda progress: bool(progress.attention) and details_of(progress).completed_turns == 6
    )
    assert [one.id for one in progress.attention] == ["segment-003"]
    assert sorted(harness.writer.asked[2:], key=str) == [1, 2, 3]
    await harness.resume(handle)
    assert details_of(await handle.result()).turn_states == "d" * 14


async def test_a_parked_opening_does_not_stop_the_segments(harness: PodcastHarness) -> None:
    harness.writer.fail("opening", ItemFault("content_refused", "The model refused."))
    handle = await harness.start(await at_once(harness))
    progress = await harness.until(handle, lambda progress: bool(progress.attention) and 3 in harness.writer.asked)
    assert [one.id for one in progress.attention] == ["opening"]
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED


@pytest.mark.parametrize(("delivers", "known"), [(1.6, 1.6), (0.6, 0.6), (1.2, 1.0)])
async def test_segments_are_asked_for_by_what_the_opening_delivered(
    harness: PodcastHarness, delivers: float, known: float
) -> None:
    harness.writer.delivers = delivers
    harness.writer.hold("opening")
    handle = await harness.start(await at_once(harness))
    await harness.until(handle, lambda progress: details_of(progress).estimated_turns is not None)
    assert set(harness.writer.asked) == {"outline", "opening"}
    harness.writer.release("opening")
    await handle.result()
    assert harness.writer.known == [known] * 3


async def test_what_was_written_before_the_opening_is_not_paid_for_again(harness: PodcastHarness) -> None:
    harness.writer.delivers = 0.6
    harness.writer.fail("opening", ItemFault("content_refused", "The model refused."))
    harness.renderer.faults.append(PermanentFault("disk_full", "No space."))
    spec = await at_once(harness)
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: bool(progress.attention) and len(harness.writer.known) == 3)
    await harness.resume(handle)
    with pytest.raises(Exception, match="Workflow execution failed"):
        await handle.result()
    assert harness.writer.known == [1.0] * 3
    asked = len(harness.writer.asked)
    assert (await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()).usage.cost_usd == 0
    assert len(harness.writer.asked) == asked


@pytest.mark.parametrize("what", ["opening", "outline", 3])
async def test_a_permanent_fault_of_any_part_fails_the_podcast(harness: PodcastHarness, what: str | int) -> None:
    harness.writer.fail(what, PermanentFault("language_not_supported", "No."))
    spec = await at_once(harness)
    handle = await harness.start(spec)
    with pytest.raises(Exception, match="Workflow execution failed"):
        await handle.result()
    assert (await harness.outcome(spec.podcast_id)).status is JobStatus.FAILED


async def test_a_cancelled_podcast_asks_for_nothing_more(harness: PodcastHarness) -> None:
    harness.writer.hold("outline")
    spec = await at_once(harness)
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: details_of(progress).completed_turns == 2)
    await handle.cancel()
    harness.writer.release("outline")
    with pytest.raises(Exception, match="Workflow execution failed"):
        await handle.result()
    assert (await harness.outcome(spec.podcast_id)).status is JobStatus.CANCELLED
    assert set(harness.writer.asked) == {"outline", "opening"}


async def test_a_second_attempt_pays_for_nothing_again(harness: PodcastHarness) -> None:
    harness.renderer.faults.append(PermanentFault("disk_full", "No space."))
    spec = await at_once(harness)
    with pytest.raises(Exception, match="Workflow execution failed"):
        await (await harness.start(spec)).result()
    asked, said = len(harness.writer.asked), len(harness.speech.calls)
    progress = await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()
    assert progress.status is JobStatus.COMPLETED
    assert (len(harness.writer.asked), len(harness.speech.calls)) == (asked, said)
    assert progress.usage.cost_usd == 0


async def test_a_script_that_falls_short_is_gone_on_with(harness: PodcastHarness) -> None:
    spec = await at_once(harness, minutes=3)
    progress = await (await harness.start(spec)).result()
    assert progress.status is JobStatus.COMPLETED
    assert harness.writer.asked.count("extension") == 3
    episode = Episode.model_validate_json((await harness.outcome(spec.podcast_id)).result)
    assert episode.seconds == pytest.approx(180, rel=0.08)


async def test_a_rewritten_script_has_an_opening_too(harness: PodcastHarness) -> None:
    harness.writer.fail("extension", ItemFault("content_refused", "The model refused."), times=9)
    spec = await at_once(harness, minutes=5)
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert [one.code for one in progress.attention] == ["episode_too_short"]
    harness.writer.turns = 40
    await harness.resume(handle, ResumeChange(rewrite=True))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert harness.writer.asked.count("opening") == 2
    assert harness.writer.asked.count("outline") == 1


async def test_a_short_episode_is_not_frozen_before_half_of_it_was_heard(harness: PodcastHarness) -> None:
    """All of its turns might stand ready at once, cut for voices of which little is known."""
    for n in (1, 2, 3):
        harness.writer.hold(n)
    handle = await harness.start(await at_once(harness, speech_window=32))
    await harness.until(handle, lambda progress: details_of(progress).completed_turns == 2)
    harness.speech.hold()
    for n in (3, 2, 1):
        harness.writer.release(n)
    progress = await harness.until(
        handle, lambda progress: progress.step == "generating_audio" and harness.speech.in_flight == 4
    )
    assert len(details_of(progress).turn_states) == 6
    harness.speech.release()
    assert details_of(await handle.result()).turn_states == "d" * 14
    assert harness.speech.peak < 12
