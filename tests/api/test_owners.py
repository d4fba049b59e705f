"""Keys of several owners: who reaches what, how much, and that nobody learns of anybody else's."""

import hashlib
import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.temporal.codec import AesGcmCodec, JsonCodec
from api.keyring import FRESH_SECONDS, KeyRing
from domain.access import ApiKey, HeldKey, Limits, Scope
from domain.jobs.progress import Attention, Progress, Usage
from domain.jobs.record import Outcome
from domain.jobs.status import JobStatus
from domain.ports.catalog import CatalogUnavailable
from tests.api.conftest import Build
from tests.api.stage import TEXT, Stage, problem, text_source

URL = "/api/v1/podcasts"


async def key_for(stage: Stage, owner: str, scope: Scope = Scope.WRITE, *, priority: int = 3, **limits: Any) -> str:
    """A key as `podwright keys create` makes it."""
    word = f"pw_{secrets.token_hex(6)}_{secrets.token_hex(32)}"
    key = ApiKey(
        key_id=word.split("_")[1],
        owner=owner,
        scope=scope,
        priority=priority,
        limits=Limits(**limits),
        created_at=stage.clock(),
    )
    await stage.catalog.keys.add(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest()))
    stage.services.keys.forget()
    return word


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def as_owner(stage: Stage, word: str) -> None:
    stage.client.headers.update(bearer(word))


async def test_another_owners_ids_are_not_there_on_any_route(stage: Stage) -> None:
    """Every route of the document that takes an id, with ids that exist: 404, and the very words of an unknown one."""
    anna, ben = await key_for(stage, "anna", Scope.ADMIN), await key_for(stage, "ben", Scope.ADMIN)
    as_owner(stage, anna)
    podcast_id = (await stage.submit(title="Anna's"))["podcast_id"]
    await stage.complete(podcast_id)
    uploaded = await stage.client.post(
        "/api/v1/files?name=a.txt", content=TEXT.encode(), headers={"Content-Type": "text/plain"}
    )
    ids = {"podcast_id": podcast_id, "file_id": uploaded.json()["file_id"], "index": "1"}
    document = (await stage.client.get("/openapi.json")).json()
    as_owner(stage, ben)
    walked = 0
    for path, operations in document["paths"].items():
        named = set(re.findall(r"{(\w+)}", path))
        assert named <= {*ids, "vendor"}, f"{path}: a new kind of id, which this test does not make yet"
        if not named & {"podcast_id", "file_id"}:
            continue
        for verb in operations:
            body = b"{}" if verb in ("post", "put", "patch") else None
            answers = [
                await stage.client.request(
                    verb, path.format(**ids | change), content=body, headers={"Content-Type": "application/json"}
                )
                for change in ({}, dict.fromkeys(("podcast_id", "file_id"), "f" * 24))
            ]
            assert [each.status_code for each in answers] == [404, 404], (verb, path)
            theirs, unknown = (problem(each)["detail"] for each in answers)
            assert theirs == unknown, (verb, path)
            walked += 1
    assert walked >= 14
    assert (await stage.client.get(URL)).json()["items"] == []
    assert (await stage.client.get("/api/v1/files")).json()["items"] == []
    taken = await stage.client.post(URL, json={"sources": [{"type": "file", "file_id": ids["file_id"]}]})
    assert problem(taken)["code"] == "file_not_found"
    as_owner(stage, anna)
    assert (await stage.client.get(f"{URL}/{podcast_id}")).json()["status"] == "COMPLETED", "nothing was done to it"
    assert stage.engine.specs[0].owner == "anna"


async def test_two_owners_may_use_the_same_idempotency_key(stage: Stage) -> None:
    made = []
    for owner in ("anna", "ben"):
        as_owner(stage, await key_for(stage, owner))
        answer = await stage.client.post(
            URL, json={"sources": [text_source()], "title": owner}, headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == 202
        made.append(answer.json()["podcast_id"])
    assert made[0] != made[1]


async def test_each_scope_may_do_its_part(stage: Stage) -> None:
    body = {"sources": [text_source()]}
    words = {scope: await key_for(stage, "anna", scope) for scope in Scope}
    for method, path, needed in (
        ("GET", URL, Scope.READ),
        ("GET", "/api/v1/usage", Scope.READ),
        ("GET", "/api/v1/voices", Scope.READ),
        ("POST", URL, Scope.WRITE),
        ("POST", f"{URL}/estimate", Scope.WRITE),
        ("DELETE", f"{URL}/x", Scope.WRITE),
        ("GET", "/api/v1/voices/preview?voice=nobody", Scope.WRITE),
        ("GET", "/api/v1/keys", Scope.ADMIN),
        ("GET", "/api/v1/keys/", Scope.ADMIN),
        ("POST", "/api/v1/codec/decode", Scope.ADMIN),
        ("POST", "/api/v1/providers/local/open", Scope.ADMIN),
    ):
        for scope, word in words.items():
            answer = await stage.client.request(
                method, path, json=body if method == "POST" else None, headers=bearer(word)
            )
            if scope.covers(needed):
                assert answer.status_code not in (401, 403), (path, scope)
            else:
                assert (answer.status_code, problem(answer)["code"]) == (403, "scope_too_small"), (path, scope)


async def test_the_list_of_keys_shows_no_key(stage: Stage) -> None:
    word = await key_for(stage, "anna", Scope.ADMIN, running=2)
    answer = await stage.client.get("/api/v1/keys", headers=bearer(word))
    [listed] = answer.json()["items"]
    assert listed["owner"] == "anna" and listed["running"] == 2 and listed["revoked_at"] is None
    assert word.split("_")[2] not in answer.text
    assert hashlib.sha256(word.encode()).hexdigest() not in answer.text


async def test_the_first_key_locks_the_door_for_good(stage: Stage) -> None:
    assert (await stage.client.get(URL)).status_code == 200
    word = await key_for(stage, "anna", Scope.ADMIN)
    assert (await stage.client.get(URL)).status_code == 401
    assert (await stage.client.get("/api/v1/session")).json() == {"required": True}
    await stage.catalog.keys.revoke(word.split("_")[1], stage.clock())
    stage.clock.pass_by(FRESH_SECONDS + 1)
    for headers in ({}, bearer(word)):
        assert (await stage.client.get(URL, headers=headers)).status_code == 401, "also when all are revoked"


async def test_revoking_ends_sessions_and_signatures(stage: Stage) -> None:
    word, other = await key_for(stage, "anna"), await key_for(stage, "anna")
    as_owner(stage, word)
    podcast_id = (await stage.submit())["podcast_id"]
    await stage.complete(podcast_id)
    signed = (await stage.client.get(f"{URL}/{podcast_id}")).json()["audio_url"]
    del stage.client.headers["Authorization"]
    assert (await stage.client.post("/api/v1/session", json={"key": word})).status_code == 204
    assert (await stage.client.get(f"{URL}/{podcast_id}")).status_code == 200
    cookies = dict(stage.client.cookies)
    stage.client.cookies.clear()
    assert (await stage.client.get(signed)).status_code == 200

    await stage.catalog.keys.revoke(word.split("_")[1], stage.clock())
    stage.clock.pass_by(FRESH_SECONDS + 1)
    assert (await stage.client.get(signed)).status_code == 401
    assert (await stage.client.get(URL, headers=bearer(word))).status_code == 401
    [(name, value)] = cookies.items()
    assert (await stage.client.get(URL, headers={"Cookie": f"{name}={value}"})).status_code == 401
    assert (await stage.client.get(f"{URL}/{podcast_id}", headers=bearer(other))).status_code == 200
    forged = signed.replace(word.split("_")[1], other.split("_")[1])
    assert (await stage.client.get(forged)).status_code == 401


async def test_a_signed_address_opens_no_other_owners_podcast(stage: Stage) -> None:
    """The signature says whose key made it; the path is looked up among that owner's podcasts."""
    anna, ben = await key_for(stage, "anna"), await key_for(stage, "ben")
    as_owner(stage, anna)
    podcast_id = (await stage.submit())["podcast_id"]
    await stage.complete(podcast_id)
    keys = stage.services.keys
    await keys.look()
    caller = keys.of_key(ben)
    assert caller is not None
    path = f"{URL}/{podcast_id}/audio"
    del stage.client.headers["Authorization"]
    assert (await stage.client.get(f"{path}?{keys.signature(caller, path)}")).status_code == 404


async def test_the_key_of_the_environment_stays_and_is_no_way_around_a_revocation(build: Build) -> None:
    word = f"pw_{secrets.token_hex(6)}_{secrets.token_hex(32)}"
    stage: Stage = await build(key=word)
    assert (await stage.client.get("/api/v1/keys", headers=bearer(word))).status_code == 200, "owner local, admin"
    key = ApiKey(key_id=word.split("_")[1], owner="anna", scope=Scope.READ, priority=3, created_at=stage.clock())
    await stage.catalog.keys.add(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest()))
    stage.services.keys.forget()
    assert (await stage.client.get("/api/v1/keys", headers=bearer(word))).status_code == 403, "its row decides"
    await stage.catalog.keys.revoke(key.key_id, stage.clock())
    stage.services.keys.forget()
    assert (await stage.client.get(URL, headers=bearer(word))).status_code == 401


async def test_the_best_priority_of_a_key(stage: Stage) -> None:
    as_owner(stage, await key_for(stage, "anna", priority=4))
    refused = await stage.client.post(URL, json={"sources": [text_source()], "priority": 3})
    assert (refused.status_code, problem(refused)["code"]) == (403, "priority_not_allowed")
    assert problem(refused)["errors"][0]["loc"] == ["priority"]
    await stage.submit(priority=5)
    await stage.submit()
    assert [spec.priority for spec in stage.engine.specs] == [5, 4]


async def test_budget_and_priority_reach_the_workflow(stage: Stage) -> None:
    await stage.submit(budget_usd=2.5, priority=1)
    assert (stage.engine.specs[0].budget_usd, stage.engine.specs[0].priority) == (2.5, 1)
    for fields in (
        {"budget_usd": -0.01},
        {"budget_usd": 10_000.5},
        {"priority": 0},
        {"priority": 6},
        {"priority": 1.5},
    ):
        answer = await stage.client.post(URL, json={"sources": [text_source()], **fields})
        assert problem(answer)["code"] == "validation_failed", fields


async def test_running_podcasts_are_limited_and_parked_ones_do_not_count(stage: Stage) -> None:
    as_owner(stage, await key_for(stage, "anna", running=2))
    first, second = [(await stage.submit())["podcast_id"] for _ in range(2)]
    refused = await stage.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (429, "running_limit")
    assert int(refused.headers["retry-after"]) > 0
    assert "2 at once" in problem(refused)["detail"]
    assert len(stage.engine.specs) == 2, "nothing was started"
    assert {name.split("/")[1] for name in await stage.artifacts.list("podcasts")} == {first, second}, "nor kept"

    as_owner(stage, await key_for(stage, "ben", running=2))
    await stage.submit()
    as_owner(stage, await key_for(stage, "anna", running=2))
    attention = Attention(id="tts-001", code="voice_not_found", message="There is no such voice.")
    await stage.generating(first, status=JobStatus.NEEDS_ATTENTION, attention=(attention,))
    await stage.submit()
    assert (await stage.client.post(URL, json={"sources": [text_source()]})).status_code == 429
    await stage.complete(second)
    third = (await stage.submit())["podcast_id"]
    assert (await stage.client.post(f"{URL}/{third}/cancel")).status_code == 202
    await stage.submit()
    again = await stage.client.post(f"{URL}/{third}/retry")
    assert (again.status_code, problem(again)["code"]) == (429, "running_limit")


async def test_characters_of_a_day_are_reserved_and_settled(stage: Stage) -> None:
    estimate = (await stage.client.post(f"{URL}/estimate", json={"sources": [text_source()]})).json()["characters"]
    as_owner(stage, await key_for(stage, "anna", characters_per_day=estimate * 2 + 150))
    first = (await stage.submit())["podcast_id"]
    await stage.submit()
    refused = await stage.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (429, "characters_limit")
    assert 0 < int(refused.headers["retry-after"]) <= 24 * 3600

    spent = Usage(tts_characters=100, tts_characters_reused=50, cost_usd=0.03, llm_input_tokens=7)
    progress = Progress(status=JobStatus.COMPLETED, usage=spent)
    await stage.catalog.jobs.end(
        first, Outcome(status=JobStatus.COMPLETED, attempt=1, progress=progress, ended_at=stage.clock())
    )
    await stage.submit()
    assert (await stage.client.delete(f"{URL}/{first}")).status_code == 204
    usage = (await stage.client.get("/api/v1/usage")).json()["items"]
    today = datetime.now(UTC).date().isoformat()
    assert usage == [
        {
            "day": today, "owner": "anna", "podcasts": 3, "llm_input_tokens": 7, "llm_output_tokens": 0,
            "tts_characters": 100, "tts_characters_reused": 50, "tts_characters_reserved": 2 * estimate,
            "cost_usd": 0.03,
        }
    ], "what was used stays used when the podcast is deleted"  # fmt: skip
    stage.clock.ahead += timedelta(days=1)
    await stage.announce()
    await stage.submit()


async def test_a_podcast_longer_than_a_days_characters_is_refused_for_good(stage: Stage) -> None:
    as_owner(stage, await key_for(stage, "anna", characters_per_day=10))
    refused = await stage.client.post(URL, json={"sources": [text_source()]})
    assert (refused.status_code, problem(refused)["code"]) == (422, "characters_limit")
    assert "retry-after" not in refused.headers


async def test_usage_is_everybodys_for_an_admin_and_ones_own_for_others(stage: Stage) -> None:
    words = {owner: await key_for(stage, owner) for owner in ("anna", "ben")}
    admin = await key_for(stage, "root", Scope.ADMIN)
    for word in words.values():
        as_owner(stage, word)
        await stage.submit()

    async def owners(word: str, query: str = "") -> list[str]:
        answer = await stage.client.get(f"/api/v1/usage{query}", headers=bearer(word))
        assert answer.status_code == 200, answer.text
        return [item["owner"] for item in answer.json()["items"]]

    assert await owners(admin) == ["anna", "ben"]
    assert await owners(admin, "?owner=ben") == ["ben"]
    assert await owners(words["anna"]) == await owners(words["anna"], "?owner=anna") == ["anna"]
    answer = await stage.client.get("/api/v1/usage?owner=ben", headers=bearer(words["anna"]))
    assert answer.status_code == 403
    for query in ("?since=2026-02-30", "?since=2000-01-01", "?since=2026-03-02&until=2026-03-01", "?colour=red"):
        assert (await stage.client.get(f"/api/v1/usage{query}", headers=bearer(admin))).status_code == 422, query
    assert await owners(admin, "?until=0001-01-01") == []


async def test_a_repeated_key_is_answered_without_any_worker(stage: Stage) -> None:
    headers = {"Idempotency-Key": "k"}
    body = {"sources": [text_source()]}
    first = (await stage.client.post(URL, json=body, headers=headers)).json()
    stage.clock.pass_by(600)  # nobody announced anything since
    assert (await stage.client.post(URL, json=body)).status_code == 503
    again = await stage.client.post(URL, json=body, headers=headers)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["podcast_id"] == first["podcast_id"]
    other = await stage.client.post(URL, json={**body, "topic": "salt"}, headers=headers)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")


async def test_a_retry_whose_start_crashed_is_queued_for_a_while_and_can_be_repeated(stage: Stage) -> None:
    podcast_id = (await stage.submit())["podcast_id"]
    assert (await stage.client.post(f"{URL}/{podcast_id}/cancel")).status_code == 202
    stage.clock.pass_by(3600)
    await stage.announce()
    assert await stage.catalog.jobs.begin(podcast_id, attempt=2, started=False)
    assert (await stage.client.get(f"{URL}/{podcast_id}")).json()["status"] == "QUEUED"
    again = await stage.client.post(f"{URL}/{podcast_id}/retry")
    assert (again.status_code, again.json()["status"], again.json()["attempt"]) == (200, "QUEUED", 2)
    assert [spec.attempt for spec in stage.engine.specs] == [1, 2]


WEB_UI = {"Origin": "http://127.0.0.1:8233", "Sec-Fetch-Site": "same-site"}
CODEC = "/api/v1/codec"


async def test_the_codec_is_shared_with_the_web_ui_alone(build: Build) -> None:
    stage: Stage = await build(codec=JsonCodec(AesGcmCodec({"a": b"k" * 32})))
    plain = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "IngiIA=="}]}
    asked = await stage.client.options(f"{CODEC}/decode", headers={**WEB_UI, "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == WEB_UI["Origin"]
    assert "x-namespace" in asked.headers["access-control-allow-headers"]
    sealed = await stage.client.post(f"{CODEC}/encode", json=plain, headers=WEB_UI)
    assert "IngiIA" not in sealed.text
    opened = await stage.client.post(f"{CODEC}/decode", content=sealed.content, headers=WEB_UI)
    assert opened.json() == plain
    assert opened.headers["access-control-allow-credentials"] == "true"

    stranger = {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"}
    answer = await stage.client.post(f"{CODEC}/decode", content=sealed.content, headers=stranger)
    assert (answer.status_code, problem(answer)["code"]) == (403, "cross_origin")
    assert "access-control-allow-origin" not in answer.headers
    elsewhere = await stage.client.get(URL, headers=WEB_UI)
    assert "access-control-allow-origin" not in elsewhere.headers
    assert (await stage.client.post(URL, json={}, headers=WEB_UI)).status_code == 403
    for nonsense in (b"", b"{", b"[" * 100_000):
        answer = await stage.client.post(f"{CODEC}/decode", content=nonsense)
        assert (answer.status_code, problem(answer)["code"]) == (422, "invalid_json")
    foreign = JsonCodec(AesGcmCodec({"b": b"k" * 32}))
    answer = await stage.client.post(f"{CODEC}/decode", content=await foreign.encode(json.dumps(plain).encode()))
    assert (answer.status_code, problem(answer)["code"]) == (422, "cannot_decrypt")

    writer, admin = await key_for(stage, "anna"), await key_for(stage, "root", Scope.ADMIN)
    for word, status in ((writer, 403), (admin, 200)):
        stage.client.cookies.clear()
        as_browser = {"Authorization": f"Bearer {word}", **WEB_UI}
        assert (await stage.client.post(f"{CODEC}/decode", json=plain, headers=as_browser)).status_code == status
        assert (await stage.client.post("/api/v1/session", json={"key": word})).status_code == 204
        assert (await stage.client.post(f"{CODEC}/decode", json=plain, headers=WEB_UI)).status_code == status


async def test_without_encryption_there_is_nothing_to_decode(stage: Stage) -> None:
    answer = await stage.client.post(f"{CODEC}/decode", json={})
    assert (answer.status_code, problem(answer)["code"]) == (404, "encryption_off")


class Keys:
    """A catalog that can be away."""

    def __init__(self, *held: HeldKey) -> None:
        self.held, self.away = list(held), False

    async def add(self, held: HeldKey) -> None:
        self.held.append(held)

    async def all(self) -> list[HeldKey]:
        if self.away:
            raise CatalogUnavailable("It does not answer.")
        return self.held

    async def revoke(self, key_id: str, at: datetime) -> bool:
        return False


async def test_known_keys_stay_known_while_the_catalog_is_away() -> None:
    word = f"pw_a_{secrets.token_hex(32)}"
    key = ApiKey(key_id="a", owner="anna", scope=Scope.READ, priority=3, created_at=datetime.now(UTC))
    keys, pulse = Keys(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest())), [0.0]
    keys.away = True
    ring = KeyRing(None, keys=keys, names=MemoryArtifacts(), pulse=lambda: pulse[0])
    with pytest.raises(CatalogUnavailable):
        await ring.look()
    keys.away = False
    await ring.look()
    keys.away, pulse[0] = True, 1000.0
    await ring.look()
    caller = ring.of_key(word)
    assert caller is not None and caller.owner == "anna"
    assert ring.of_key(word + "x") is None
