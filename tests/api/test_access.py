"""Keys, sessions, signatures, hosts and origins; and the headers of every answer."""

import time
from urllib.parse import urlsplit

import httpx2
import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from api.app import build_app
from api.http.auth import COOKIE, LOOPBACK
from api.http.guessing import ADDRESSES, AT_ONCE, SECONDS_EACH, Guessing
from api.http.keyring import SIGNED_SECONDS, KeyRing
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem, text_source
from tests.api.owners import bearer, key_for

URL = "/api/v1/podcasts"
KEY = "a long random word"
BEARER = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
async def locked(build: Build) -> ApiHarness:
    made: ApiHarness = await build(key=KEY)
    await made.announce()
    return made


async def test_without_a_key_only_this_machine_is_answered(harness: ApiHarness) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::2]", "["):
        answer = await harness.client.get(URL, headers={"Host": host})
        assert (answer.status_code, problem(answer)["code"]) == (403, "host_not_allowed"), host
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
        assert (await harness.client.get(URL, headers={"Host": host})).status_code == 200
    folder_seen = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=harness.app, client=("192.0.2.7", 1)), base_url="http://127.0.0.1"
    )
    async with folder_seen:
        answer = await folder_seen.get(URL)
        assert (answer.status_code, problem(answer)["code"]) == (403, "loopback_only")


async def test_other_sites_pages_change_nothing(harness: ApiHarness) -> None:
    body = {"sources": [text_source()]}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await harness.client.post(URL, json=body, headers=headers)
        assert (answer.status_code, problem(answer)["code"]) == (403, "cross_origin")
    for headers in ({"Origin": "http://127.0.0.1:8000"}, {"Sec-Fetch-Site": "same-origin", "Origin": "x"}):
        assert (await harness.client.post(f"{URL}/estimate", json=body, headers=headers)).status_code == 200
        sample = await harness.client.get("/api/v1/voices/preview?voice=anna", headers={"Sec-Fetch-Site": "cross-site"})
        assert (sample.status_code, problem(sample)["code"]) == (403, "cross_origin"), "it may be paid for"
    assert "access-control-allow-origin" not in (await harness.client.get(URL, headers={"Origin": "http://x"})).headers


async def test_wrong_keys_are_slowed_down(build: Build) -> None:
    short: ApiHarness = await build(key="short word")
    right, wrong = {"Authorization": "Bearer short word"}, {"Authorization": "Bearer wrong"}
    for _ in range(AT_ONCE):
        assert (await short.client.get(URL, headers=wrong)).status_code == 401
    for answer in (
        await short.client.get(URL, headers=wrong),
        await short.client.get(URL, headers=right),
        await short.client.post("/api/v1/session", json={"key": "short word"}),
    ):
        assert (answer.status_code, problem(answer)["code"]) == (429, "too_many_wrong_keys")
        assert int(answer.headers["retry-after"]) >= 1
    long = await key_for(short, "anna")
    assert (await short.client.get(URL, headers=bearer(long))).status_code == 200, "not to be guessed"
    elsewhere = httpx2.ASGITransport(app=short.app, client=("192.0.2.7", 1))
    async with httpx2.AsyncClient(transport=elsewhere, base_url="http://127.0.0.1") as other:
        assert (await other.get(URL, headers=right)).status_code == 200
    short.clock.pass_by(SECONDS_EACH + 0.1)
    assert (await short.client.get(URL, headers=right)).status_code == 200
    assert (await short.client.get(URL, headers=wrong)).status_code == 401
    assert (await short.client.get(URL, headers=wrong)).status_code == 429


def test_guesses_are_counted_by_network_and_forgotten() -> None:
    now = [0.0]
    guessing = Guessing(clock=lambda: now[0])
    for n in range(AT_ONCE):
        guessing.failed(f"2001:db8::{n:x}")
    assert guessing.wait("2001:db8::ffff") > 0, "one customer has all of these"
    assert guessing.wait("2001:db8:0:1::1") == guessing.wait("192.0.2.1") == guessing.wait("") == 0
    now[0] += AT_ONCE * SECONDS_EACH
    assert guessing.wait("2001:db8::1") == 0
    for n in range(ADDRESSES + 5):
        guessing.failed(f"host-{n}")
    assert len(guessing._wrong) == ADDRESSES


async def test_only_allowed_hosts_are_answered_where_they_are_set(locked: ApiHarness) -> None:
    app = build_app(locked.services, hosts=frozenset({*LOOPBACK, "podcasts.example"}), only_hosts=True)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
        for host, status in (("podcasts.example:443", 200), ("localhost", 200), ("evil.example", 403), ("", 403)):
            answer = await client.get(URL, headers={**BEARER, "Host": host})
            assert answer.status_code == status, host


async def test_links_hold_no_host_that_is_none(locked: ApiHarness) -> None:
    locked.client.headers.update(BEARER)
    podcast_id = (await locked.submit())["podcast_id"]
    for host, begins in (("a.example:8443", "http://a.example:8443/"), ('x"onload=1', "http://127.0.0.1:8000/"),
                         ("a b", "http://127.0.0.1:8000/"), ("[::1]:9", "http://[::1]:9/")):  # fmt: skip
        answer = await locked.client.get(f"{URL}/{podcast_id}", headers={"Host": host})
        assert answer.headers["link"].startswith(f"<{begins}"), host


async def test_with_a_key_everything_asks_for_it(locked: ApiHarness) -> None:
    paths = (URL, f"{URL}/x", f"{URL}/x/audio", "/api/v1/files", "/api/v1/voices", "/api/v1/providers", "/metrics",
             "/api/v1/metrics", "/nowhere")  # fmt: skip
    wrong: tuple[dict[str, str], ...] = (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer schl%C3%BCssel"},
        {"Cookie": f"{COOKIE}=9999999999.00"},
        {"Cookie": f"{COOKIE}={KEY}"},
    )
    for path in paths:
        for headers in wrong:
            answer = await locked.client.get(path, headers=headers)
            assert (answer.status_code, problem(answer)["code"]) == (401, "unauthorized"), (path, headers)
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert (await locked.client.get(URL, headers=BEARER)).status_code == 200
    assert (await locked.client.get(URL, headers={**BEARER, "Host": "podcasts.example"})).status_code == 200
    for path in ("/", "/docs", "/openapi.json", "/static/main.js", "/health/live", "/health/ready", "/api/v1/health"):
        assert (await locked.client.get(path)).status_code == 200, path


async def test_a_browser_trades_the_key_for_a_cookie(locked: ApiHarness) -> None:
    refused = await locked.client.post("/api/v1/session", json={"key": "wrong"})
    assert (refused.status_code, problem(refused)["code"]) == (401, "unauthorized")
    answer = await locked.client.post("/api/v1/session", json={"key": KEY})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert KEY not in cookie
    assert (await locked.client.get(URL)).status_code == 200, "the client keeps the cookie"
    crossed = await locked.client.post(URL, json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403
    kept = {"Cookie": cookie.partition(";")[0]}
    assert (await locked.client.delete("/api/v1/session")).status_code == 204
    assert (await locked.client.get(URL)).status_code == 401
    assert (await locked.client.get(URL, headers=kept)).status_code == 401, "a copy of the cookie is of no use either"


async def test_logging_out_ends_one_session_alone(locked: ApiHarness) -> None:
    kept = []
    for _ in range(2):
        begun = await locked.client.post("/api/v1/session", json={"key": KEY})
        kept.append({"Cookie": begun.headers["set-cookie"].partition(";")[0]})
        locked.client.cookies.clear()
    assert (await locked.client.delete("/api/v1/session", headers=kept[0])).status_code == 204
    locked.services.keys.forget()  # as another process of the API, which learns it from the catalog
    assert [(await locked.client.get(URL, headers=each)).status_code for each in kept] == [401, 200]


async def test_a_wrong_key_is_refused_whatever_else_is_sent(locked: ApiHarness) -> None:
    begun = await locked.client.post("/api/v1/session", json={"key": KEY})
    assert begun.status_code == 204
    for given in ("Bearer wrong", "bearer", "Bearer "):
        answer = await locked.client.get(URL, headers={"Authorization": given})
        assert (answer.status_code, problem(answer)["code"]) == (401, "unauthorized"), given
    assert (await locked.client.get(URL, headers={"Authorization": "Basic of-a-proxy"})).status_code == 200


async def test_addresses_of_files_carry_a_signature(locked: ApiHarness) -> None:
    locked.client.headers.update(BEARER)
    podcast_id = (await locked.submit())["podcast_id"]
    await locked.complete(podcast_id)
    answer = await locked.client.get(f"{URL}/{podcast_id}")
    body = answer.json()
    turn = (await locked.client.get(f"{URL}/{podcast_id}/turns")).json()[0]
    events = answer.headers["link"].partition("<")[2].partition(">")[0]
    del locked.client.headers["Authorization"]
    for address in (
        body["audio_url"],
        body["transcript_url"],
        body["transcript_url"] + "&format=txt",
        body["notes_url"],
        turn["audio_url"],
        events,
    ):
        assert (await locked.client.get(address)).status_code == 200, address
        assert (await locked.client.post(address)).status_code == 401
    signed = urlsplit(body["audio_url"])
    assert (await locked.client.get(f"{URL}/{podcast_id}?{signed.query}")).status_code == 401
    assert (await locked.client.get(body["audio_url"].replace("signature=", "signature=0"))).status_code == 401
    assert (await locked.client.get(body["audio_url"].replace("expires=1", "expires=2"))).status_code == 401


async def ring(catalog: Catalog, key: str, now: list[float], artifacts: MemoryArtifacts) -> KeyRing:
    keys = KeyRing(key, keys=catalog.keys, ended=catalog.ended_sessions, names=artifacts, clock=lambda: now[0])
    await keys.look()
    return keys


async def test_sessions_and_signatures_expire(harness: ApiHarness) -> None:
    now = [1_800_000_000.0]
    keys = await ring(harness.catalog, KEY, now, harness.artifacts)
    caller = keys.of_key(KEY)
    assert caller is not None
    query, session = keys.signature(caller, "/a"), keys.session(caller)
    assert keys.signature(caller, "/a") == query, "the same link within an hour"
    assert keys.of_signature("/a", query) == keys.of_session(session) == caller
    assert keys.of_signature("/b", query) is None
    assert keys.of_session(query) is None
    other = await ring(harness.catalog, "another", now, harness.artifacts)
    assert other.of_session(session) is None
    elsewhere = await ring(harness.catalog, KEY, now, MemoryArtifacts())
    assert elsewhere.of_session(session) is None, "the key alone signs nothing"
    now[0] += SIGNED_SECONDS + 3601
    assert keys.of_signature("/a", query) is None
    now[0] += 31 * 24 * 3600
    assert keys.of_session(session) is None
    for nonsense in (
        "",
        "expires=&signature=",
        "expires=١٢٣&signature=x",
        f"expires={int(time.time()) * 10**9}&signature=x",
    ):
        assert keys.of_signature("/a", f"key=own&{nonsense}") is None


async def test_every_answer_has_its_headers(harness: ApiHarness) -> None:
    for method, path in (("GET", "/"), ("GET", URL), ("GET", "/nowhere"), ("PUT", URL), ("GET", "/health/live")):
        headers = (await harness.client.request(method, path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
    assert (await harness.client.get(URL)).headers["cache-control"] == "no-store"


async def test_nothing_is_there_or_takes_another_method(harness: ApiHarness) -> None:
    for method, path, status, code in (
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("GET", "/static/auth.py", 422, "validation_failed"),
        ("GET", "/static/nothing.js", 404, "not_found"),
        ("PUT", URL, 405, "method_not_allowed"),
        ("PATCH", f"{URL}/x", 405, "method_not_allowed"),
    ):
        answer = await harness.client.request(method, path)
        assert (answer.status_code, problem(answer)["code"]) == (status, code), path
    assert "POST" in (await harness.client.put(URL)).headers["allow"]
