"""Keys: what each may do, and that revoking one ends everything that came of it."""

import hashlib
import secrets
from datetime import UTC, datetime

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from api.http.keyring import FRESH_SECONDS, KeyRing
from domain.access import ApiKey, HeldKey, Scope
from domain.errors import CatalogUnavailable
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem, text_source
from tests.api.owners import as_owner, bearer, key_for

URL = "/api/v1/podcasts"


async def test_each_scope_may_do_its_part(harness: ApiHarness) -> None:
    body = {"sources": [text_source()]}
    words = {scope: await key_for(harness, "anna", scope) for scope in Scope}
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
            answer = await harness.client.request(
                method, path, json=body if method == "POST" else None, headers=bearer(word)
            )
            if scope.covers(needed):
                assert answer.status_code not in (401, 403), (path, scope)
            else:
                assert (answer.status_code, problem(answer)["code"]) == (403, "scope_too_small"), (path, scope)


async def test_the_list_of_keys_shows_no_key(harness: ApiHarness) -> None:
    word = await key_for(harness, "anna", Scope.ADMIN, running=2)
    answer = await harness.client.get("/api/v1/keys", headers=bearer(word))
    [listed] = answer.json()["items"]
    assert listed["owner"] == "anna" and listed["running"] == 2 and listed["revoked_at"] is None
    assert word.split("_")[2] not in answer.text
    assert hashlib.sha256(word.encode()).hexdigest() not in answer.text


async def test_the_first_key_locks_the_door_for_good(harness: ApiHarness) -> None:
    assert (await harness.client.get(URL)).status_code == 200
    word = await key_for(harness, "anna", Scope.ADMIN)
    assert (await harness.client.get(URL)).status_code == 401
    assert (await harness.client.get("/api/v1/session")).json() == {"required": True}
    await harness.catalog.keys.revoke(word.split("_")[1], harness.clock())
    harness.clock.pass_by(FRESH_SECONDS + 1)
    for headers in ({}, bearer(word)):
        assert (await harness.client.get(URL, headers=headers)).status_code == 401, "also when all are revoked"


async def test_revoking_ends_sessions_and_signatures(harness: ApiHarness) -> None:
    word, other = await key_for(harness, "anna"), await key_for(harness, "anna")
    as_owner(harness, word)
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.complete(podcast_id)
    signed = (await harness.client.get(f"{URL}/{podcast_id}")).json()["audio_url"]
    del harness.client.headers["Authorization"]
    assert (await harness.client.post("/api/v1/session", json={"key": word})).status_code == 204
    assert (await harness.client.get(f"{URL}/{podcast_id}")).status_code == 200
    cookies = dict(harness.client.cookies)
    harness.client.cookies.clear()
    assert (await harness.client.get(signed)).status_code == 200

    await harness.catalog.keys.revoke(word.split("_")[1], harness.clock())
    harness.clock.pass_by(FRESH_SECONDS + 1)
    assert (await harness.client.get(signed)).status_code == 401
    assert (await harness.client.get(URL, headers=bearer(word))).status_code == 401
    [(name, value)] = cookies.items()
    assert (await harness.client.get(URL, headers={"Cookie": f"{name}={value}"})).status_code == 401
    assert (await harness.client.get(f"{URL}/{podcast_id}", headers=bearer(other))).status_code == 200
    forged = signed.replace(word.split("_")[1], other.split("_")[1])
    assert (await harness.client.get(forged)).status_code == 401


async def test_a_signed_address_opens_no_other_owners_podcast(harness: ApiHarness) -> None:
    """The signature says whose key made it; the path is looked up among that owner's podcasts."""
    anna, ben = await key_for(harness, "anna"), await key_for(harness, "ben")
    as_owner(harness, anna)
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.complete(podcast_id)
    keys = harness.services.keys
    await keys.look()
    caller = keys.of_key(ben)
    assert caller is not None
    path = f"{URL}/{podcast_id}/audio"
    del harness.client.headers["Authorization"]
    assert (await harness.client.get(f"{path}?{keys.signature(caller, path)}")).status_code == 404


async def test_the_key_of_the_environment_stays_and_is_no_way_around_a_revocation(build: Build) -> None:
    word = f"pw_{secrets.token_hex(6)}_{secrets.token_hex(32)}"
    harness: ApiHarness = await build(key=word)
    assert (await harness.client.get("/api/v1/keys", headers=bearer(word))).status_code == 200, "owner local, admin"
    key = ApiKey(key_id=word.split("_")[1], owner="anna", scope=Scope.READ, priority=3, created_at=harness.clock())
    await harness.catalog.keys.add(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest()))
    harness.services.keys.forget()
    assert (await harness.client.get("/api/v1/keys", headers=bearer(word))).status_code == 403, "its row decides"
    await harness.catalog.keys.revoke(key.key_id, harness.clock())
    harness.services.keys.forget()
    assert (await harness.client.get(URL, headers=bearer(word))).status_code == 401


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

    async def remove_all(self) -> int:
        return 0


async def test_known_keys_stay_known_while_the_catalog_is_away(harness: ApiHarness) -> None:
    word = f"pw_a_{secrets.token_hex(32)}"
    key = ApiKey(key_id="a", owner="anna", scope=Scope.READ, priority=3, created_at=datetime.now(UTC))
    keys, pulse = Keys(HeldKey(key=key, digest=hashlib.sha256(word.encode()).hexdigest())), [0.0]
    keys.away = True
    ring = KeyRing(
        None, keys=keys, ended=harness.catalog.ended_sessions, names=MemoryArtifacts(), pulse=lambda: pulse[0]
    )
    with pytest.raises(CatalogUnavailable):
        await ring.look()
    keys.away = False
    await ring.look()
    keys.away, pulse[0] = True, 1000.0
    await ring.look()
    caller = ring.of_key(word)
    assert caller is not None and caller.owner == "anna"
    assert ring.of_key(word + "x") is None
