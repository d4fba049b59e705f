"""How much a key may ask for, and what was used."""

from datetime import UTC, datetime, timedelta

from domain.access import Scope
from domain.jobs.progress import Attention, Progress, Usage
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from tests.api.harness import ApiHarness, problem, text_source
from tests.api.owners import as_owner, bearer, key_for

URL = "/api/v1/podcasts"


async def test_the_best_priority_of_a_key(harness: ApiHarness) -> None:
    as_owner(harness, await key_for(harness, "anna", priority=4))
    refused = await harness.client.post(URL, json={"sources": [text_source()], "priority": 3})
    assert (refused.status_code, problem(refused)["code"]) == (403, "priority_not_allowed")
    assert problem(refused)["errors"][0]["loc"] == ["priority"]
    await harness.submit(priority=5)
    await harness.submit()
    assert [spec.priority for spec in harness.specs] == [5, 4]


async def test_budget_and_priority_reach_the_workflow(harness: ApiHarness) -> None:
    await harness.submit(budget_usd=2.5, priority=1)
    assert (harness.specs[0].budget_usd, harness.specs[0].priority) == (2.5, 1)
    for fields in (
        {"budget_usd": -0.01},
        {"budget_usd": 10_000.5},
        {"priority": 0},
        {"priority": 6},
        {"priority": 1.5},
    ):
        answer = await harness.client.post(URL, json={"sources": [text_source()], **fields})
        assert problem(answer)["code"] == "validation_failed", fields


async def test_running_podcasts_are_limited_and_parked_ones_do_not_count(harness: ApiHarness) -> None:
    as_owner(harness, await key_for(harness, "anna", running=2))
    first, second = [(await harness.submit())["podcast_id"] for _ in range(2)]
    refused = await harness.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (429, "running_limit")
    assert int(refused.headers["retry-after"]) > 0
    assert "2 at once" in problem(refused)["detail"]
    assert len(harness.specs) == 2, "nothing was started"
    assert {name.split("/")[1] for name in await harness.artifacts.list("podcasts")} == {first, second}, "nor stored"

    as_owner(harness, await key_for(harness, "ben", running=2))
    await harness.submit()
    as_owner(harness, await key_for(harness, "anna", running=2))
    attention = Attention(id="tts-001", code="voice_not_found", message="There is no such voice.")
    await harness.generating(first, status=JobStatus.NEEDS_ATTENTION, attention=(attention,))
    await harness.submit()
    assert (await harness.client.post(URL, json={"sources": [text_source()]})).status_code == 429
    await harness.complete(second)
    third = (await harness.submit())["podcast_id"]
    assert (await harness.client.post(f"{URL}/{third}/cancel")).status_code == 202
    await harness.submit()
    again = await harness.client.post(f"{URL}/{third}/retry")
    assert (again.status_code, problem(again)["code"]) == (429, "running_limit")


async def test_characters_of_a_day_are_reserved_and_settled(harness: ApiHarness) -> None:
    estimate = (await harness.client.post(f"{URL}/estimate", json={"sources": [text_source()]})).json()["characters"]
    as_owner(harness, await key_for(harness, "anna", characters_per_day=estimate * 2 + 150))
    first = (await harness.submit())["podcast_id"]
    await harness.submit()
    refused = await harness.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (429, "characters_limit")
    assert 0 < int(refused.headers["retry-after"]) <= 24 * 3600

    spent = Usage(tts_characters=100, tts_characters_reused=50, cost_usd=0.03, llm_input_tokens=7)
    progress = Progress(status=JobStatus.COMPLETED, usage=spent)
    await harness.catalog.jobs.end(
        first, Outcome(status=JobStatus.COMPLETED, attempt=1, progress=progress, ended_at=harness.clock())
    )
    await harness.submit()
    assert (await harness.client.delete(f"{URL}/{first}")).status_code == 204
    usage = (await harness.client.get("/api/v1/usage")).json()["items"]
    today = datetime.now(UTC).date().isoformat()
    assert usage == [
        {
            "day": today, "owner": "anna", "podcasts": 3, "llm_input_tokens": 7, "llm_output_tokens": 0,
            "tts_characters": 100, "tts_characters_reused": 50, "tts_characters_reserved": 2 * estimate,
            "cost_usd": 0.03,
        }
    ], "what was used stays used when the podcast is deleted"  # fmt: skip
    harness.clock.ahead += timedelta(days=1)
    await harness.announce()
    await harness.submit()


async def test_a_podcast_longer_than_a_days_characters_is_refused_for_good(harness: ApiHarness) -> None:
    as_owner(harness, await key_for(harness, "anna", characters_per_day=10))
    refused = await harness.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (422, "characters_limit")
    assert "retry-after" not in refused.headers


async def test_an_admin_sees_the_usage_of_all_owners_and_others_their_own(harness: ApiHarness) -> None:
    words = {owner: await key_for(harness, owner) for owner in ("anna", "ben")}
    admin = await key_for(harness, "root", Scope.ADMIN)
    for word in words.values():
        as_owner(harness, word)
        await harness.submit()

    async def owners(word: str, query: str = "") -> list[str]:
        answer = await harness.client.get(f"/api/v1/usage{query}", headers=bearer(word))
        assert answer.status_code == 200, answer.text
        return [item["owner"] for item in answer.json()["items"]]

    assert await owners(admin) == ["anna", "ben"]
    assert await owners(admin, "?owner=ben") == ["ben"]
    assert await owners(words["anna"]) == await owners(words["anna"], "?owner=anna") == ["anna"]
    answer = await harness.client.get("/api/v1/usage?owner=ben", headers=bearer(words["anna"]))
    assert answer.status_code == 403
    for query in ("?since=2026-02-30", "?since=2000-01-01", "?since=2026-03-02&until=2026-03-01", "?colour=red"):
        assert (await harness.client.get(f"/api/v1/usage{query}", headers=bearer(admin))).status_code == 422, query
    assert await owners(admin, "?until=0001-01-01") == []
