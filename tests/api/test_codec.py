"""Payloads decoded for Temporal's Web UI: for its origin and an admin alone."""

import json

from adapters.temporal.codec import AesGcmCodec, JsonCodec
from domain.access import Scope
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem
from tests.api.owners import key_for

URL = "/api/v1/podcasts"


WEB_UI = {"Origin": "http://127.0.0.1:8233", "Sec-Fetch-Site": "same-site"}
CODEC = "/api/v1/codec"


async def test_the_codec_is_shared_with_the_web_ui_alone(build: Build) -> None:
    harness: ApiHarness = await build(codec=JsonCodec(AesGcmCodec({"a": b"k" * 32})))
    plain = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "IngiIA=="}]}
    asked = await harness.client.options(f"{CODEC}/decode", headers={**WEB_UI, "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == WEB_UI["Origin"]
    assert "x-namespace" in asked.headers["access-control-allow-headers"]
    sealed = await harness.client.post(f"{CODEC}/encode", json=plain, headers=WEB_UI)
    assert "IngiIA" not in sealed.text
    opened = await harness.client.post(f"{CODEC}/decode", content=sealed.content, headers=WEB_UI)
    assert opened.json() == plain
    assert opened.headers["access-control-allow-credentials"] == "true"

    folder_seen = {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"}
    answer = await harness.client.post(f"{CODEC}/decode", content=sealed.content, headers=folder_seen)
    assert (answer.status_code, problem(answer)["code"]) == (403, "cross_origin")
    assert "access-control-allow-origin" not in answer.headers
    elsewhere = await harness.client.get(URL, headers=WEB_UI)
    assert "access-control-allow-origin" not in elsewhere.headers
    assert (await harness.client.post(URL, json={}, headers=WEB_UI)).status_code == 403
    for nonsense in (b"", b"{", b"[" * 100_000):
        answer = await harness.client.post(f"{CODEC}/decode", content=nonsense)
        assert (answer.status_code, problem(answer)["code"]) == (422, "invalid_json")
    foreign = JsonCodec(AesGcmCodec({"b": b"k" * 32}))
    answer = await harness.client.post(f"{CODEC}/decode", content=await foreign.encode(json.dumps(plain).encode()))
    assert (answer.status_code, problem(answer)["code"]) == (422, "cannot_decrypt")

    writer, admin = await key_for(harness, "anna"), await key_for(harness, "root", Scope.ADMIN)
    for word, status in ((writer, 403), (admin, 200)):
        harness.client.cookies.clear()
        as_browser = {"Authorization": f"Bearer {word}", **WEB_UI}
        assert (await harness.client.post(f"{CODEC}/decode", json=plain, headers=as_browser)).status_code == status
        assert (await harness.client.post("/api/v1/session", json={"key": word})).status_code == 204
        assert (await harness.client.post(f"{CODEC}/decode", json=plain, headers=WEB_UI)).status_code == status


async def test_without_encryption_there_is_nothing_to_decode(harness: ApiHarness) -> None:
    answer = await harness.client.post(f"{CODEC}/decode", json={})
    assert (answer.status_code, problem(answer)["code"]) == (404, "encryption_off")
