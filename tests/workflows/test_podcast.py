"""A podcast under every kind of fault: what is called, what is kept, what people see."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from adapters.fake.speech import HOST, wav_of
from domain.errors import AccountFault, ItemFault, PermanentFault, TransientFault
from domain.jobs.status import JobStatus
from domain.podcast.details import details_of
from domain.podcast.messages import ResumeChange
from domain.podcast.result import Episode
from tests.workflows.harness import PodcastHarness

WRONG_KEY = AccountFault("key_rejected", "Invalid API key.", provider="fake", advice="Set a valid key.")


async def test_a_podcast_is_made(harness: PodcastHarness) -> None:
    spec = await harness.spec()
    handle = await harness.start(spec)
    progress = await handle.result()

    assert progress.status is JobStatus.COMPLETED
    assert progress.percentage == 100
    assert details_of(progress).turn_states == "dddddddd"
    assert details_of(progress).total_turns == details_of(progress).playable_turns == 8
    assert progress.usage.tts_characters == sum(len(call.text) for call in harness.speech.calls)
    outcome = await harness.outcome(spec.podcast_id)
    episode = Episode.model_validate_json(outcome.result)
    assert set(episode.transcripts) == {"vtt", "srt", "json", "txt", "md"}
    order = [placed.turn for placed in harness.renderer.rendered[0].placed]
    assert order == list(range(1, 9))
    assert await harness.artifacts.get(f"podcasts/{spec.podcast_id}/v1/a1/episode.mp3")


async def test_turns_are_spoken_in_order_within_the_window(harness: PodcastHarness) -> None:
    harness.writer.turns = 10
    harness.speech.hold()
    handle = await harness.start(await harness.spec(speech_window=3))
    await harness.until(handle, lambda progress: harness.speech.in_flight == 3)
    assert sorted(call.text for call in harness.speech.calls) == [
        f"Segment 1 comes to its turn {n} and says a few words." for n in (1, 2, 3)
    ]
    harness.speech.release()
    await handle.result()
    assert harness.speech.peak == 3


async def test_speech_begins_before_the_script_is_written(harness: PodcastHarness) -> None:
    harness.writer.segments = 3
    harness.writer.fail(2, ItemFault("content_refused", "The model refused."))
    handle = await harness.start(await harness.spec())
    progress = await harness.until(
        handle, lambda progress: bool(progress.attention) and details_of(progress).completed_turns == 8
    )
    assert progress.step == "generating_script"
    assert details_of(progress).total_turns is None
    assert progress.attention[0].id == "segment-003"
    await harness.resume(handle)
    assert details_of(await handle.result()).total_turns == 12


async def test_transient_faults_are_retried_by_temporal(harness: PodcastHarness) -> None:
    harness.speech.fail(
        TransientFault("vendor_busy", "429", retry_after=timedelta(milliseconds=50)), text="turn 1", times=2
    )
    progress = await (await harness.start(await harness.spec())).result()
    assert progress.status is JobStatus.COMPLETED
    assert len(harness.speech.calls) == 10


async def test_a_bad_clip_is_not_kept(harness: PodcastHarness) -> None:
    harness.speech.answer(wav_of("x", voice=HOST, seconds=4, level=0.0), text="Segment 1 comes to its turn 1")
    progress = await (await harness.start(await harness.spec())).result()
    assert progress.status is JobStatus.COMPLETED
    assert len(harness.speech.calls) == 9


async def test_equal_turns_are_spoken_once(harness: PodcastHarness) -> None:
    harness.writer.repeat = True
    progress = await (await harness.start(await harness.spec())).result()
    assert len(harness.speech.calls) == 2, "one a voice"
    assert details_of(progress).reused_turns == 6


async def test_no_usable_text_fails_in_words_and_pays_nothing(harness: PodcastHarness) -> None:
    empty = await harness.artifacts.put(b"Nearly nothing.", media_type="text/plain")
    spec = await harness.spec()
    spec = spec.model_copy(update={"sources": (spec.sources[0].model_copy(update={"artifact": empty}),)})
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    outcome = await harness.outcome(spec.podcast_id)
    assert outcome.progress.error is not None
    assert outcome.progress.error.code == "no_usable_text"
    assert outcome.progress.error.advice
    assert harness.writer.asked == []


async def test_a_retry_pays_only_for_what_is_missing(harness: PodcastHarness) -> None:
    spec = await harness.spec()
    harness.renderer.faults.append(PermanentFault("disk_full", "No space."))
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    assert (await harness.outcome(spec.podcast_id)).status is JobStatus.FAILED
    calls, asked = len(harness.speech.calls), len(harness.writer.asked)

    progress = await (await harness.start(spec.model_copy(update={"attempt": 2}))).result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.attempt == 2
    assert (len(harness.speech.calls), len(harness.writer.asked)) == (calls, asked)
    assert progress.usage.tts_characters == 0
    assert details_of(progress).reused_turns == 8
    assert (await harness.outcome(spec.podcast_id)).status is JobStatus.COMPLETED


async def test_a_retry_with_another_voice_finds_the_script_and_the_other_speaker_s_clips(
    harness: PodcastHarness,
) -> None:
    spec = await harness.spec()
    harness.renderer.faults.append(PermanentFault("disk_full", "No space."))
    with pytest.raises(WorkflowFailureError):
        await (await harness.start(spec)).result()
    calls, asked = len(harness.speech.calls), len(harness.writer.asked)

    host, expert = spec.speakers
    cast = (host, expert.model_copy(update={"voice": HOST, "words_per_minute": 140.0}))
    progress = await (await harness.start(spec.model_copy(update={"attempt": 2, "cast": cast}))).result()
    assert len(harness.writer.asked) == asked
    assert [call.voice for call in harness.speech.calls[calls:]] == [HOST] * 4
    assert details_of(progress).reused_turns == 4


async def test_a_failure_while_speaking_lets_calls_in_flight_arrive(harness: PodcastHarness) -> None:
    harness.speech.hold()
    harness.writer.fail(1, PermanentFault("language_not_supported", "No."))
    spec = await harness.spec(speech_window=2)
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: harness.speech.in_flight == 2)
    harness.speech.release()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    assert len(harness.speech.calls) == 2
    assert details_of((await harness.outcome(spec.podcast_id)).progress).turn_states == "ddww"


async def test_cancel_stops_and_is_recorded(harness: PodcastHarness) -> None:
    harness.speech.hold()
    spec = await harness.spec()
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: harness.speech.in_flight > 0)
    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    assert (await harness.outcome(spec.podcast_id)).status is JobStatus.CANCELLED
    harness.speech.release()


async def test_the_memo_tells_without_a_worker(harness: PodcastHarness) -> None:
    fault = ItemFault("content_refused", "No.", provider="fake")
    harness.speech.fail(fault, text="Segment 1 comes to its turn 1")
    handle = await harness.start(await harness.spec())
    await harness.until(handle, lambda progress: details_of(progress).completed_turns == 7)
    memo = await (await handle.describe()).memo_value("progress")
    assert memo["status"] == "NEEDS_ATTENTION"
    await harness.resume(handle)
    await handle.result()


async def test_twenty_turns_at_once_cannot_overshoot_the_budget(harness: PodcastHarness) -> None:
    harness.writer.segments, harness.writer.turns = 1, 20
    spec = await harness.spec(speech_window=20)
    priced = tuple(each.model_copy(update={"usd_per_1000_characters": 1.0}) for each in spec.speakers)
    spec = spec.model_copy(update={"speakers": priced, "budget_usd": 0.5})
    handle = await harness.start(spec)
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert [one.code for one in progress.attention] == ["budget_reached"]
    assert 0.4 < progress.usage.cost_usd <= 0.5
    assert "a" not in details_of(progress).turn_states, "no turn is to blame"

    await harness.resume(handle)
    progress = await harness.until(handle, lambda progress: bool(progress.attention))
    assert progress.usage.cost_usd <= 0.5, "trying again without more money parks again"

    await harness.resume(handle, ResumeChange(budget_usd=5))
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert progress.usage.cost_usd == pytest.approx(sum(len(call.text) for call in harness.speech.calls) / 1000)


async def test_a_clip_that_is_gone_is_spoken_again(harness: PodcastHarness) -> None:
    """Between speaking and combining: the last turn is held while an earlier clip is lost."""
    harness.speech.fail(ItemFault("voice_not_found", "No.", provider="fake"), text="Segment 2 comes to its turn 4")
    spec = await harness.spec()
    handle = await harness.start(spec)
    await harness.until(handle, lambda progress: details_of(progress).turn_states == "ddddddda")
    clips = await harness.artifacts.list("ledger/clip")
    assert len(clips) == 7
    await harness.artifacts.delete(clips[0])
    await harness.resume(handle)
    progress = await handle.result()
    assert progress.status is JobStatus.COMPLETED
    assert len(harness.speech.calls) == 10
    assert len(harness.renderer.rendered[0].placed) == 8
