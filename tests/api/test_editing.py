"""Scripts are edited over HTTP: under review in place, of a finished podcast as its next version."""

from typing import Any

import httpx2

from domain.jobs.status import JobStatus
from domain.jobs.versions import Version, Versions
from domain.podcast.details import PodcastDetails
from domain.podcast.result import Episode
from tests.api.harness import ApiHarness, problem

URL = "/api/v1/podcasts"


async def finished(harness: ApiHarness) -> str:
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.complete(podcast_id)
    return podcast_id


async def script_of(harness: ApiHarness, podcast_id: str) -> tuple[dict[str, Any], str]:
    answer = await harness.client.get(f"{URL}/{podcast_id}/script")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()), answer.headers["etag"]


async def put(harness: ApiHarness, podcast_id: str, body: Any, tag: str | None, **headers: str) -> httpx2.Response:
    given = {**headers, **({"If-Match": tag} if tag else {})}
    return await harness.client.put(f"{URL}/{podcast_id}/script", json=body, headers=given)


async def publish(harness: ApiHarness, podcast_id: str, number: int, job_id: str) -> Episode:
    """As the activity at the end of a revision does."""
    record = await harness.catalog.jobs.get(podcast_id)
    assert record is not None and record.outcome is not None
    episode = Episode.model_validate_json(record.outcome.result)
    episode = episode.model_copy(update={"version": number, "title": f"Version {number}"})
    version = Version(
        version=number,
        job_id=job_id,
        result=episode.model_dump(mode="json"),
        details=record.outcome.progress.details,
        created_at=harness.clock(),
    )
    versions = Versions(jobs=harness.catalog.jobs, names=harness.artifacts)
    harness.clock.pass_by(1)
    await versions.publish(record.job, version, run_id=f"run-of-{job_id}", at=harness.clock())
    return episode


async def test_an_edit_of_a_finished_podcast_starts_a_revision(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    script, tag = await script_of(harness, podcast_id)
    script["turns"][1]["text"] = "Because yeast breathes out gas."
    answer = await put(harness, podcast_id, script, tag, **{"Idempotency-Key": "edit-1"})
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert (body["status"], body["version"], body["podcast_id"]) == ("COMPLETED", 1, podcast_id)
    revision = body["revision"]
    assert (revision["version"], revision["status"]) == (2, "QUEUED")
    spec = harness.specs[-1]
    assert (spec.podcast_id, spec.revises, spec.version, spec.review) == (revision["job_id"], podcast_id, 2, False)
    assert spec.given is not None and len(spec.given.drafts) == 1
    again = await put(harness, podcast_id, script, tag, **{"Idempotency-Key": "edit-1"})
    assert (again.status_code, again.json()["revision"]["job_id"]) == (200, revision["job_id"])
    listed = (await harness.client.get(URL)).json()["items"]
    assert [each["podcast_id"] for each in listed] == [podcast_id], "a revision is no podcast of its own"
    jobs = (await harness.client.get("/api/v1/jobs")).json()["items"]
    assert {(each["job_id"], each["kind"]) for each in jobs} == {
        (podcast_id, "podcast"),
        (revision["job_id"], "revision"),
    }
    assert (await harness.client.get(f"{URL}/{podcast_id}")).json()["revision"]["job_id"] == revision["job_id"]
    assert problem(await put(harness, podcast_id, script, tag))["code"] == "revision_running"


async def test_a_finished_revision_is_served_and_an_earlier_version_can_be_restored(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    script, tag = await script_of(harness, podcast_id)
    script["turns"][0]["text"] = "Why does dough rise?"
    job_id = (await put(harness, podcast_id, script, tag)).json()["revision"]["job_id"]
    await publish(harness, podcast_id, 2, job_id)
    body = (await harness.client.get(f"{URL}/{podcast_id}")).json()
    assert (body["version"], body["title"], body["status"]) == (2, "Version 2", "COMPLETED")
    listed = (await harness.client.get(f"{URL}/{podcast_id}/versions")).json()["items"]
    assert [(each["version"], each["serving"]) for each in listed] == [(1, False), (2, True)]
    restored = await harness.client.post(f"{URL}/{podcast_id}/versions/1/restore")
    assert (restored.status_code, restored.json()["version"]) == (200, 1)
    again = await harness.client.post(f"{URL}/{podcast_id}/versions/1/restore")
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert (await harness.client.post(f"{URL}/{podcast_id}/versions/2/restore")).json()["version"] == 2
    missing = await harness.client.post(f"{URL}/{podcast_id}/versions/9/restore")
    assert (missing.status_code, problem(missing)["code"]) == (404, "version_not_found")


async def test_versions_go_on_counting_behind_one_that_was_restored(harness: ApiHarness) -> None:
    """The id of the podcast, by which feeds and players know it, is that of every version."""
    podcast_id = await finished(harness)
    for number in (2, 3):
        script, tag = await script_of(harness, podcast_id)
        script["turns"][0]["text"] = f"Why does dough rise {number} times?"
        body = (await put(harness, podcast_id, script, tag)).json()
        assert (body["podcast_id"], body["revision"]["version"]) == (podcast_id, number)
        await publish(harness, podcast_id, number, body["revision"]["job_id"])
        await harness.complete(body["revision"]["job_id"])
        served = await harness.client.post(f"{URL}/{podcast_id}/versions/1/restore")
        assert (served.json()["podcast_id"], served.json()["version"]) == (podcast_id, 1)
    listed = (await harness.client.get(f"{URL}/{podcast_id}/versions")).json()["items"]
    assert [(each["version"], each["serving"]) for each in listed] == [(1, True), (2, False), (3, False)]
    assert len((await harness.client.get(URL)).json()["items"]) == 1


async def test_one_text_takes_the_place_of_another_as_one_edit(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    _, tag = await script_of(harness, podcast_id)
    url = f"{URL}/{podcast_id}/script/replace"
    nothing = await harness.client.post(url, json={"find": "rye", "replace": "x"}, headers={"If-Match": tag})
    assert (nothing.status_code, problem(nothing)["code"]) == (422, "not_found")
    answer = await harness.client.post(url, json={"find": "yeast", "replace": "leaven"}, headers={"If-Match": tag})
    assert answer.status_code == 202, answer.text
    assert harness.specs[-1].revises == podcast_id


async def test_an_edit_names_what_is_wrong_with_it_and_starts_nothing(harness: ApiHarness) -> None:
    podcast_id = await finished(harness)
    script, tag = await script_of(harness, podcast_id)
    started = len(harness.specs)
    assert problem(await put(harness, podcast_id, script, None))["code"] == "if_match_required"
    assert problem(await put(harness, podcast_id, script, '"older"'))["code"] == "stale"
    address, older = f"{URL}/{podcast_id}/script", {"If-Match": '"older"', "Content-Type": "application/json"}
    for path in (address, f"{address}/replace"):
        unreadable = await harness.client.request(
            "PUT" if path is address else "POST", path, content=b"\xff", headers=older
        )
        assert unreadable.status_code == 422, "what cannot be read is said before what is stale (RFC 9110, 13.2.1)"
    for change, code in (
        ({"turns": []}, None),
        ({"words": 99_999}, "read_only"),
        ({"turns": [{"segment": 1, "speaker": "GUEST", "text": "Hello."}]}, "unknown_speaker"),
        ({"colour": "red"}, None),
    ):
        answer = await put(harness, podcast_id, {**script, **change}, tag)
        assert answer.status_code == 422, answer.text
        if code is not None:
            assert code in answer.text
    assert len(harness.specs) == started


async def test_only_a_script_under_review_or_of_a_finished_podcast_is_edited(harness: ApiHarness) -> None:
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.generating(podcast_id)
    script, tag = await script_of(harness, podcast_id)
    assert problem(await put(harness, podcast_id, script, tag))["code"] == "wrong_state"
    refused = await harness.client.post(f"{URL}/{podcast_id}/approve")
    assert (refused.status_code, problem(refused)["code"]) == (409, "wrong_state")
    restored = await harness.client.post(f"{URL}/{podcast_id}/versions/1/restore")
    assert restored.status_code == 404


async def test_under_review_the_edit_reaches_the_run(harness: ApiHarness) -> None:
    podcast_id = str((await harness.submit())["podcast_id"])
    await harness.generating(podcast_id, turn_states="ww", status=JobStatus.AWAITING_REVIEW)
    script, tag = await script_of(harness, podcast_id)
    script["turns"][0]["text"] = "Why does dough rise?"
    answer = await put(harness, podcast_id, script, tag)
    assert answer.status_code == 200, answer.text
    approved = await harness.client.post(f"{URL}/{podcast_id}/approve")
    assert approved.status_code == 200, approved.text
    assert [name for name, _ in harness.engine.updates] == ["edit", "approve"]
    harness.engine.worker = False
    away = await harness.client.post(f"{URL}/{podcast_id}/approve")
    assert (away.status_code, problem(away)["code"]) == (503, "no_worker")


def test_details_of_older_records_are_read() -> None:
    assert PodcastDetails.model_validate({"turn_states": "d"}).review is None
