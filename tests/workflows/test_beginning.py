"""A first segment that is most of an episode: its first exchange is heard before the rest is cut to the time."""

import pytest

from domain.errors import ItemFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.podcast.result import Episode
from domain.podcast.spec import PodcastSpec
from tests.workflows.harness import PodcastHarness


async def one_segment(harness: PodcastHarness, *, declared: float, minutes: float = 2.5) -> PodcastSpec:
    """Of sixteen turns, with voices that say 150 words a minute whatever is `declared` of them."""
    harness.writer.segments, harness.writer.turns, harness.writer.sentences = 1, 16, 4
    spec = await harness.spec(minutes=minutes)
    speakers = tuple(each.model_copy(update={"words_per_minute": declared}) for each in spec.speakers)
    return spec.model_copy(update={"speakers": speakers})


@pytest.mark.parametrize("declared", [120, 150, 188])
async def test_the_episode_takes_its_time(harness: PodcastHarness, declared: float) -> None:
    spec = await one_segment(harness, declared=declared)
    handle = await harness.start(spec)
    assert (await handle.result()).status is JobStatus.COMPLETED
    episode = Episode.model_validate_json((await harness.outcome(spec.podcast_id)).result)
    assert episode.seconds == pytest.approx(150, rel=0.08)
    order = [placed.turn for placed in harness.renderer.rendered[0].placed]
    assert order == list(range(1, len(order) + 1))
    assert len({utterance.text for utterance in harness.speech.calls}) == len(harness.speech.calls)


async def test_nothing_more_is_frozen_before_its_first_exchange_is_heard(harness: PodcastHarness) -> None:
    harness.speech.hold()
    handle = await harness.start(await one_segment(harness, declared=188))
    progress = await harness.until(handle, lambda progress: details_of(progress).turn_states == "ss")
    details = details_of(progress)
    assert (details.total_turns, details.estimated_turns, len(details.segments)) == (None, 16, 1)
    harness.speech.release()
    details = details_of(await handle.result())
    assert len(details.segments) == 1
    assert details.turn_states == "d" * (details.total_turns or 0)


async def test_what_a_person_changed_in_it_meanwhile_stays(harness: PodcastHarness) -> None:
    harness.speech.fail(ItemFault("content_refused", "No."), text="turn 1 and")
    harness.speech.hold()
    handle = await harness.start(await one_segment(harness, declared=188))
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "ss")
    harness.speech.release()
    await harness.until(handle, lambda progress: bool(progress.attention))
    await harness.resume(handle, ResumeChange(turns={"t001": "Something milder."}))
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert any(utterance.text == "Something milder." for utterance in harness.speech.calls)


async def test_voices_that_were_heard_before_need_no_beginning(harness: PodcastHarness) -> None:
    harness.speech.hold()
    spec = await one_segment(harness, declared=188)
    known = tuple(each.model_copy(update={"characters_per_second": 11.0}) for each in spec.speakers)
    handle = await harness.start(spec.model_copy(update={"speakers": known}))
    await harness.until(handle, lambda progress: details_of(progress).total_turns is not None)
    harness.speech.release()
    await handle.result()
