"""`/collections`: made once, theirs alone, and bad requests named; documents are handed to a job."""

from typing import Any

import pytest

from adapters.fake.embeddings import FakeEmbedder, FakeQueries
from domain.collections.collection import Collection, DocumentFault, Manifest, ReadDocument
from domain.collections.embedding import EmbeddingModel, PassageVector
from domain.indexing.spec import IndexingSpec
from domain.retrieve.source import Block, BlockKind, Passage, SourceSummary
from domain.vendors.declarations import Announcement, EmbeddingsDeclaration, ProviderRole
from tests.api.conftest import Build
from tests.api.harness import ApiHarness, problem, text_source

URL = "/api/v1/collections"


async def make(harness: ApiHarness, name: str = "Tides", **headers: str) -> dict[str, Any]:
    answer = await harness.client.post(URL, json={"name": name}, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def add(harness: ApiHarness, collection_id: str, *sources: dict[str, Any], **headers: str) -> dict[str, Any]:
    body = {"sources": sources or [text_source()]}
    answer = await harness.client.post(f"{URL}/{collection_id}/documents", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def index(harness: ApiHarness, collection_id: str, document_id: str, *texts: str) -> None:
    """As the job leaves it."""
    passages = tuple(
        Passage(id=f"s1-p{at:04}", source=1, blocks=(Block(kind=BlockKind.PARAGRAPH, text=text),))
        for at, text in enumerate(texts, start=1)
    )
    words = sum(len(text.split()) for text in texts)
    read = ReadDocument(
        content="a" * 64,
        summary=SourceSummary(index=1, title="Bread", language="en", words=words),
        passages=passages,
    )
    assert await harness.catalog.passages.replace(collection_id, document_id, read, at=harness.clock())


async def test_a_collection_is_made_shown_listed_and_deleted(harness: ApiHarness) -> None:
    answer = await harness.client.post(URL, json={"name": "Tides", "description": "of the North Sea"})
    made = answer.json()
    assert answer.headers["location"].endswith(f"{URL}/{made['collection_id']}")
    assert (made["name"], made["description"], made["documents"], made["language"]) == (
        "Tides",
        "of the North Sea",
        0,
        None,
    )
    assert (await harness.client.get(f"{URL}/{made['collection_id']}")).json() == made
    for n in range(3):
        await make(harness, f"Another {n}")
    first = (await harness.client.get(URL, params={"limit": 3})).json()
    rest = (await harness.client.get(URL, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [each["name"] for each in (*first["items"], *rest["items"])] == [
        "Another 2",
        "Another 1",
        "Another 0",
        "Tides",
    ]
    assert (await harness.client.delete(f"{URL}/{made['collection_id']}")).status_code == 204
    assert problem(await harness.client.get(f"{URL}/{made['collection_id']}"))["code"] == "not_found"
    assert (await harness.client.delete(f"{URL}/{made['collection_id']}")).status_code == 404


async def test_an_idempotency_key_makes_one_collection(harness: ApiHarness) -> None:
    key = {"Idempotency-Key": "k1"}
    made = await make(harness, **key)
    again = await harness.client.post(URL, json={"name": "Tides"}, headers=key)
    assert (again.status_code, again.json(), again.headers["idempotency-replayed"]) == (200, made, "true")
    other = await harness.client.post(URL, json={"name": "Waves"}, headers=key)
    assert (other.status_code, problem(other)["code"]) == (409, "idempotency_conflict")
    assert len((await harness.client.get(URL)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name": "a\u202eb"}, ["name"]),
        ({"name": "a", "description": "x" * 2001}, ["description"]),
        ({"name": "a", "language": "en"}, ["language"]),
    ],
)
async def test_what_a_collection_cannot_be_called(harness: ApiHarness, body: dict[str, Any], loc: list[str]) -> None:
    answer = await harness.client.post(URL, json=body)
    assert answer.status_code == 422 and [each["loc"] for each in problem(answer)["errors"]] == [loc]
    assert (await harness.client.get(URL)).json()["items"] == []


async def test_all_documents_are_looked_at_anew(harness: ApiHarness) -> None:
    made = await make(harness)
    url = f"{URL}/{made['collection_id']}/documents"
    assert (await harness.client.post(url, json={"sources": []})).status_code == 422
    assert (await harness.client.post(url, json={"again": True})).status_code == 409, "nothing is in it yet"
    await add(harness, made["collection_id"], text_source(), {"type": "url", "url": "https://example.org/a"})
    again = await harness.client.post(url, json={"again": True})
    assert again.status_code == 202
    start = harness.engine.starts[-1]
    assert isinstance(start.spec, IndexingSpec)
    manifest = Manifest.model_validate_json(await harness.artifacts.read(start.spec.manifest))
    assert [each.source.url for each in manifest.documents] == [None, "https://example.org/a"]
    assert {each["job_id"] for each in again.json()["documents"]} == {again.json()["job_id"]}


async def test_documents_wait_for_one_job(harness: ApiHarness) -> None:
    made = await make(harness)
    taken = await add(harness, made["collection_id"], text_source(), {"type": "url", "url": "https://example.org/a"})
    assert [(each["status"], each["type"], each["url"]) for each in taken["documents"]] == [
        ("waiting", "text", None),
        ("waiting", "url", "https://example.org/a"),
    ]
    start = harness.engine.starts[-1]
    assert isinstance(start.spec, IndexingSpec) and start.job_id == taken["job_id"]
    manifest = Manifest.model_validate_json(await harness.artifacts.read(start.spec.manifest))
    assert [each.document_id for each in manifest.documents] == [each["document_id"] for each in taken["documents"]]
    text = manifest.documents[0].source.artifact
    assert text is not None and await harness.artifacts.read(text) == text_source()["text"].strip().encode()
    job = (await harness.client.get(f"/api/v1/jobs/{taken['job_id']}")).json()
    assert (job["kind"], job["title"]) == ("indexing", "Tides")
    listed = (await harness.client.get(f"{URL}/{made['collection_id']}/documents")).json()["items"]
    assert {each["document_id"] for each in listed} == {each["document_id"] for each in taken["documents"]}


async def test_documents_with_an_idempotency_key_start_one_job(harness: ApiHarness) -> None:
    made, key = await make(harness), {"Idempotency-Key": "k1"}
    taken = await add(harness, made["collection_id"], **key)
    url = f"{URL}/{made['collection_id']}/documents"
    again = await harness.client.post(url, json={"sources": [text_source()]}, headers=key)
    assert (again.status_code, again.json(), again.headers["idempotency-replayed"]) == (200, taken, "true")
    assert len(harness.engine.starts) == 1
    other = await make(harness, "Waves")
    elsewhere = await harness.client.post(
        f"{URL}/{other['collection_id']}/documents", json={"sources": [text_source()]}, headers=key
    )
    assert (elsewhere.status_code, problem(elsewhere)["code"]) == (409, "idempotency_conflict")


async def test_the_same_document_is_added_once(harness: ApiHarness) -> None:
    made = await make(harness)
    first = await add(harness, made["collection_id"], text_source(), text_source())
    second = await add(harness, made["collection_id"])
    assert len(first["documents"]) == 1
    assert [each["document_id"] for each in first["documents"]] == [each["document_id"] for each in second["documents"]]
    assert second["documents"][0]["job_id"] == second["job_id"] != first["job_id"]


@pytest.mark.parametrize(
    ("sources", "code", "loc"),
    [
        ([], "validation_failed", ["sources"]),
        ([{"type": "text", "text": ""}], "validation_failed", ["sources", 0, "text"]),
        ([{"type": "collection", "collection_id": "c"}], "validation_failed", ["sources", 0]),
        ([{"type": "url", "url": "ftp://example.org"}], "validation_failed", ["sources", 0, "url"]),
        ([{"type": "url", "url": "http://127.0.0.1/"}], "url_not_allowed", ["sources", 0, "url"]),
        ([{"type": "file", "file_id": "none"}], "file_not_found", ["sources", 0, "file_id"]),
        ([{"type": "text", "text": "x", "weight": 2}], "unknown_field", ["sources", 0, "weight"]),
        ([{"type": "text", "text": "x"}] * 201, "validation_failed", ["sources"]),
    ],
)
async def test_what_cannot_be_added_is_named(
    harness: ApiHarness, sources: list[dict[str, Any]], code: str, loc: list[str | int]
) -> None:
    made = await make(harness)
    answer = await harness.client.post(f"{URL}/{made['collection_id']}/documents", json={"sources": sources})
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (422, code)
    assert [each["loc"] for each in told["errors"]] == [loc]
    assert harness.engine.starts == []
    assert (await harness.client.get(f"{URL}/{made['collection_id']}/documents")).json()["items"] == []


async def test_search_finds_passages_with_their_documents(harness: ApiHarness) -> None:
    made = await make(harness)
    taken = await add(harness, made["collection_id"])
    document_id = taken["documents"][0]["document_id"]
    await index(harness, made["collection_id"], document_id, "Yeast eats sugar.", "Salt slows the yeast.", "Flour.")
    url = f"{URL}/{made['collection_id']}/search"
    found = (await harness.client.get(url, params={"q": "what does salt do to yeast?", "limit": 2})).json()
    assert [(each["text"], each["document"], each["document_id"]) for each in found["items"]] == [
        ("Salt slows the yeast.", "Bread", document_id),
        ("Yeast eats sugar.", "Bread", document_id),
    ]
    assert found["ranked_by"] == ["full_text"]
    shown = (await harness.client.get(f"{URL}/{made['collection_id']}")).json()
    assert (shown["documents"], shown["indexed"], shown["passages"], shown["words"]) == (1, 1, 3, 8)


@pytest.mark.parametrize(
    "query",
    [{}, {"q": ""}, {"q": "x" * 1001}, {"q": "a", "limit": "0"}, {"q": "a", "limit": "51"}, {"q": "a", "b": "c"}],
)
async def test_a_search_that_cannot_be_made(harness: ApiHarness, query: dict[str, str]) -> None:
    made = await make(harness)
    assert (await harness.client.get(f"{URL}/{made['collection_id']}/search", params=query)).status_code == 422


async def test_a_document_is_shown_and_removed(harness: ApiHarness) -> None:
    made = await make(harness)
    document_id = (await add(harness, made["collection_id"]))["documents"][0]["document_id"]
    url = f"{URL}/{made['collection_id']}/documents/{document_id}"
    fault = DocumentFault(code="no_usable_text", message="It holds 3 usable words.", advice="Save it as text.")
    await harness.catalog.collections.fail_document(made["collection_id"], document_id, fault)
    shown = (await harness.client.get(url)).json()
    assert (shown["status"], shown["error"]) == ("failed", fault.model_dump())
    assert (await harness.client.delete(url)).status_code == 204
    assert (await harness.client.get(url)).status_code == 404
    assert (await harness.client.delete(url)).status_code == 404


async def test_a_podcast_names_a_collection(harness: ApiHarness) -> None:
    made = await make(harness)
    body = {"sources": [{"type": "collection", "collection_id": made["collection_id"]}]}
    empty = await harness.client.post("/api/v1/podcasts", json=body)
    assert (empty.status_code, problem(empty)["code"]) == (422, "collection_empty")
    taken = await add(harness, made["collection_id"])
    await index(harness, made["collection_id"], taken["documents"][0]["document_id"], "Yeast eats sugar. " * 80)
    estimate = (await harness.client.post("/api/v1/podcasts/estimate", json=body)).json()
    assert estimate["language"] == "en"
    assert (await harness.client.post("/api/v1/podcasts", json=body)).status_code == 202
    source = harness.specs[-1].sources[0]
    assert (source.type.value, source.collection_id, source.name) == ("collection", made["collection_id"], "Tides")
    unknown = {"sources": [{"type": "collection", "collection_id": "nothing"}]}
    refused = await harness.client.post("/api/v1/podcasts", json=unknown)
    assert (refused.status_code, problem(refused)["code"]) == (422, "collection_not_found")
    assert problem(refused)["errors"][0]["loc"] == ["sources", 0, "collection_id"]


async def test_another_owners_collection_is_not_there(harness: ApiHarness) -> None:
    now = harness.clock()
    theirs = Collection(collection_id="theirs", owner="another", name="Secret", created_at=now, updated_at=now)
    await harness.catalog.collections.add(theirs)
    calls = [
        ("GET", ""), ("DELETE", ""), ("GET", "/documents"), ("POST", "/documents"), ("GET", "/documents/d"),
        ("DELETE", "/documents/d"), ("GET", "/search?q=secret"),
    ]  # fmt: skip
    for method, path in calls:
        body = {"sources": [text_source()]} if method == "POST" else None
        answer = await harness.client.request(method, f"{URL}/theirs{path}", json=body)
        assert (answer.status_code, problem(answer)["code"]) == (404, "not_found"), (method, path)
    assert (await harness.client.get(URL)).json()["items"] == []


async def test_a_search_asks_the_embeddings_where_there_are_some(build: Build) -> None:
    embedder = FakeEmbedder(same={"saltine": "salt"})
    queries = FakeQueries(embedder)
    harness: ApiHarness = await build(queries=queries)
    made = await make(harness)
    collection_id = made["collection_id"]
    document_id = (await add(harness, collection_id))["documents"][0]["document_id"]
    await index(harness, collection_id, document_id, "Yeast eats sugar.", "Salt slows it.")
    url = f"{URL}/{collection_id}/search?q=saltine"
    assert (await harness.client.get(url)).json() == {"items": [], "ranked_by": ["full_text"]}
    assert queries.asked == [], "there are no vectors yet"
    for number, passage in await harness.catalog.vectors.without_vectors(collection_id, "fake:bag", after=0, limit=9):
        vector = PassageVector(number=number, content="a", vector=embedder.vector(passage.text))
        await harness.catalog.vectors.add(collection_id, "fake:bag", [vector])
    await harness.catalog.collections.use_embeddings(collection_id, "fake:bag", at=harness.clock())
    assert (await harness.client.get(url)).json()["ranked_by"] == ["full_text"], "no worker serves the model"
    await announce_embeddings(harness)
    found = (await harness.client.get(url)).json()
    assert (found["items"][0]["text"], found["ranked_by"]) == ("Salt slows it.", ["full_text", "embeddings"])
    assert (await harness.client.get(f"{URL}/{collection_id}")).json()["embeddings"] == "fake:bag"
    queries.away = True
    assert (await harness.client.get(url)).json() == {"items": [], "ranked_by": ["full_text"]}


async def announce_embeddings(harness: ApiHarness) -> None:
    declared = EmbeddingsDeclaration(models=("bag",), texts=10, usd_per_million_input=2.0)
    await harness.catalog.providers.announce(
        Announcement(
            vendor="fake",
            role=ProviderRole.EMBEDDINGS,
            embeddings=declared,
            slots=2,
            default=True,
            seen_at=harness.clock(),
        )
    )


async def test_documents_are_embedded_where_a_worker_does_it(harness: ApiHarness) -> None:
    await announce_embeddings(harness)
    await add(harness, (await make(harness))["collection_id"])
    spec = harness.engine.starts[-1].spec
    assert isinstance(spec, IndexingSpec)
    assert spec.embeddings == EmbeddingModel(vendor="fake", model="bag", texts=10, usd_per_million_input=2.0)
    listed = (await harness.client.get("/api/v1/providers")).json()["items"]
    assert [(each["models"], each["state"]) for each in listed if each["role"] == "embeddings"] == [(["bag"], "open")]
