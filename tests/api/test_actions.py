"""Resume, retry, cancel, delete."""

from typing import Any

from domain.jobs.progress import Attention
from domain.jobs.runs import RunState
from domain.jobs.status import JobStatus
from domain.podcast.messages import ResumeChange
from tests.api.harness import TEXT, ApiHarness, problem, text_source

URL = "/api/v1/podcasts"
PARKED = Attention(id="tts-002", code="voice_not_found", turn=2, speaker="EXPERT", message="No.", advice="Choose.")


async def parked(harness: ApiHarness) -> str:
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.generating(podcast_id, status=JobStatus.NEEDS_ATTENTION, attention=(PARKED,), turn_states="da")
    return podcast_id


async def test_an_empty_resume_means_try_again_and_may_be_repeated(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume")
    assert (answer.status_code, answer.json()["status"]) == (200, "GENERATING")
    assert next(iter(harness.engine.resumed.values())).change is None
    again = await harness.client.post(f"{URL}/{podcast_id}/resume", json={})
    assert again.status_code == 200
    assert len(harness.engine.resumed) == 1


async def test_a_resume_with_another_voice_and_text(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    await harness.announce(vendor="eleven", local=False)
    change = {"voices": {"EXPERT": "anna"}, "turns": {"t002": "Yeast breathes."}, "skip_turns": ["t001"]}
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json=change)
    assert answer.status_code == 200, answer.text
    ref = next(iter(harness.engine.resumed.values())).change
    assert ref is not None
    stored = ResumeChange.model_validate_json(await harness.artifacts.read(ref))
    assert [each.voice for each in stored.speakers] == ["anna", "anna"]
    assert stored.turns == {"t002": "Yeast breathes."}
    assert stored.skip_turns == ("t001",)


async def test_a_resume_with_another_vendor_moves_all_speakers(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    await harness.announce(vendor="eleven", local=False)
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json={"tts": "eleven", "voices": {"HOST": "mine"}})
    assert answer.status_code == 200, answer.text
    ref = next(iter(harness.engine.resumed.values())).change
    assert ref is not None
    cast = ResumeChange.model_validate_json(await harness.artifacts.read(ref)).speakers
    assert [(each.vendor, each.voice, each.engine) for each in cast] == [
        ("eleven", "mine", "eleven 1"),
        ("eleven", "ben", "eleven 1"),
    ]


async def test_a_retry_goes_on_with_the_voices_and_the_budget_that_resumes_gave(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    await harness.announce(vendor="eleven", local=False)
    for change in ({"tts": "eleven", "voices": {"EXPERT": "mine"}}, {"budget_usd": 3}, {"voices": {"HOST": "ben"}}):
        answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json=change)
        assert answer.status_code == 200, answer.text
        await harness.generating(podcast_id, status=JobStatus.NEEDS_ATTENTION, attention=(PARKED,), turn_states="da")
    harness.engine.close(podcast_id, RunState.TERMINATED)
    for attempt in (2, 3):
        assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).json()["attempt"] == attempt
        harness.engine.close(podcast_id, RunState.TERMINATED)
    first, *retried = harness.specs
    for spec in retried:
        assert [(each.vendor, each.voice) for each in spec.voices] == [("eleven", "ben"), ("eleven", "mine")]
        assert spec.speakers == first.speakers, "what was written for them is found again"
        assert (spec.budget_usd, first.budget_usd) == (3, None)


async def test_a_resume_that_was_rejected_changes_no_retry(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    harness.engine.rejects = "not now"
    assert (await harness.client.post(f"{URL}/{podcast_id}/resume", json={"budget_usd": 3})).status_code == 409
    harness.engine.close(podcast_id, RunState.TERMINATED)
    assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).status_code == 200
    assert harness.specs[1] == harness.specs[0].model_copy(update={"attempt": 2})


async def test_a_resume_that_names_what_is_not_there(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    for body, code in (
        ({"voices": {"NARRATOR": "anna"}}, "unknown_speaker"),
        ({"voices": {"EXPERT": "zoe"}}, "voice_not_found"),
        ({"turns": {"t099": "x"}}, "unknown_turn"),
        ({"skip_turns": ["t099"]}, "unknown_turn"),
        ({"tts": "acme"}, "provider_not_configured"),
        ({"budget_usd": -1}, "validation_failed"),
        ({"budget_usd": 10_001}, "validation_failed"),
        ({"colour": 5}, "unknown_field"),
        ({"turns": {"t001": "  "}}, "validation_failed"),
    ):
        answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)
        assert (answer.status_code, problem(answer)["code"]) == (422, code)
    assert harness.engine.resumed == {}


async def parked_sources(harness: ApiHarness, *ids: str) -> str:
    podcast_id = str((await harness.submit(sources=[text_source(), text_source(), text_source()]))["podcast_id"])
    attention = tuple(Attention(id=each, code="source_partly_read", message="Half.") for each in ids)
    await harness.generating(podcast_id, status=JobStatus.NEEDS_ATTENTION, attention=attention)
    return podcast_id


async def test_a_resume_that_answers_for_parked_sources(harness: ApiHarness) -> None:
    podcast_id = await parked_sources(harness, "source-001", "source-002", "source-003")
    other = {"type": "text", "text": TEXT * 2, "title": "Other"}
    body = {"sources": {"1": "use", "2": "skip", "3": other}, "skip_unreadable": True}
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)
    assert answer.status_code == 200, answer.text
    ref = next(iter(harness.engine.resumed.values())).change
    assert ref is not None
    change = ResumeChange.model_validate_json(await harness.artifacts.read(ref))
    assert change.skip_unreadable
    assert (change.sources[1].accept, change.sources[2].skip) == (True, True)
    instead = change.sources[3].instead
    assert instead is not None and instead.artifact is not None
    assert (await harness.artifacts.read(instead.artifact)).decode() == other["text"].strip()

    harness.engine.close(podcast_id, RunState.TERMINATED)
    assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).status_code == 200
    assert harness.specs[1].answers == change.sources, "a retry does not ask again"
    assert (harness.specs[0].skip_unreadable, harness.specs[1].skip_unreadable) == (False, True)


async def test_a_resume_that_answers_for_sources_that_do_not_wait(harness: ApiHarness) -> None:
    podcast_id = await parked_sources(harness, "source-002")
    for sources, code in (
        ({"1": "skip"}, "source_not_parked"),
        ({"4": "skip"}, "unknown_source"),
        ({"0": "skip"}, "validation_failed"),
        ({"2": "perhaps"}, "validation_failed"),
        ({"2": {"type": "file", "file_id": "nothing"}}, "file_not_found"),
        ({"2": {"type": "url", "url": "http://localhost/"}}, "url_not_allowed"),
    ):
        answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json={"sources": sources})
        assert (answer.status_code, problem(answer)["code"]) == (422, code), answer.text
    assert harness.engine.resumed == {}


async def test_a_resume_needs_a_worker_and_something_to_resume(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    harness.engine.worker = False
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume")
    assert (answer.status_code, problem(answer)["code"]) == (503, "no_worker")
    harness.engine.worker = True
    harness.engine.rejects = "not now"
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume")
    assert (answer.status_code, problem(answer)["code"]) == (409, "wrong_state")
    other = (await harness.submit())["podcast_id"]
    answer = await harness.client.post(f"{URL}/{other}/resume")
    assert (answer.status_code, problem(answer)["code"]) == (409, "wrong_state")


async def test_a_resume_that_no_worker_took_up_is_safe_to_repeat(harness: ApiHarness) -> None:
    """Temporal carries it out when a worker is back, perhaps right between the repeat's look and its order."""
    podcast_id = await parked(harness)
    body = {"budget_usd": 3}
    harness.engine.worker = False
    assert (await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)).status_code == 503
    harness.engine.worker = True
    attention: dict[str, Any] = {"status": JobStatus.NEEDS_ATTENTION, "attention": (PARKED,), "turn_states": "da"}
    await harness.generating(podcast_id, rev=8, **attention)  # the memo was behind
    again = await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)
    assert (again.status_code, again.json()["status"]) == (200, "GENERATING"), again.text
    assert len(harness.engine.resumed) == 1, "it was carried out once"

    await harness.generating(podcast_id, rev=12, **attention)
    harness.engine.rejects = "not now"
    refused = await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)
    assert (refused.status_code, problem(refused)["code"]) == (409, "wrong_state"), "it still needs attention"


async def test_a_resume_that_no_worker_took_up_is_said_whole_when_it_is_repeated(harness: ApiHarness) -> None:
    """Temporal drops an order whose workflow task failed; the repeat has to bring the voices then."""
    podcast_id = await parked(harness)
    await harness.announce(vendor="eleven", local=False)
    body = {"tts": "eleven", "voices": {"EXPERT": "mine"}}
    harness.engine.worker = False
    assert (await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)).status_code == 503
    harness.engine.worker = True
    harness.engine.pending.clear()
    assert (await harness.client.post(f"{URL}/{podcast_id}/resume", json=body)).status_code == 200
    (order,) = harness.engine.resumed.values()
    assert order.change is not None
    change = ResumeChange.model_validate_json(await harness.artifacts.read(order.change))
    assert [(each.vendor, each.voice) for each in change.speakers][1] == ("eleven", "mine")


async def test_cancelled_at_once_and_again(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    harness.engine.keeps_closing = True
    answer = await harness.client.post(f"{URL}/{podcast_id}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (202, "CANCELLED")
    assert harness.engine.cancelled == [podcast_id]
    assert (await harness.client.get(f"{URL}/{podcast_id}")).json()["status"] == "CANCELLED"
    assert (await harness.client.post(f"{URL}/{podcast_id}/cancel", json={})).status_code == 200
    stopping = await harness.client.post(f"{URL}/{podcast_id}/retry")
    assert (stopping.status_code, problem(stopping)["code"]) == (409, "still_stopping")
    assert stopping.headers["retry-after"]
    harness.engine.close(podcast_id, RunState.CANCELLED)
    again = await harness.client.post(f"{URL}/{podcast_id}/retry", json={})
    assert (again.status_code, again.json()["status"], again.json()["attempt"]) == (200, "QUEUED", 2)
    assert harness.specs[1] == harness.specs[0].model_copy(update={"attempt": 2})
    assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).json()["attempt"] == 2, "a repeated retry is one"


async def test_what_is_done_is_neither_cancelled_nor_retried(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).status_code == 409
    await harness.complete(podcast_id)
    for action in ("cancel", "retry", "resume"):
        answer = await harness.client.post(f"{URL}/{podcast_id}/{action}")
        assert (answer.status_code, problem(answer)["code"]) == (409, "wrong_state")
    answer = await harness.client.post(f"{URL}/{podcast_id}/cancel", json={"reason": "x"})
    assert (answer.status_code, problem(answer)["code"]) == (422, "unknown_field")


async def test_a_terminated_run_is_retried(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    harness.engine.close(podcast_id, RunState.TERMINATED)
    assert (await harness.client.post(f"{URL}/{podcast_id}/retry")).json()["attempt"] == 2


async def test_deleting_removes_what_is_its_own(harness: ApiHarness) -> None:
    one, two = (await harness.submit(title="One"))["podcast_id"], (await harness.submit(title="Two"))["podcast_id"]
    episode = await harness.complete(one, audio=b"only of one")
    shared = harness.specs[0].sources[0].artifact
    assert shared is not None
    clips = {sha for sha, data in harness.artifacts.blobs.items() if data.startswith(b"RIFF")}
    assert (await harness.client.delete(f"{URL}/{one}")).status_code == 204
    for method, path in (("GET", ""), ("GET", "/audio"), ("DELETE", ""), ("POST", "/retry"), ("GET", "/events")):
        answer = await harness.client.request(method, f"{URL}/{one}{path}")
        assert (answer.status_code, problem(answer)["code"]) == (404, "not_found")
    assert await harness.artifacts.list(f"podcasts/{one}") == []
    assert await harness.artifacts.exists(episode.audio["mp3"]), "bytes are left to the sweep"
    assert await harness.artifacts.exists(shared), "the other podcast has the same source"
    assert clips <= harness.artifacts.blobs.keys(), "clips belong to the ledger"
    assert (await harness.client.delete(f"{URL}/{two}")).status_code == 204
    assert two in harness.engine.cancelled
    run = await harness.engine.describe(two)
    assert run is not None
    assert run.closed_at is not None
    assert (await harness.client.get(URL)).json()["items"] == []


async def test_deleting_does_not_wait_for_a_worker_that_is_not_there(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    harness.engine.keeps_closing, harness.engine.worker = True, False
    assert (await harness.client.delete(f"{URL}/{podcast_id}")).status_code == 204
    run = await harness.engine.describe(podcast_id)
    assert run is not None
    assert run.state is RunState.TERMINATED


async def test_ids_are_nobody_elses_business(harness: ApiHarness) -> None:
    for path in ("nope", "x" * 150, "%2e%2e", "a%2fb"):
        assert (await harness.client.get(f"{URL}/{path}")).status_code == 404


async def test_a_retry_whose_start_crashed_is_queued_for_a_while_and_can_be_repeated(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    assert (await harness.client.post(f"{URL}/{podcast_id}/cancel")).status_code == 202
    harness.clock.pass_by(3600)
    await harness.announce()
    assert await harness.catalog.jobs.begin(podcast_id, attempt=2, started=False)
    assert (await harness.client.get(f"{URL}/{podcast_id}")).json()["status"] == "QUEUED"
    again = await harness.client.post(f"{URL}/{podcast_id}/retry")
    assert (again.status_code, again.json()["status"], again.json()["attempt"]) == (200, "QUEUED", 2)
    assert [spec.attempt for spec in harness.specs] == [1, 2]


async def test_a_turn_is_named_by_either_of_its_ids(harness: ApiHarness) -> None:
    podcast_id = await parked(harness)
    change = {"turns": {"tts-002": "Yeast breathes."}, "skip_turns": ["tts-001"]}
    answer = await harness.client.post(f"{URL}/{podcast_id}/resume", json=change)
    assert answer.status_code == 200, answer.text
    ref = next(iter(harness.engine.resumed.values())).change
    assert ref is not None
    stored = ResumeChange.model_validate_json(await harness.artifacts.read(ref))
    assert (stored.turns, stored.skip_turns) == ({"t002": "Yeast breathes."}, ("t001",))
