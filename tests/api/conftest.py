"""Fixtures: an API without a key, and how to build others."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from adapters.fake.outlines import FakeOutlines
from adapters.fake.runs import FakeRuns
from adapters.media.reader import FfmpegMediaReader
from adapters.readers.process import ProcessReader
from adapters.temporal.codec import JsonCodec
from adapters.web.guard import ResolvingGuard
from api.app import build_app
from api.bootstrap import assemble
from api.http.auth import LOOPBACK
from api.http.keyring import KeyRing
from api.http.links import Links
from api.ports import Ports
from api.services import Check, Services
from domain.collections.embedding import QueryEmbedder
from domain.retrieve.ports import DocumentReader
from tests.api.harness import ApiHarness, Clock


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalog") / "catalog.db"
    await migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def reader() -> ProcessReader:
    return ProcessReader()


Build = Callable[..., Any]


@pytest.fixture
async def build(migrated: Path, reader: ProcessReader, tmp_path: Path) -> AsyncIterator[Build]:
    """Makes a stage; `key` and `allow` are the settings of those names."""
    catalogs: list[Catalog] = []
    clients: list[httpx2.AsyncClient] = []
    made: list[Services] = []

    async def make(
        *,
        key: str | None = None,
        allow: str = "",
        maximum_upload_bytes: int = 2_000_000,
        most_bytes_of_files: int | None = None,
        reader: DocumentReader = reader,
        codec: JsonCodec | None = None,
        queries: QueryEmbedder | None = None,
    ) -> ApiHarness:
        clock = Clock()
        path = tmp_path / f"catalog-{len(catalogs)}.db"
        shutil.copy(migrated, path)
        catalog = await open_catalog(f"sqlite:///{path}", clock=clock)
        catalogs.append(catalog)
        engine, artifacts, outlines = FakeRuns(), MemoryArtifacts(), FakeOutlines()
        keys = KeyRing(
            key,
            keys=catalog.keys,
            ended=catalog.ended_sessions,
            names=artifacts,
            pulse=lambda: clock().timestamp(),
        )
        services = assemble(
            Ports(
                jobs=catalog.jobs,
                open_jobs=catalog.open_jobs,
                keys=catalog.keys,
                usage=catalog.usage,
                files=catalog.files,
                providers=catalog.providers,
                gates=catalog.gates,
                blobs=artifacts,
                names=artifacts,
                runs=engine,
                messages=engine,
                previews=engine,
                outlines=outlines,
                reader=reader,
                media=FfmpegMediaReader(),
                guard=ResolvingGuard(allow),
                collections=catalog.collections,
                passages=catalog.passages,
                profiles=catalog.profiles,
                vectors=catalog.vectors,
                queries=queries,
                rates=catalog.rates,
                checks=(Check("catalog", catalog.ping),),
                codec=codec,
            ),
            keys=keys,
            links=Links(keys, public_url=None, temporal_ui="http://127.0.0.1:8233", namespace="default"),
            maximum_upload_bytes=maximum_upload_bytes,
            most_bytes_of_files=most_bytes_of_files,
            poll_seconds=0.02,
            clock=clock,
        )
        made.append(services)
        app = build_app(services, hosts=frozenset(LOOPBACK), codec_origin="http://127.0.0.1:8233")
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, client=("127.0.0.1", 4711), raise_app_exceptions=False),
            base_url="http://127.0.0.1:8000",
        )
        clients.append(client)
        return ApiHarness(app, services, client, engine, artifacts, catalog, clock, outlines)

    yield make
    for client in clients:
        await client.aclose()
    for services in made:
        await services.watchers.close()
    for catalog in catalogs:
        await catalog.close()


@pytest.fixture
async def harness(build: Build) -> ApiHarness:
    """No key; local voices and writer announced."""
    made: ApiHarness = await build()
    await made.announce()
    return made
