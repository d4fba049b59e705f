"""Event streams and shutting down, over a real server on loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import uvicorn
from fastapi import routing, sse

from api.__main__ import Server
from api.http.auth import STILL_SECONDS
from domain.access import Scope
from domain.jobs.status import JobStatus
from tests.api.harness import ApiHarness, problem, text_source
from tests.api.owners import as_owner, bearer, key_for

URL = "/api/v1/podcasts"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nothing signals the condition
            await asyncio.sleep(0.005)


@asynccontextmanager
async def served(harness: ApiHarness) -> AsyncIterator[tuple[httpx2.AsyncClient, Server]]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(harness.app, log_level="warning", server_header=False, timeout_graceful_shutdown=2)
    server = Server(config, harness.services)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started)
    try:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as client:
            yield client, server
    finally:
        server.should_exit = True
        await serving


class Events:
    """The events of one stream, as they come."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> dict[str, Any] | None:
        """`{event, id, data}` or `{comment}`; None at the end."""
        event: dict[str, Any] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and event:
                    return event
                if line.startswith(":"):
                    event["comment"] = line[1:].strip()
                elif line:
                    name, _, value = line.partition(": ")
                    event[name] = json.loads(value) if name == "data" else value
        return None


async def test_a_stream_shows_each_change_and_ends_with_the_podcast(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, _), client.stream("GET", f"{URL}/{podcast_id}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = Events(answer)
        first = await events.next()
        assert first is not None
        assert (first["event"], first["id"], first["data"]["status"]) == ("progress", "1.0", "QUEUED")
        assert first["data"]["temporal_url"]
        await harness.generating(podcast_id)
        second = await events.next()
        assert second is not None
        assert (second["id"], second["data"]["progress_percentage"]) == ("1.7", 55)
        await harness.generating(podcast_id, rev=8, status=JobStatus.NEEDS_ATTENTION)
        parked = await events.next()
        assert parked is not None
        assert parked["data"]["status"] == "NEEDS_ATTENTION"
        await harness.complete(podcast_id)
        last = await events.next()
        assert last is not None
        assert (last["data"]["status"], last["data"]["audio_size"]) == ("COMPLETED", 10243)
        assert await events.next() is None
    assert harness.services.watchers.count == 0


async def test_many_watch_and_one_asks(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, _):
        async with (
            client.stream("GET", f"{URL}/{podcast_id}/events") as one,
            client.stream("GET", f"{URL}/{podcast_id}/events") as two,
        ):
            assert await Events(one).next() == await Events(two).next()
            assert harness.services.watchers.count == 2
            assert len(harness.services.watchers._watched) == 1
        await until(lambda: harness.services.watchers.count == 0)
        assert harness.services.watchers._watched == {}, "without watchers nothing polls"


async def test_a_stream_survives_temporal_going_away_and_ends_when_the_podcast_is_deleted(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, _), client.stream("GET", f"{URL}/{podcast_id}/events") as answer:
        events = Events(answer)
        await events.next()
        harness.engine.away = True
        stale = await events.next()
        assert stale is not None
        assert stale["data"]["stale"] is True
        harness.engine.away = False
        fresh = await events.next()
        assert fresh is not None
        assert fresh["data"]["stale"] is False
        assert (await client.delete(f"{URL}/{podcast_id}")).status_code == 204
        while (event := await events.next()) is not None:
            assert event["data"]["status"] in ("QUEUED", "CANCELLED")


async def test_silence_is_broken_by_comments(harness: ApiHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sse._PING_INTERVAL == 15
    monkeypatch.setattr(routing, "_PING_INTERVAL", 0.05)
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, _), client.stream("GET", f"{URL}/{podcast_id}/events") as answer:
        events = Events(answer)
        seen: list[set[str]] = []
        while not ({"comment"} in seen and {"event", "id", "data"} in seen):
            event = await events.next()
            assert event is not None
            seen.append(set(event))
    await until(lambda: harness.services.watchers.count == 0)


async def test_stopping_the_server_ends_the_streams_first(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, server), client.stream("GET", f"{URL}/{podcast_id}/events") as answer:
        events = Events(answer)
        await events.next()
        server.should_exit = True
        assert await events.next() is None


async def test_streams_of_nothing(harness: ApiHarness) -> None:
    async with served(harness) as (client, _):
        answer = await client.get(f"{URL}/nope/events")
        assert (answer.status_code, problem(answer)["code"]) == (404, "not_found")


async def _revoked(harness: ApiHarness, word: str, _: str) -> None:
    await harness.catalog.keys.revoke(word.split("_")[1], harness.clock())


async def _logged_out(harness: ApiHarness, _: str, cookie: str) -> None:
    answer = await harness.client.delete("/api/v1/session", headers={"Cookie": cookie})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("opened_with", "ending"),
    [("key", _revoked), ("session", _revoked), ("link", _revoked), ("session", _logged_out)],
)
async def test_a_stream_ends_with_the_key_or_session_it_was_opened_with(
    harness: ApiHarness, opened_with: str, ending: Callable[[ApiHarness, str, str], Awaitable[None]]
) -> None:
    word, other = await key_for(harness, "anna"), await key_for(harness, "anna")
    as_owner(harness, word)
    podcast_id = (await harness.submit())["podcast_id"]
    link = (await harness.client.get(f"{URL}/{podcast_id}")).headers["link"].partition("<")[2].partition(">")[0]
    begun = await harness.client.post("/api/v1/session", json={"key": word})
    cookie = begun.headers["set-cookie"].partition(";")[0]
    harness.client.cookies.clear()
    del harness.client.headers["Authorization"]
    path, headers = f"{URL}/{podcast_id}/events", {"key": bearer(word), "session": {"Cookie": cookie}, "link": {}}
    address = path if opened_with != "link" else urlsplit(link)._replace(scheme="", netloc="").geturl()
    async with served(harness) as (client, _):
        async with (
            client.stream("GET", address, headers=headers[opened_with]) as answer,
            client.stream("GET", path, headers=bearer(other)) as of_another_key,
        ):
            events, others = Events(answer), Events(of_another_key)
            assert await events.next() is not None
            assert await others.next() is not None
            await ending(harness, word, cookie)
            harness.clock.pass_by(STILL_SECONDS + 0.1)
            assert await events.next() is None
            await harness.generating(podcast_id)
            assert await others.next() is not None, "another key's stream goes on"
        again = await client.get(address, headers=headers[opened_with])
        assert again.status_code == 401


async def test_a_stream_that_was_opened_without_a_key_ends_with_the_first_key(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    async with served(harness) as (client, _), client.stream("GET", f"{URL}/{podcast_id}/events") as answer:
        events = Events(answer)
        assert await events.next() is not None
        await key_for(harness, "anna", Scope.ADMIN)
        assert await events.next() is None


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_large_upload_hears_why_it_is_refused(harness: ApiHarness, chunked: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 250_000

    async with served(harness) as (client, _):
        answer = await client.post("/api/v1/files", content=chunks() if chunked else b"x" * 10_000_000)
        assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")
        body = {"sources": [text_source("x" * 9_000_000)]}
        answer = await client.post(URL, json=body)
        assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")
        assert (await client.get("/health/live")).status_code == 200
