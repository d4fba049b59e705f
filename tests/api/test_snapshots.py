"""The status is true whatever is away: worker, Temporal, its database, a run."""

import asyncio
import time
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from adapters.fake.runs import Answer, FakeRuns
from domain.artifacts.layout import use_name
from domain.jobs.progress import Attention, Waiting
from domain.jobs.runs import RunState
from domain.jobs.status import JobStatus
from domain.jobs.wire import WORKFLOWS
from tests.api.harness import ApiHarness, problem, text_source

URL = "/api/v1/podcasts"
FIELDS = {
    "podcast_id", "workflow_id", "run_id", "attempt", "version", "rev", "status", "progress_percentage",
    "current_step", "step_details", "estimated_time_remaining", "waiting", "attention", "warnings", "error", "stale",
    "stale_since", "title", "duration_minutes", "duration_seconds", "audio_url", "audio_size", "transcript_url",
    "chapters_url", "script_url", "notes_url", "revision", "usage", "temporal_url", "created_at", "updated_at",
    "completed_at",
}  # fmt: skip


async def look(harness: ApiHarness, podcast_id: str) -> dict[str, object]:
    answer = await harness.client.get(f"{URL}/{podcast_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    assert body.keys() == FIELDS
    return body


async def test_a_running_podcast_reports_its_own_progress(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    waiting = Waiting(resource="eleven", reason="the key is refused", since=harness.clock())
    await harness.generating(podcast_id, waiting=(waiting,), seconds_left=45)
    body = await look(harness, podcast_id)
    assert (body["status"], body["progress_percentage"], body["rev"]) == ("GENERATING", 55, 7)
    assert body["current_step"] == "generating_audio"
    assert body["estimated_time_remaining"] == 45
    assert body["waiting"][0]["reason"] == "the key is refused"  # type: ignore[index]  # JSON of a list
    assert body["stale"] is False
    assert body["title"] == "Bread"
    assert body["temporal_url"] == f"http://127.0.0.1:8233/namespaces/default/workflows/{podcast_id}/run-1/timeline"
    assert body["audio_url"] is None


async def test_calls_that_are_tried_again_show_as_waiting_and_wait_for_nobody(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.generating(podcast_id, seconds_left=45)
    soon, later = harness.clock() + timedelta(seconds=3), harness.clock() + timedelta(seconds=60)
    busy = Waiting(
        resource="loom", reason="Too many requests.", since=harness.clock(), item="tts-002", attempt=4, attempts=11
    )
    away = Waiting(resource="salt.example", reason="It answers 503.", since=harness.clock(), item="s", attempt=2)
    harness.engine.retry(
        podcast_id,
        busy.model_copy(update={"next_try": later, "item": "tts-001"}),
        busy.model_copy(update={"next_try": soon}),
        away,
    )
    body = await look(harness, podcast_id)
    shown = body["waiting"]
    assert isinstance(shown, list)
    assert [(each["item"], each["attempt"]) for each in shown] == [("s", 2), ("tts-002", 4)], "the next of equal ones"
    assert (shown[0]["next_try"], shown[1]["attempts"]) == (None, 11)
    assert datetime.fromisoformat(shown[1]["next_try"]) == soon
    assert (body["status"], body["estimated_time_remaining"]) == ("GENERATING", None)
    assert (await harness.client.post(f"{URL}/{podcast_id}/resume")).status_code == 409
    listed = (await harness.client.get(URL)).json()["items"][0]
    assert [each["item"] for each in listed["waiting"]] == ["s", "tts-002"]


async def test_without_a_worker_the_memo_answers_and_says_that_it_is_stale(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.generating(podcast_id)
    harness.engine.worker = False
    body = await look(harness, podcast_id)
    assert (body["status"], body["progress_percentage"]) == ("GENERATING", 55)
    assert body["stale"] is True
    assert body["stale_since"] is not None


async def test_without_a_worker_turns_come_from_what_is_stored(harness: ApiHarness) -> None:
    """The memo holds neither segments nor the states of turns; names of the attempt and the ledger do."""
    podcast_id = (await harness.submit())["podcast_id"]
    first = await harness.generating(podcast_id)
    amended = await harness.freeze(("HOST", "Why does dough rise?"), ("EXPERT", "Because yeast breathes."))
    second = await harness.freeze(("HOST", "How fast?"), first=3, index=1)
    of_older_attempt = await harness.freeze(("HOST", "Not this."), first=4, index=2)
    for attempt, index, revision, ref in (
        (1, 0, 0, first), (1, 0, 1, amended), (1, 1, 0, second), (0, 2, 0, of_older_attempt),
    ):  # fmt: skip
        name = use_name(podcast_id, attempt, index, revision)
        await harness.artifacts.create(name, ref.model_dump_json().encode())
    parked = Attention(id="tts-003", code="voice_not_found", turn=3, message="No.", advice="Choose.")
    await harness.generating(podcast_id, details={"completed_turns": 1}, attention=(parked,))
    harness.engine.worker = False
    turns = (await harness.client.get(f"{URL}/{podcast_id}/turns")).json()
    assert [(each["text"], each["state"]) for each in turns] == [
        ("Why does dough rise?", "waiting"),
        ("Because yeast breathes.", "waiting"),
        ("How fast?", "needs_attention"),
    ]
    await harness.speak(amended, 1)
    turns = (await harness.client.get(f"{URL}/{podcast_id}/turns")).json()
    assert [each["state"] for each in turns] == ["waiting", "done", "needs_attention"]
    assert (await harness.client.get(f"{URL}/{podcast_id}/turns/2/audio")).content == b"RIFF a clip"
    script = (await harness.client.get(f"{URL}/{podcast_id}/script")).json()
    assert [each["text"] for each in script["turns"]] == [each["text"] for each in turns]
    assert (await look(harness, podcast_id))["script_url"] is not None


async def test_a_percentage_never_falls_back_to_an_older_memo(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.generating(podcast_id, rev=9, percentage=62)
    assert (await look(harness, podcast_id))["progress_percentage"] == 62
    await harness.generating(podcast_id, rev=8, percentage=60)
    harness.engine.worker = False
    assert (await look(harness, podcast_id))["progress_percentage"] == 62


async def test_a_silent_worker_costs_less_than_a_second(harness: ApiHarness) -> None:
    class Silent(FakeRuns):
        async def query(self, job_id: str, *, name: str, model: type[Answer], within: float) -> Answer | None:
            await asyncio.sleep(within)
            return None

    podcast_id = (await harness.submit())["podcast_id"]
    harness.services.use_cases.status._messages = Silent()
    began = time.perf_counter()
    assert (await look(harness, podcast_id))["stale"] is True
    assert time.perf_counter() - began < 1


async def test_a_run_that_temporal_lost(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    harness.engine.forget()
    body = await look(harness, podcast_id)
    assert body["status"] == "FAILED"
    assert body["error"]["code"] == "run_lost"  # type: ignore[index]  # JSON of an object
    assert "etry" in body["error"]["advice"]  # type: ignore[index]  # JSON of an object


async def test_a_run_that_was_never_started(harness: ApiHarness) -> None:
    harness.engine.away = True
    answer = await harness.client.post(URL, json={"sources": [text_source()]})
    assert answer.status_code == 503
    harness.engine.away = False
    queued = (await harness.client.get(URL)).json()["items"][0]
    assert queued["status"] == "QUEUED", "its API may be starting it at this moment"
    harness.clock.pass_by(31)
    body = await look(harness, queued["podcast_id"])
    assert (body["status"], body["error"]["code"]) == ("FAILED", "not_started")  # type: ignore[index]  # JSON
    await harness.announce()
    again = await harness.client.post(f"{URL}/{queued['podcast_id']}/retry")
    assert (again.status_code, again.json()["attempt"], again.json()["status"]) == (200, 2, "QUEUED")


async def test_runs_that_were_ended_in_temporal(harness: ApiHarness) -> None:
    for state, code in (
        (RunState.TERMINATED, "terminated"),
        (RunState.TIMED_OUT, "timed_out"),
        (RunState.FAILED, "run_failed"),
    ):
        podcast_id = (await harness.submit())["podcast_id"]
        await harness.generating(podcast_id)
        harness.engine.close(podcast_id, state)
        body = await look(harness, podcast_id)
        assert body["status"] == "FAILED"
        assert body["error"]["code"] == code  # type: ignore[index]  # JSON of an object
        assert body["progress_percentage"] == 55
        listed = (await harness.client.get(URL, params={"limit": 1})).json()["items"][0]
        assert (listed["podcast_id"], listed["status"]) == (podcast_id, "FAILED")


async def test_temporal_itself_is_away(harness: ApiHarness) -> None:
    known, unknown = (await harness.submit())["podcast_id"], (await harness.submit())["podcast_id"]
    await harness.generating(known)
    await look(harness, known)
    harness.engine.away = True
    body = await look(harness, known)
    assert (body["progress_percentage"], body["stale"]) == (55, True)
    answer = await harness.client.get(f"{URL}/{unknown}")
    assert (answer.status_code, problem(answer)["code"]) == (503, "temporal_unavailable")
    assert answer.headers["retry-after"]
    listed = (await harness.client.get(URL)).json()["items"]
    assert [each["stale"] for each in listed] == [True, True]


async def test_a_finished_podcast_needs_neither_worker_nor_temporal(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.complete(podcast_id)
    harness.engine.away, harness.engine.worker = True, False
    body = await look(harness, podcast_id)
    assert (body["status"], body["progress_percentage"], body["stale"]) == ("COMPLETED", 100, False)
    assert body["duration_seconds"] == 3.0
    assert body["audio_url"] == f"http://127.0.0.1:8000/api/v1/podcasts/{podcast_id}/audio"
    assert body["completed_at"] is not None


async def test_attention_is_shown_with_what_to_do(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    parked = Attention(id="tts-002", code="voice_not_found", turn=2, speaker="EXPERT", message="No.", advice="Choose.")
    await harness.generating(podcast_id, status=JobStatus.NEEDS_ATTENTION, attention=(parked,), turn_states="da")
    body = await look(harness, podcast_id)
    assert (body["status"], body["attention"][0]["advice"]) == ("NEEDS_ATTENTION", "Choose.")  # type: ignore[index]  # JSON
    turns = (await harness.client.get(f"{URL}/{podcast_id}/turns")).json()
    assert [each["state"] for each in turns] == ["done", "needs_attention"]
    assert turns[1]["error"]["message"] == "No."


async def test_lists_turn_pages_and_filter(harness: ApiHarness) -> None:
    made = [(await harness.submit(title=f"Loaf {n}"))["podcast_id"] for n in range(5)]
    await harness.complete(made[1])
    await harness.complete(made[3])
    page = (await harness.client.get(URL, params={"limit": 2})).json()
    assert [each["podcast_id"] for each in page["items"]] == [made[4], made[3]]
    rest = (await harness.client.get(URL, params={"limit": 3, "cursor": page["next_cursor"]})).json()
    assert [each["podcast_id"] for each in rest["items"]] == made[2::-1]
    assert rest["next_cursor"] is None
    done = (await harness.client.get(URL, params={"status": "COMPLETED", "limit": 1})).json()
    assert [each["podcast_id"] for each in done["items"]] == [made[3]]
    more = (await harness.client.get(URL, params={"status": "COMPLETED", "cursor": done["next_cursor"]})).json()
    assert [each["podcast_id"] for each in more["items"]] == [made[1]]
    assert len((await harness.client.get(URL, params={"q": "LOAF 2"})).json()["items"]) == 1
    for query in (
        {"limit": "0"},
        {"limit": "101"},
        {"status": "DONE"},
        {"cursor": "x"},
        {"colour": "red"},
        {"show": "s"},
    ):
        answer = await harness.client.get(URL, params=query)
        assert answer.status_code == 422, query
        problem(answer)


async def test_the_list_in_temporals_web_ui_shows_jobs_alone(harness: ApiHarness) -> None:
    link = urlsplit((await harness.client.get("/api/v1/health")).json()["temporal_ui"])
    assert link.path == "/namespaces/default/workflows"
    types = ", ".join(f"'{each}'" for each in dict.fromkeys(WORKFLOWS.values()))
    assert parse_qs(link.query) == {"query": [f"WorkflowType IN ({types})"]}
