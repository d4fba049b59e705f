"""The API starts while catalog or artifacts are away, says so, and serves as soon as they are back."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from adapters.settings import Settings
from api.bootstrap import open_app
from domain.vendors.declarations import Announcement, ProviderRole
from tests.api.harness import TEXT, ApiHarness, problem, text_source
from tests.durability.fillable import Confined, room_in

API = "/api/v1"
NOWHERE = "postgresql://nobody@127.0.0.1:9/catalog"
"""The discard port: nothing listens there."""

Address = tuple[str, int]


@asynccontextmanager
async def opened(
    home: Path, *, client: Address = ("127.0.0.1", 5), **fields: object
) -> AsyncIterator[httpx2.AsyncClient]:
    app, _, close = await open_app(Settings.model_validate({"home": home, "temporal_port": 1, **fields}))
    try:
        transport = httpx2.ASGITransport(app=app, client=client)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
            yield asking
    finally:
        await close()


def is_away(answer: httpx2.Response, code: str) -> bool:
    return (answer.status_code, problem(answer)["code"], "retry-after" in answer.headers) == (503, code, True)


@pytest.mark.parametrize("key", [None, "a-long-random-word"])
async def test_a_catalog_that_is_away_at_the_start(tmp_path: Path, key: str | None) -> None:
    async with opened(tmp_path, catalog_url=NOWHERE, api_key=key) as client:
        for path in ("/health/live", f"{API}/health/live", "/"):
            assert (await client.get(path)).status_code == 200, path
        ready = await client.get(f"{API}/health/ready")
        assert (ready.status_code, ready.headers["retry-after"]) == (503, "2")
        health = (await client.get(f"{API}/health")).json()
        assert health["status"] == "degraded"
        away = {part["name"]: part["reason"] for part in health["parts"] if part["status"] == "away"}
        assert away.keys() == {"catalog", "deployment"}
        assert "refused" in away["catalog"]
        client.headers["Authorization"] = f"Bearer {key}"
        for path in ("podcasts", "voices", "providers", "podcasts/any", "session"):
            assert is_away(await client.get(f"{API}/{path}"), "catalog_unavailable"), path


async def test_whether_a_key_is_needed_is_not_known_then(tmp_path: Path) -> None:
    """Other machines can reach it, and its keys are in the catalog: it starts, and refuses every request."""
    async with opened(tmp_path, catalog_url=NOWHERE, api_host="0.0.0.0", client=("192.0.2.7", 5)) as client:
        assert (await client.get("/health/live")).status_code == 200
        assert is_away(await client.get(f"{API}/podcasts"), "catalog_unavailable")
        assert is_away(await client.post(f"{API}/session", json={"key": "any"}), "catalog_unavailable")


async def test_a_default_writer_that_is_away_is_not_replaced_in_silence(harness: ApiHarness) -> None:
    await harness.announce()
    words = "It is not known which model OPENAI_BASE_URL serves: The connection to somewhere failed."
    missing = Announcement(
        vendor="openai", role=ProviderRole.WRITER, slots=4, default=True, missing=words, seen_at=harness.clock()
    )
    for each in await harness.catalog.providers.all():
        await harness.catalog.providers.announce(each.model_copy(update={"default": each.role is ProviderRole.SPEECH}))
    await harness.catalog.providers.announce(missing)
    asked = {"sources": [text_source()]}
    for llm in (None, "openai", "openai:any"):
        for path in ("podcasts", "podcasts/estimate"):
            answer = await harness.client.post(f"{API}/{path}", json=asked | ({"llm": llm} if llm else {}))
            assert is_away(answer, "no_worker"), answer.text
            assert words in problem(answer)["detail"]
    listed = (await harness.client.get(f"{API}/providers")).json()["items"]
    shown = {(each["vendor"], each["role"]): (each["state"], each["reason"]) for each in listed}
    assert shown["openai", "writer"] == ("away", words)
    assert shown["local", "writer"] == ("open", "")
    health = (await harness.client.get(f"{API}/health")).json()
    assert health["status"] == "degraded"
    assert words not in str(health), "it needs no key, and words may tell addresses"
    assert (await harness.client.post(f"{API}/podcasts", json=asked | {"llm": "local"})).status_code == 202


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    return "s3://bucket"


async def test_artifacts_that_are_away_at_the_start(tmp_path: Path, migrated: Path, s3: str) -> None:
    shutil.copy(migrated, tmp_path / "catalog.db")
    async with opened(tmp_path, store_url=s3) as client:
        assert (await client.get(f"{API}/podcasts")).json() == {"items": [], "next_cursor": None}
        assert (await client.get(f"{API}/providers")).json()["items"] == []
        parts = (await client.get(f"{API}/health")).json()["parts"]
        assert {part["name"] for part in parts if part["status"] == "away"} == {"artifacts", "deployment"}
        stored = await client.post(f"{API}/files", files={"file": ("notes.txt", TEXT.encode())})
        assert is_away(stored, "artifacts_unavailable"), stored.text


async def test_a_full_temporary_disk(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(migrated, tmp_path / "catalog.db")
    with room_in(tmp_path / "scratch") as room:
        if not isinstance(room, Confined):
            pytest.skip("only root, where mounting is allowed, can make a disk that is full")
        (tmp_path / "scratch" / "some").write_bytes(b"x" * 64 * 1024)  # a file system of no size has no limit
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
        async with opened(tmp_path) as client:
            room.shut()
            for sent in ({"files": {"file": ("notes.txt", TEXT.encode())}}, {"content": b"x" * 3_000_000}):
                refused = await client.post(f"{API}/files", **sent)
                assert is_away(refused, "disk_full"), refused.text
            room.open()
            stored = await client.post(f"{API}/files", files={"file": ("notes.txt", TEXT.encode())})
            assert stored.status_code == 201


@pytest.fixture
def locked() -> Callable[[Path], sqlite3.Connection]:
    def lock(path: Path) -> sqlite3.Connection:
        """Until it is closed, no other connection reads or writes."""
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        return holder

    return lock


@pytest.mark.thorough
async def test_a_catalog_that_is_locked_at_the_start_and_free_later(
    tmp_path: Path, migrated: Path, locked: Callable[[Path], sqlite3.Connection]
) -> None:
    """SQLite waits for a lock for ten seconds before it says so."""
    shutil.copy(migrated, tmp_path / "catalog.db")
    holder = locked(tmp_path / "catalog.db")
    async with opened(tmp_path) as client:
        async with asyncio.timeout(5):
            assert (await client.get("/health/live")).status_code == 200
        assert is_away(await client.get(f"{API}/podcasts"), "catalog_unavailable")
        assert (await client.get(f"{API}/health/ready")).status_code == 503
        holder.close()
        for path in ("health/ready", "podcasts"):
            assert (await client.get(f"{API}/{path}")).status_code == 200, path
