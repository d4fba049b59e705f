"""The fake vendor itself: pace, limits, ledger, control over HTTP, and the program."""

import asyncio
import io
import json
import os
import signal
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.fakevendor import answers, audio
from tests.fakevendor.control import Misdeed
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.fakevendor.vendor import FakeVendor

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Bees dance to tell each other where the honey is. " * 3


def speak(client: httpx.AsyncClient, text: str, voice: str = SARAH) -> "asyncio.Future[httpx.Response]":
    address = f"/v1/text-to-speech/{voice}?output_format=pcm_24000"
    return asyncio.ensure_future(client.post(address, json={"text": text, "model_id": "eleven_multilingual_v2"}))


async def until(holds: Callable[[], bool]) -> None:
    """Polls for at most ten seconds."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("what was waited for did not happen")


def client_of(vendor: FakeVendor) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=vendor.url, headers={"xi-api-key": "k"}, timeout=20)


async def test_sixty_calls_at_once_take_hardly_longer_than_one(tmp_path: Path) -> None:
    async with FakeVendor(ledger=tmp_path / "calls.jsonl") as vendor, client_of(vendor) as client:
        vendor.control(latency={"speech_base": 0.2})
        answered = await asyncio.gather(*(speak(client, f"{n} {TEXT}") for n in range(60)))
        assert {reply.status_code for reply in answered} == {200}
        assert vendor.peak["elevenlabs/speech"] == 60
        assert len({reply.content for reply in answered}) > 40  # texts are told apart by their sound
    lines = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines].count("arrived") == 60
    done = [line for line in lines if line["event"] == "done"]
    assert sum(line["billed"] for line in done) == sum(len(f"{n} {TEXT}") for n in range(60))


async def test_the_ledger_has_a_call_before_it_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    async with FakeVendor(ledger=path) as vendor, client_of(vendor) as client:
        vendor.misbehave(Misdeed.HANG, text="dance")
        asked = speak(client, TEXT)
        await until(lambda: path.read_text() != "")
        (line,) = [json.loads(line) for line in path.read_text().splitlines()]
        assert (line["event"], line["kind"], line["voice"], line["text"]) == ("arrived", "speech", SARAH, TEXT)
        assert (await client.get("/_ledger?kind=speech")).json()[0]["status"] is None
        asked.cancel()
        await until(lambda: vendor.calls()[0].status is not None)
        assert (vendor.calls()[0].status, vendor.calls()[0].billed) == (0, 0)


async def test_control_over_http_and_rules_that_count() -> None:
    async with FakeVendor() as vendor, client_of(vendor) as client:
        rule = {"vendor": "elevenlabs", "kind": "speech", "nth": [2], "do": "status", "status": 503}
        assert (await client.post("/_control", json={"rules": [rule], "keys": {"bad": "invalid"}})).status_code == 200
        assert (await client.post("/_control", json={"rulez": []})).status_code == 422
        statuses = [(await speak(client, TEXT)).status_code for _ in range(3)]
        assert statuses == [200, 503, 200]
        state = (await client.get("/_state")).json()
        assert state["rules"][0]["seen"] == 3
        assert (await client.get("/v1/user/subscription", headers={"xi-api-key": "bad"})).status_code == 401
        assert (await client.get("/v1/user/subscription", headers={"xi-api-key": ""})).status_code == 401
        assert (await client.get("/nowhere")).status_code == 404
        vendor.reset()
        assert not vendor.calls()
        assert (await client.get("/v1/user/subscription", headers={"xi-api-key": "bad"})).status_code == 200


async def test_limits_count_each_kind_of_call_separately() -> None:
    async with FakeVendor() as vendor, client_of(vendor) as client:
        vendor.control(concurrency={"elevenlabs/speech": 2}, latency={"speech_base": 0.1}, retry_after="3")
        answered = await asyncio.gather(*(speak(client, TEXT) for _ in range(5)), client.get("/v1/voices"))
        assert sorted(reply.status_code for reply in answered) == [200, 200, 200, 429, 429, 429]
        assert {reply.headers.get("retry-after") for reply in answered if reply.status_code == 429} == {"3"}


@pytest.mark.parametrize(
    ("misdeed", "seconds", "peak"),
    [
        (None, 1.0, (0.02, 0.5)),
        (Misdeed.TRUNCATED, 0.5, (0.02, 0.5)),
        (Misdeed.SHORT, 0.1, (0.0, 0.5)),
        (Misdeed.SILENT, 1.0, (0.0, 0.0)),
        (Misdeed.CLIPPED, 1.0, (0.999, 1.0)),
    ],
)
async def test_sound_good_and_bad(misdeed: Misdeed | None, seconds: float, peak: tuple[float, float]) -> None:
    async with FakeVendor() as vendor, client_of(vendor) as client:
        if misdeed is not None:
            vendor.misbehave(misdeed, fraction=0.5)
        samples = np.frombuffer((await speak(client, TEXT)).content, "<i2") / 32768
        assert len(samples) / 24_000 == pytest.approx(seconds * audio.seconds_of(TEXT), rel=0.02)
        assert peak[0] <= np.abs(samples).max() <= peak[1]


async def test_two_voices_have_two_levels_and_formats_agree() -> None:
    levels = [
        np.abs(np.frombuffer(audio.pcm(TEXT, voice=f"elevenlabs/{v}", rate=24_000, seconds=3), "<i2")).max()
        for v in (SARAH, GEORGE)
    ]
    assert max(levels) / min(levels) > 1.2
    with wave.open(io.BytesIO(audio.wav(TEXT, voice="v", rate=24_000, seconds=2))) as file:
        assert (file.getnframes(), file.getframerate(), file.getnchannels()) == (48_000, 24_000, 1)
    data = await asyncio.to_thread(audio.mp3, TEXT, voice="v", seconds=2)
    assert data[:2] == b"\xff\xfb"
    assert len(data) == pytest.approx(2 * 128_000 / 8, rel=0.02)


async def test_the_default_author_keeps_the_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "turns": {"type": "array", "minItems": 4, "items": {"$ref": "#/$defs/Turn"}},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "$defs": {
            "Turn": {"type": "object", "properties": {"speaker": {"enum": ["A", "B"]}, "n": {"type": "integer"}}}
        },
    }
    form = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}
    body: dict[str, object] = {"messages": [{"role": "user", "content": TEXT}], "response_format": form}
    answer = json.loads(answers.author(body))
    assert len(answer["turns"]) == 4
    assert {turn["speaker"] for turn in answer["turns"]} == {"A", "B"}
    assert "honey" in answer["note"].lower()
    quoted = {"role": "user", "content": f"{TEXT} It has to fit this JSON Schema:\n{json.dumps(schema)}"}
    assert set(json.loads(answers.author({"messages": [quoted]}))) == {"turns", "note"}


async def test_as_a_program(tmp_path: Path) -> None:
    """Started as benches and chaos start it; ends on SIGTERM."""
    ledger = tmp_path / "calls.jsonl"
    options = ["--port", "0", "--ledger", str(ledger), "--speech-base", "0.01", "--concurrency", "elevenlabs/speech=9"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tests.fakevendor", *options),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with httpx.AsyncClient(base_url=url, headers={"xi-api-key": "k"}) as client:
        assert (await speak(client, TEXT)).status_code == 200
        assert (await client.get("/_state")).json()["concurrency"] == {"elevenlabs/speech": 9}
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert len(ledger.read_text().splitlines()) == 2
