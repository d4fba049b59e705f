"""A whole indexing in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.collections import CollectionActivities
from activities.embeddings import EmbeddingActivities
from activities.runtime.interceptor import ActivityInterceptor
from activities.store import StoreActivities
from activities.vendors.purchases import Purchases
from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog
from adapters.fake.embeddings import FakeEmbedder, FakeQueries
from adapters.fake.reading import FakeReader, FakeWeb
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger
from domain.collections.collection import Collection, CollectionDocument, Manifest
from domain.collections.embedding import EmbeddingModel
from domain.collections.identity import new_documents
from domain.collections.searching import CollectionSearch
from domain.indexing.run import IndexingRun
from domain.indexing.spec import Indexed, IndexingSpec
from domain.jobs.messages import ResumeOrder
from domain.jobs.progress import Progress
from domain.jobs.record import Job, Outcome
from domain.jobs.wire import JOBS_QUEUE, vendor_queue
from domain.retrieve.source import SourceRef, SourceType
from domain.vendors.declarations import ProviderRole
from workflows.indexing import IndexingWorkflow

Run = WorkflowHandle[IndexingWorkflow, Progress]


def notes(subject: str, paragraphs: int = 2) -> str:
    """Some passages about a subject, each long enough to be usable."""
    filler = "and the rest of this paragraph says nothing that any other document would not say as well " * 2
    return "\n\n".join(f"Paragraph {n} tells of {subject}, {filler}." for n in range(1, paragraphs + 1))


@dataclass
class IndexingHarness:
    """Everything an indexing touches, to be looked at and made to fail."""

    client: Client
    catalog: Catalog
    pass_time: Callable[[], Awaitable[None]]
    artifacts: MemoryArtifacts = field(default_factory=MemoryArtifacts)
    reader: FakeReader = field(default_factory=FakeReader)
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def __post_init__(self) -> None:
        self.web = FakeWeb(self.artifacts)
        self.embedder = FakeEmbedder(vendor=self.vendor)

    @property
    def vendor(self) -> str:
        return f"fake-{self.suffix}"

    @property
    def model(self) -> EmbeddingModel:
        """Ten texts a call, at a dollar for a thousand tokens."""
        return EmbeddingModel(vendor=self.vendor, model="bag", texts=10, usd_per_million_input=1000.0)

    async def collection(self) -> str:
        now = datetime.now(UTC)
        made = Collection(collection_id=uuid.uuid4().hex[:24], name="Notes", created_at=now, updated_at=now)
        await self.catalog.collections.add(made)
        return made.collection_id

    async def text(self, name: str, text: str) -> SourceRef:
        artifact = await self.artifacts.put(text.encode(), media_type="text/plain")
        return SourceRef(type=SourceType.TEXT, name=name, artifact=artifact)

    def page(self, url: str, text: str) -> SourceRef:
        self.web.pages[url] = text
        return SourceRef(type=SourceType.URL, name=url, url=url)

    async def spec(self, collection_id: str, *sources: SourceRef, **changes: object) -> IndexingSpec:
        manifest = Manifest(documents=new_documents(collection_id, sources))
        spec = IndexingSpec(
            job_id=f"i{uuid.uuid4().hex[:12]}",
            title="Notes",
            collection_id=collection_id,
            manifest=await Documents(self.artifacts).put(manifest),
            total=len(manifest.documents),
        )
        return spec.model_copy(update=changes)

    async def start(self, spec: IndexingSpec) -> Run:
        if spec.attempt == 1:
            job = Job(id=spec.job_id, kind="indexing", attempt=1, created_at=datetime.now(UTC))
            await self.catalog.jobs.create(job)
        else:
            await self.catalog.jobs.begin(spec.job_id, attempt=spec.attempt, started=False)
        return await self.client.start_workflow(
            IndexingWorkflow.run,
            IndexingRun.model_validate(spec.model_dump()),
            id=spec.job_id,
            task_queue=f"{JOBS_QUEUE}-{self.suffix}",
        )

    async def index(self, collection_id: str, *sources: SourceRef) -> Indexed:
        """Indexes to the end; what came of it."""
        spec = await self.spec(collection_id, *sources)
        await (await self.start(spec)).result()
        return Indexed.model_validate_json((await self.outcome(spec.job_id)).result)

    async def until(self, run: Run, changed: Callable[[Progress], bool]) -> Progress:
        """Polls the query until the progress is as wanted; the test's own time-out is the bound."""
        while True:
            progress = await run.query(IndexingWorkflow.progress)
            if changed(progress):
                return progress
            await self.pass_time()

    async def resume(self, run: Run) -> None:
        await run.execute_update("resume", ResumeOrder(), result_type=Progress)

    async def outcome(self, job_id: str) -> Outcome:
        record = await self.catalog.jobs.get(job_id)
        assert record is not None and record.outcome is not None
        return record.outcome

    async def documents(self, collection_id: str) -> dict[str, CollectionDocument]:
        """By the name they were added with."""
        found, _ = await self.catalog.collections.documents(collection_id, limit=100, cursor=None)
        return {each.source.name: each for each in found}

    async def find(self, collection_id: str, query: str) -> list[str]:
        """The names of the documents that are found, best first."""
        search = CollectionSearch(
            collections=self.catalog.collections,
            index=self.catalog.passages,
            vectors=self.catalog.vectors,
            embedder=FakeQueries(self.embedder),
        )
        collection = await self.catalog.collections.get(collection_id, owner="local")
        assert collection is not None
        answer = await search.search(collection, query, limit=20)
        return list(dict.fromkeys(each.document.source.name for each in answer.found))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        collections = CollectionActivities(
            fetcher=self.web,
            reader=self.reader,
            blobs=self.artifacts,
            names=self.artifacts,
            collections=self.catalog.collections,
            index=self.catalog.passages,
            clock=lambda: datetime.now(UTC),
        )
        embeddings = EmbeddingActivities(
            embedder_named=lambda _: self.embedder,
            purchases=Purchases(Ledger(self.artifacts)),
            blobs=self.artifacts,
            index=self.catalog.vectors,
        )
        store = StoreActivities(names=self.artifacts, jobs=self.catalog.jobs)
        async with (
            Worker(
                self.client,
                task_queue=f"{JOBS_QUEUE}-{self.suffix}",
                workflows=[IndexingWorkflow],
                activities=[
                    collections.take_documents,
                    collections.index_document,
                    collections.use_embeddings,
                    store.record_outcome,
                ],
                interceptors=[ActivityInterceptor()],
            ),
            Worker(
                self.client,
                task_queue=vendor_queue(ProviderRole.EMBEDDINGS, self.vendor),
                activities=[embeddings.embed_passages, embeddings.embed_query],
                interceptors=[ActivityInterceptor()],
            ),
        ):
            yield
