"""Every route of the contract's section on podcasts and what is around them, health, and the reference itself."""

import re

import pytest

from api.web.routes import FOLDER
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.errors import FaultDetail, FaultKind
from domain.script.frozen import FrozenSegment
from domain.tts.clip import Clip
from tests.api.harness import MEASURE, ApiHarness, problem

PREFIX = "/api/v1"
ROUTES = {
    ("post", "/podcasts"), ("post", "/podcasts/estimate"), ("get", "/podcasts"), ("get", "/podcasts/{podcast_id}"),
    ("get", "/podcasts/{podcast_id}/events"), ("get", "/podcasts/{podcast_id}/turns"),
    ("get", "/podcasts/{podcast_id}/turns/{index}/audio"), ("get", "/podcasts/{podcast_id}/script"),
    ("post", "/podcasts/{podcast_id}/resume"), ("post", "/podcasts/{podcast_id}/retry"),
    ("post", "/podcasts/{podcast_id}/cancel"), ("delete", "/podcasts/{podcast_id}"),
    ("get", "/podcasts/{podcast_id}/audio"), ("get", "/podcasts/{podcast_id}/transcript"),
    ("get", "/podcasts/{podcast_id}/notes"),
    ("put", "/podcasts/{podcast_id}/script"), ("post", "/podcasts/{podcast_id}/script/replace"),
    ("post", "/podcasts/{podcast_id}/approve"), ("get", "/podcasts/{podcast_id}/versions"),
    ("post", "/podcasts/{podcast_id}/versions/{version}/restore"),
    ("post", "/conversions"), ("get", "/conversions"), ("get", "/conversions/{job_id}"),
    ("delete", "/conversions/{job_id}"), ("get", "/conversions/{job_id}/events"), ("get", "/conversions/{job_id}/log"),
    ("get", "/conversions/{job_id}/files/{name}"), ("post", "/conversions/{job_id}/resume"),
    ("post", "/conversions/{job_id}/retry"), ("post", "/conversions/{job_id}/cancel"),
    ("post", "/audiobooks"), ("get", "/audiobooks"), ("post", "/audiobooks/estimate"), ("get", "/audiobooks/{job_id}"),
    ("delete", "/audiobooks/{job_id}"), ("get", "/audiobooks/{job_id}/events"), ("get", "/audiobooks/{job_id}/log"),
    ("get", "/audiobooks/{job_id}/files/{name}"), ("get", "/audiobooks/{job_id}/chapters/{n}/audio"),
    ("post", "/audiobooks/{job_id}/resume"), ("post", "/audiobooks/{job_id}/retry"),
    ("post", "/audiobooks/{job_id}/cancel"), ("get", "/audiobooks/{job_id}/chapters/{n}/script"),
    ("put", "/audiobooks/{job_id}/chapters/{n}/script"), ("get", "/audiobooks/{job_id}/versions"),
    ("post", "/audiobooks/{job_id}/versions/{version}/restore"),
    ("post", "/subtitles"), ("post", "/subtitles/estimate"), ("get", "/subtitles"), ("get", "/subtitles/{job_id}"),
    ("delete", "/subtitles/{job_id}"), ("get", "/subtitles/{job_id}/events"), ("get", "/subtitles/{job_id}/log"),
    ("get", "/subtitles/{job_id}/files/{name}"), ("post", "/subtitles/{job_id}/resume"),
    ("post", "/subtitles/{job_id}/retry"), ("post", "/subtitles/{job_id}/cancel"),
    ("post", "/transcriptions"), ("post", "/transcriptions/estimate"), ("get", "/transcriptions"),
    ("get", "/transcriptions/{job_id}"),
    ("delete", "/transcriptions/{job_id}"), ("get", "/transcriptions/{job_id}/events"),
    ("get", "/transcriptions/{job_id}/log"), ("get", "/transcriptions/{job_id}/files/{name}"),
    ("get", "/transcriptions/{job_id}/text"), ("get", "/transcriptions/{job_id}/transcript"),
    ("post", "/transcriptions/{job_id}/resume"), ("post", "/transcriptions/{job_id}/retry"),
    ("post", "/transcriptions/{job_id}/cancel"),
    ("post", "/batches"), ("get", "/batches"), ("get", "/batches/{job_id}"), ("delete", "/batches/{job_id}"),
    ("get", "/batches/{job_id}/events"), ("get", "/batches/{job_id}/log"), ("get", "/batches/{job_id}/files/{name}"),
    ("get", "/batches/{job_id}/children"), ("get", "/batches/{job_id}/results"),
    ("post", "/batches/{job_id}/resume"), ("post", "/batches/{job_id}/retry"), ("post", "/batches/{job_id}/cancel"),
    ("get", "/podcasts/{podcast_id}/log"), ("get", "/jobs"), ("get", "/jobs/{job_id}"), ("delete", "/jobs/{job_id}"),
    ("get", "/jobs/{job_id}/events"), ("get", "/jobs/{job_id}/log"), ("get", "/jobs/{job_id}/files/{name}"),
    ("post", "/jobs/{job_id}/resume"), ("post", "/jobs/{job_id}/retry"), ("post", "/jobs/{job_id}/cancel"),
    ("post", "/collections"), ("get", "/collections"), ("get", "/collections/{collection_id}"),
    ("delete", "/collections/{collection_id}"), ("get", "/collections/{collection_id}/search"),
    ("post", "/collections/{collection_id}/documents"), ("get", "/collections/{collection_id}/documents"),
    ("get", "/collections/{collection_id}/documents/{document_id}"),
    ("delete", "/collections/{collection_id}/documents/{document_id}"),
    ("get", "/podcasts/{podcast_id}/request"),
    ("get", "/profiles/episodes"), ("post", "/profiles/episodes"), ("get", "/profiles/episodes/{name}"),
    ("put", "/profiles/episodes/{name}"), ("delete", "/profiles/episodes/{name}"),
    ("post", "/profiles/episodes/{name}/duplicate"),
    ("get", "/profiles/speakers"), ("post", "/profiles/speakers"), ("get", "/profiles/speakers/{name}"),
    ("put", "/profiles/speakers/{name}"), ("delete", "/profiles/speakers/{name}"),
    ("post", "/profiles/speakers/{name}/duplicate"),
    ("post", "/files"), ("get", "/files"), ("get", "/files/{file_id}"),
    ("delete", "/files/{file_id}"), ("get", "/voices"), ("get", "/voices/preview"), ("get", "/providers"),
    ("post", "/providers/{vendor}/open"), ("post", "/providers/{vendor}/close"),
    ("get", "/health"), ("get", "/health/live"), ("get", "/health/ready"), ("get", "/metrics"),
    ("post", "/session"), ("delete", "/session"), ("get", "/session"), ("get", "/keys"), ("get", "/usage"),
    ("post", "/codec/decode"), ("post", "/codec/encode"),
}  # fmt: skip


async def test_the_document_names_every_route_and_its_refusals(harness: ApiHarness) -> None:
    document = (await harness.client.get("/openapi.json")).json()
    served = {
        (verb, path.removeprefix(PREFIX))
        for path, operations in document["paths"].items()
        for verb in operations
        if verb != "head"
    }
    assert served == ROUTES
    text = str(document)
    for name in set(re.findall(r"#/components/schemas/(\w+)", text)):
        assert name in document["components"]["schemas"], name
    assert "HTTPValidationError" not in text
    create = document["paths"][f"{PREFIX}/podcasts"]["post"]
    assert create["responses"]["4XX"]["content"].keys() == {"application/problem+json"}
    body = create["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/PodcastRequest"}
    assert set(document["components"]["schemas"]["PodcastRequest"]["properties"]) == {
        "title", "based_on", "sources", "topic", "duration_minutes", "language", "speakers", "llm", "formats",
        "budget_usd", "priority", "skip_unreadable", "style", "complexity", "grounding",
        "instructions", "lexicon", "episode_profile", "speaker_profile", "review", "auto_approve_after",
    }  # fmt: skip
    ids = [each["operationId"] for path in document["paths"].values() for verb, each in path.items() if verb != "head"]
    assert len(ids) == len(set(ids))


async def test_generated_clients_get_short_names_and_types_for_every_answer(harness: ApiHarness) -> None:
    document = (await harness.client.get("/openapi.json")).json()
    ids = {
        (verb, path.removeprefix(PREFIX)): operation["operationId"]
        for path, operations in document["paths"].items()
        for verb, operation in operations.items()
    }
    assert len(set(ids.values())) == len(ids)
    assert max(len(each) for each in ids.values()) <= 32
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", each) for each in ids.values())
    for (verb, path), name in {
        ("post", "/podcasts"): "create_podcast",
        ("get", "/podcasts"): "list_podcasts",
        ("get", "/podcasts/{podcast_id}"): "get_podcast",
        ("delete", "/podcasts/{podcast_id}"): "delete_podcast",
        ("post", "/podcasts/{podcast_id}/resume"): "resume_podcast",
        ("post", "/podcasts/estimate"): "estimate_podcast",
        ("get", "/podcasts/{podcast_id}/turns/{index}/audio"): "get_podcast_turn_audio",
        ("get", "/conversions/{job_id}/files/{name}"): "get_conversion_file",
        ("get", "/batches/{job_id}/children"): "list_batch_children",
        ("get", "/batches/{job_id}/results"): "get_batch_results",
        ("post", "/audiobooks/estimate"): "estimate_audiobook",
        ("get", "/audiobooks/{job_id}/chapters/{n}/audio"): "get_audiobook_chapter_audio",
        ("post", "/collections/{collection_id}/documents"): "add_collection_document",
        ("get", "/collections/{collection_id}/documents"): "list_collection_documents",
        ("get", "/collections/{collection_id}/search"): "get_collection_search",
        ("post", "/providers/{vendor}/open"): "open_provider",
        ("get", "/voices/preview"): "get_voice_preview",
        ("post", "/session"): "create_session",
        ("get", "/health/live"): "get_health_live",
        ("get", "/usage"): "get_usage",
    }.items():
        assert ids[verb, path] == name
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            assert "properties" not in body, (verb, path)
            for status, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    assert content.keys() & {"schema", "itemSchema"}, (verb, path, status, kind)


async def test_one_podcast_through_every_route(harness: ApiHarness) -> None:
    client = harness.client
    podcast_id = (await harness.submit(title="Walk"))["podcast_id"]
    one = f"{PREFIX}/podcasts/{podcast_id}"
    await harness.complete(podcast_id)
    for method, path, status in (
        ("GET", f"{PREFIX}/podcasts?status=COMPLETED&q=walk", 200),
        ("GET", one, 200),
        ("GET", f"{one}/events", 200),
        ("GET", f"{one}/turns", 200),
        ("GET", f"{one}/turns/1/audio", 200),
        ("HEAD", f"{one}/turns/1/audio", 200),
        ("GET", f"{one}/script", 200),
        ("POST", f"{one}/resume", 409),
        ("POST", f"{one}/retry", 409),
        ("POST", f"{one}/cancel", 409),
        ("GET", f"{one}/audio", 200),
        ("HEAD", f"{one}/audio?format=mp3", 200),
        ("GET", f"{one}/transcript?format=vtt", 200),
        ("GET", f"{one}/log", 200),
        ("DELETE", one, 204),
        ("GET", one, 404),
    ):
        answer = await client.request(method, path)
        assert answer.status_code == status, (method, path, answer.text)
        if status >= 400:
            problem(answer)


async def test_voices_and_providers(harness: ApiHarness) -> None:
    await harness.announce(vendor="eleven", local=False)
    voices = (await harness.client.get(f"{PREFIX}/voices")).json()["items"]
    assert [(each["tts"], each["id"]) for each in voices] == [
        ("eleven", "anna"),
        ("eleven", "ben"),
        ("local", "anna"),
        ("local", "ben"),
    ]
    assert voices[0]["preview_url"] == f"http://127.0.0.1:8000{PREFIX}/voices/preview?tts=eleven&voice=anna"
    some = (await harness.client.get(f"{PREFIX}/voices", params={"tts": "local:neural"})).json()["items"]
    assert {each["tts"] for each in some} == {"local"}
    unknown = await harness.client.get(f"{PREFIX}/voices", params={"tts": "acme"})
    assert (unknown.status_code, problem(unknown)["code"]) == (422, "provider_not_configured")
    providers = (await harness.client.get(f"{PREFIX}/providers")).json()["items"]
    assert {(each["vendor"], each["role"], each["state"]) for each in providers} == {
        ("local", "writer", "open"),
        ("local", "speech", "open"),
        ("eleven", "writer", "open"),
        ("eleven", "speech", "open"),
    }


async def test_a_preview_is_said_once(harness: ApiHarness) -> None:
    async def speaks(key: str) -> None:
        audio = await harness.artifacts.put(b"RIFF hello", media_type="audio/wav")
        clip = Clip(audio=audio, measure=MEASURE, characters=9)
        await Ledger(harness.artifacts).keep(LedgerKind.CLIP, key, clip)

    harness.engine.speaks = speaks
    address = f"{PREFIX}/voices/preview"
    first = await harness.client.get(address, params={"tts": "local", "voice": "ben"})
    assert (first.status_code, first.content, first.headers["content-type"]) == (200, b"RIFF hello", "audio/wav")
    assert (await harness.client.head(address, params={"tts": "local", "voice": "ben"})).status_code == 200
    assert len(harness.engine.previews) == 1
    ordered = harness.engine.previews[0]
    segment = FrozenSegment.model_validate_json(await harness.artifacts.read(ordered.segment))
    assert (ordered.vendor, segment.turns[0].pieces[0].voice) == ("local", "ben")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"tts": "acme"}, 422, "provider_not_configured"),
        ({"tts": "local", "voice": "zoe"}, 422, "voice_not_found"),
        ({"tts": ": :"}, 422, "validation_failed"),
        ({"voice": ""}, 422, "validation_failed"),
    ],
)
async def test_previews_of_nothing(harness: ApiHarness, query: dict[str, str], status: int, code: str) -> None:
    answer = await harness.client.get(f"{PREFIX}/voices/preview", params=query)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)


async def test_a_preview_that_fails_says_why(harness: ApiHarness) -> None:
    address = f"{PREFIX}/voices/preview?voice=ben"
    for kind, status in ((FaultKind.ITEM, 422), (FaultKind.ACCOUNT, 503)):
        harness.engine.fails = FaultDetail(kind=kind, code="refused", message="The vendor's words.")
        answer = await harness.client.get(address)
        assert (answer.status_code, problem(answer)["code"]) == (status, "refused")
        assert "The vendor's words." in answer.json()["detail"]
    harness.engine.fails, harness.engine.worker = None, False
    answer = await harness.client.get(address)
    assert (answer.status_code, problem(answer)["code"]) == (503, "no_worker")


async def test_health(harness: ApiHarness) -> None:
    for prefix in ("", PREFIX):
        assert (await harness.client.get(f"{prefix}/health/live")).json() == {"status": "ok"}
        assert (await harness.client.get(f"{prefix}/health/ready")).json()["status"] == "ok"
    whole = (await harness.client.get(f"{PREFIX}/health")).json()
    assert (whole["status"], whole["temporal"]) == ("ok", "ok")
    assert {each["queue"] for each in whole["workers"]} == {
        "podcasts",
        "media",
        "media-conversion",
        "llm-local",
        "tts-local",
    }
    harness.engine.worker = False
    without = (await harness.client.get(f"{PREFIX}/health")).json()
    assert (without["status"], without["workers"]) == ("degraded", [])
    harness.engine.away = True
    away = (await harness.client.get(f"{PREFIX}/health")).json()
    assert (away["status"], away["temporal"]) == ("degraded", "away")
    assert (await harness.client.get("/health/ready")).status_code == 200, "it can serve what is finished"


async def test_metrics_name_routes_not_ids(harness: ApiHarness) -> None:
    podcast_id = (await harness.submit())["podcast_id"]
    await harness.client.get(f"{PREFIX}/podcasts/{podcast_id}")
    await harness.client.get("/nowhere/else")
    text = (await harness.client.get("/metrics")).text
    assert 'route="/podcasts/{podcast_id}",status="200"' in text
    assert 'route="unknown",status="404"' in text
    assert podcast_id not in text
    assert "podwright_podcasts_submitted_total 1.0" in text


async def test_the_pages_load_nothing_from_elsewhere_and_write_no_markup(harness: ApiHarness) -> None:
    page = await harness.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        asset = await harness.client.get(name)
        assert asset.status_code == 200, name
        same = await harness.client.get(name, headers={"If-None-Match": asset.headers["etag"]})
        assert same.status_code == 304
    for path in FOLDER.iterdir():
        text = path.read_text()
        found = set(re.findall(r"https?://[^\s\"'<>]+", text)) - {
            "https://example.org/essay",
            "http://www.w3.org/2000/svg",
        }
        assert not found, path.name
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=", "onclick"):
            assert way not in text, (path.name, way)
