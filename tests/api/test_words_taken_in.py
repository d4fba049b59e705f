"""Texts, names, queries and ids that callers send: what a terminal would obey or no route takes is refused."""

import pytest

from adapters.fake.runs import FakeRuns
from tests.api.harness import TEXT, ApiHarness, problem, text_source

URL = "/api/v1/podcasts"
HARMFUL = ("\x00", "\x07", "\x1b[2J", "\x1b]0;owned\x07", "\x7f", "\x9b31m", "\u202egpj", "\u2066x")


@pytest.mark.parametrize("harmful", HARMFUL)
async def test_what_a_terminal_would_obey_is_refused_in_every_field(harness: ApiHarness, harmful: str) -> None:
    words = f"Bread{harmful}"
    source = text_source()
    for body, loc in (
        ({"sources": [source], "title": words}, ["title"]),
        ({"sources": [{**source, "title": words}]}, ["sources", 0, "title"]),
        ({"sources": [source], "topic": words}, ["topic"]),
        ({"sources": [source], "speakers": [{"name": words, "role": "host"}]}, ["speakers", 0, "name"]),
        ({"sources": [source], words: 1}, []),
    ):
        answer = await harness.client.post(URL, json=body)
        refused = problem(answer)
        assert (answer.status_code, refused["code"]) == (422, "validation_failed")
        assert [each["loc"] for each in refused["errors"]] == [loc]
        assert f"U+{ord(harmful[0]):04X}" in refused["detail"]
        assert not any(each in answer.text for each in harmful if not each.isascii() or not each.isprintable())
    podcast_id = (await harness.submit())["podcast_id"]
    for method, address in (
        ("POST", f"{URL}/{podcast_id}/resume"),
        ("POST", "/api/v1/providers/local/close"),
    ):
        answer = await harness.client.request(method, address, json={"reason": words, "turns": {"x": words}})
        assert (answer.status_code, problem(answer)["code"]) == (422, "validation_failed")


async def test_a_document_loses_what_its_program_left_in_it(harness: ApiHarness) -> None:
    mixed = TEXT[:100] + "\x1b[31mred\x1b[0m\x00\u202e\f" + TEXT[100:]
    await harness.submit(sources=[text_source(mixed)])
    [spec] = harness.specs
    assert spec.sources[0].artifact is not None
    stored = (await harness.artifacts.read(spec.sources[0].artifact)).decode()
    assert stored == TEXT[:100] + "red\f" + TEXT[100:].rstrip()
    for written in ("Zeile\r\nnächste", "a\tb", "שלום", "e\u0301 \u200d", "👩\u200d🚀"):
        await harness.submit(title=written)


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/jobs?q=%00",
        f"{URL}?q=a%1b",
        f"{URL}?q=%E2%80%AE",
        "/api/v1/files/%00",
        f"{URL}/a%9b",
        "/api/v1/voices/preview?voice=%1b",
        "/api/v1/files?cursor=%00",
    ],
)
async def test_queries_and_ids_hold_no_control_characters(harness: ApiHarness, address: str) -> None:
    answer = await harness.client.get(address)
    assert (answer.status_code, problem(answer)["code"]) in ((422, "validation_failed"), (404, "not_found"))
    if "?" in address:
        assert answer.status_code == 422


async def test_an_unknown_query_is_refused_on_every_route(harness: ApiHarness) -> None:
    document = (await harness.client.get("/openapi.json")).json()
    asked = 0
    for path, operations in document["paths"].items():
        for method in operations:
            answer = await harness.client.request(method, f"{path.replace('{', '').replace('}', '')}?nope=1")
            refused = problem(answer)
            assert (answer.status_code, refused["code"]) == (422, "unknown_field"), (method, path, answer.text)
            assert refused["errors"][0]["loc"] == ["query", "nope"]
            asked += 1
    assert asked > 40
    assert (await harness.client.get("/health?nope=1")).status_code == 422
    assert (await harness.client.get("/?utm_source=a")).status_code == 200, "pages are for people"


async def test_head_is_taken_wherever_get_is(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.complete(podcast_id)
    file_id = (await harness.client.post("/api/v1/files?name=a.txt", content=TEXT.encode())).json()["file_id"]
    ids = {
        "podcast_id": podcast_id,
        "job_id": podcast_id,
        "file_id": file_id,
        "index": "1",
        "n": "1",
        "name": "nothing.mp3",
    }
    collection = await harness.client.post("/api/v1/collections", json={"name": "Bread"})
    ids |= {"collection_id": collection.json()["collection_id"], "document_id": "none"}
    document = (await harness.client.get("/openapi.json")).json()
    paths = [path.format(**ids) for path, operations in document["paths"].items() if "get" in operations]
    for path in (*paths, "/", "/docs", "/static/main.js", "/openapi.json", "/health", "/health/live"):
        asked, head = await harness.client.get(path), await harness.client.head(path)
        assert (head.status_code, head.content) == (asked.status_code, b""), path
        if "health" not in path and "metrics" not in path:
            assert head.headers.get("content-length") == asked.headers.get("content-length"), path
        assert head.headers.get("content-type") == asked.headers.get("content-type"), path
    assert harness.services.watchers.count == 0
    answer = await harness.client.head("/api/v1/codec/decode")
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"
    assert (await harness.client.put(URL)).headers["allow"] == "GET, HEAD, POST"


async def test_head_of_an_event_stream_that_goes_on(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    head = await harness.client.head(f"{URL}/{podcast_id}/events")
    assert (head.status_code, head.content) == (200, b"")
    assert harness.services.watchers.count == 0
    assert isinstance(harness.engine, FakeRuns)
