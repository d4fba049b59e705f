"""COMPLETED means what was asked for: an episode of another length or in one voice waits for a person."""

import json

import pytest

from adapters.fake.language import FakeLanguageModel
from domain.errors import ItemFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.script.prompted.writer import PromptedWriter
from domain.script.style import Style
from tests.workflows.harness import PodcastHarness


async def test_a_script_far_from_its_length_parks_before_its_speech_is_paid_for(harness: PodcastHarness) -> None:
    handle = await harness.start(await harness.spec(minutes=5))
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert progress.status is JobStatus.NEEDS_ATTENTION
    (shown,) = progress.attention
    assert (shown.id, shown.code, shown.about) == ("script", "episode_too_short", "the script")
    assert "5 minutes were asked for" in shown.message
    assert harness.speech.calls == []
    assert (await harness.resume(handle)).status is JobStatus.GENERATING
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert details_of(progress).turn_states == "dddddddd"


async def test_a_script_that_is_far_too_long_parks(harness: PodcastHarness) -> None:
    handle = await harness.start(await harness.spec(minutes=0.2))
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert [one.code for one in progress.attention] == ["episode_too_long"]
    assert harness.speech.calls == []
    await handle.terminate()


async def test_a_script_in_one_voice_parks(harness: PodcastHarness) -> None:
    harness.writer.segments, harness.writer.turns = 2, 1
    handle = await harness.start(await harness.spec())
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    (shown,) = progress.attention
    assert shown.code == "one_voice"
    assert "EXPERT has no turn" in shown.message
    assert harness.speech.calls == []
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED


async def test_a_fourth_speaker_whom_the_model_forgets_is_named(
    harness: PodcastHarness,
) -> None:
    """COMPLETED means all voices; a person may go on without the one that has no turn."""
    said = [
        ("HOST", "Why does bread rise?"),
        ("EXPERT", "Yeast eats sugar and breathes out gas, which is caught in a net of gluten."),
        ("7", "Heat makes the gas expand, and then it sets the net for good, which gives the crumb its holes."),
    ]
    turns = [{"speaker": name, "text": text, "citations": ["s1-p0001"]} for name, text in said]
    plan = {"title": "Bread", "segments": [{"title": "Bread", "passages": ["s1-p0001"]}]}
    answers = {"outline": json.dumps(plan), "segment": json.dumps({"turns": turns})}
    harness.scripts = PromptedWriter(FakeLanguageModel(author=lambda ask: answers[ask.schema_name]))
    spec = await harness.spec(minutes=5)
    host, expert = spec.speakers
    named = [
        expert.model_copy(update={"name": name, "voice": voice})
        for name, voice in (("7", host.voice), ("Dee", expert.voice))
    ]
    handle = await harness.start(
        spec.model_copy(update={"speakers": (host, expert, *named), "style": Style.DISCUSSION})
    )
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    (shown,) = progress.attention
    assert (shown.id, shown.code) == ("script", "one_voice")
    assert "Dee has no turn" in shown.message
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(harness.speech.calls) == 3


async def test_an_episode_whose_voices_take_far_longer_parks_too(harness: PodcastHarness) -> None:
    """The words were right, and the voices speak at half the declared pace, which is not listened to."""
    spec = await harness.spec(keeps_length=False)
    quick = tuple(each.model_copy(update={"words_per_minute": 320}) for each in spec.speakers)
    handle = await harness.start(spec.model_copy(update={"speakers": quick, "minutes": spec.minutes / 2}))
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    (shown,) = progress.attention
    assert (shown.id, shown.code, shown.about) == ("episode", "episode_too_long", "the episode")
    assert details_of(progress).completed_turns == 8
    await harness.resume(handle)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert len(harness.renderer.rendered) == 1


async def test_a_script_is_judged_by_the_voices_as_they_were_heard(harness: PodcastHarness) -> None:
    """They speak at half the pace that their vendor declares: what is not paid yet is not paid for."""
    spec = await harness.spec()
    quick = tuple(each.model_copy(update={"words_per_minute": 320}) for each in spec.speakers)
    handle = await harness.start(spec.model_copy(update={"speakers": quick, "minutes": spec.minutes / 4}))
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert [(one.id, one.code) for one in progress.attention] == [("script", "episode_too_long")]
    assert details_of(progress).completed_turns == 2
    await handle.terminate()


async def test_a_rewritten_script_is_judged_again(harness: PodcastHarness) -> None:
    """The first segment was on course and is spoken already; its clips serve where the new script says the same."""
    harness.writer.segments, harness.writer.turns = 2, 8
    spec = await harness.spec()
    harness.writer.ends_early = 1
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: any(one.id == "script" for one in progress.attention))
    assert [one.code for one in progress.attention] == ["episode_too_short"]
    harness.writer.ends_early = None
    await harness.resume(handle, ResumeChange(rewrite=True))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert harness.writer.asked == ["outline", 0, 1, 0, 1]
    assert len(details_of(progress).turn_states) == 16
    assert len(harness.speech.calls) == 16


async def test_sources_that_can_give_no_more_are_a_success_which_was_said_before(harness: PodcastHarness) -> None:
    answers = {
        "outline": '{"title": "Bread", "segments": [{"title": "Bread", "passages": ["s1-p0001"]}]}',
        "segment": '{"turns": [{"speaker": "HOST", "text": "Why does bread rise?"}, {"speaker": "EXPERT", "citations": '
        '["s1-p0001"], "text": "Yeast eats sugar and breathes out gas, which is caught in a net of gluten. Heat makes '
        'the gas expand, and then it sets the net for good, which gives the crumb its holes."}]}',
    }
    harness.scripts = PromptedWriter(FakeLanguageModel(author=lambda ask: answers[ask.schema_name]))
    handle = await harness.start(await harness.spec(minutes=5))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    first = progress.warnings[0]
    assert first.code == "source_too_short"
    assert "The sources hold 38 words" in first.message


async def test_one_voice_for_two_is_said(harness: PodcastHarness) -> None:
    spec = await harness.spec()
    host, expert = spec.speakers
    alike = (host, expert.model_copy(update={"voice": host.voice}))
    progress = await (await harness.start(spec.model_copy(update={"speakers": alike}))).result()
    assert [one.code for one in progress.warnings] == ["one_voice_for_two"]


@pytest.mark.parametrize("change", [None, ResumeChange(rewrite=True)])
async def test_a_rewrite_is_for_a_script_that_is_parked(harness: PodcastHarness, change: ResumeChange | None) -> None:
    """With any other item parked it changes nothing."""
    refused = ItemFault("content_refused", "No.", provider="fake")
    harness.speech.fail(refused, text="Segment 1 comes to its turn 2")
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: bool(progress.attention))
    await harness.resume(handle, change)
    assert (await handle.result()).status is JobStatus.COMPLETED
    assert harness.writer.asked == ["outline", 0, 1]
