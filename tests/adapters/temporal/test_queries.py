"""Embeddings of queries over a real development server: the real workflow, asked once, given up in time."""

import uuid

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.embeddings import EmbeddingActivities
from activities.runtime.interceptor import ActivityInterceptor
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.database import Database, create_engine, database_url
from adapters.catalog.vectors import SqlVectors
from adapters.fake.embeddings import FakeEmbedder
from adapters.temporal.queries import TemporalQueries
from domain.artifacts.ledger import Ledger
from domain.errors import AccountFault
from domain.jobs.wire import JOBS_QUEUE
from workflows.query import QueryWorkflow


async def test_a_query_is_embedded_once_and_what_fails_is_gone_without(temporal: WorkflowEnvironment) -> None:
    vendor = f"fake-{uuid.uuid4().hex[:8]}"
    embedder, artifacts = FakeEmbedder(vendor=vendor), MemoryArtifacts()
    database = Database(create_engine(database_url("sqlite:////nowhere/catalog.db")))  # queries never open it
    embeddings = EmbeddingActivities(
        embedder_named=lambda _: embedder,
        purchases=Purchases(Ledger(artifacts)),
        blobs=artifacts,
        index=SqlVectors(database),
    )
    queries = TemporalQueries(temporal.client, within=20)
    async with (
        Worker(temporal.client, task_queue=JOBS_QUEUE, workflows=[QueryWorkflow]),
        Worker(
            temporal.client,
            task_queue=f"embeddings-{vendor}",
            activities=[embeddings.embed_query],
            interceptors=[ActivityInterceptor()],
        ),
    ):
        model = f"{vendor}:bag"
        assert await queries.embed("why is the sea salty?", model=model) == embedder.vector("why is the sea salty?")
        assert await queries.embed("why is the sea salty?", model=model) is not None
        another = TemporalQueries(temporal.client, within=20)
        assert await another.embed("why is the sea salty?", model=model) is not None
        assert embedder.calls == [["why is the sea salty?"]], "held here, and in the ledger for other processes"
        embedder.failures = [AccountFault("key_refused", "The key is wrong.", provider=vendor)] * 3
        assert await TemporalQueries(temporal.client, within=0.5).embed("another", model=model) is None
    await database.close()


async def test_without_a_worker_a_search_goes_on_by_full_text(temporal: WorkflowEnvironment) -> None:
    queries = TemporalQueries(temporal.client, within=0.2)
    assert await queries.embed("anything", model=f"nobody-{uuid.uuid4().hex[:8]}:bag") is None
