"""A whole indexing in one process: the real workflow and activities over fakes, on a real Temporal server."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.client import WorkflowHandle

from activities.collections import CollectionActivities
from activities.embeddings import EmbeddingActivities
from activities.store import StoreActivities
from activities.vendors.purchases import Purchases
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
from domain.jobs.progress import Progress
from domain.jobs.wire import vendor_queue
from domain.retrieve.source import SourceRef, SourceType
from domain.vendors.declarations import ProviderRole
from tests.workflows.job_harness import Activities, JobHarness
from workflows.indexing import IndexingWorkflow

Run = WorkflowHandle[IndexingWorkflow, Progress]


def notes(subject: str, paragraphs: int = 2) -> str:
    """Some passages about a subject, each long enough to be usable."""
    filler = "and the rest of this paragraph says nothing that any other document would not say as well " * 2
    return "\n\n".join(f"Paragraph {n} tells of {subject}, {filler}." for n in range(1, paragraphs + 1))


@dataclass
class IndexingHarness(JobHarness):
    """Everything an indexing touches, to be looked at and made to fail."""

    workflow = IndexingWorkflow

    reader: FakeReader = field(default_factory=FakeReader)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.web = FakeWeb(self.artifacts)
        self.embedder = FakeEmbedder(vendor=self.vendor)

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
        await self.attempt_begins(spec.job_id, spec.attempt)
        return await self.client.start_workflow(
            IndexingWorkflow.run,
            IndexingRun.model_validate(spec.model_dump()),
            id=spec.job_id,
            task_queue=self.queue,
        )

    async def index(self, collection_id: str, *sources: SourceRef) -> Indexed:
        """Indexes to the end; what came of it."""
        spec = await self.spec(collection_id, *sources)
        await (await self.start(spec)).result()
        return Indexed.model_validate_json((await self.outcome(spec.job_id)).result)

    async def resume(self, run: Run) -> None:
        await self.resumed(run)

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

    def activities(self) -> Mapping[str, Activities]:
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
        return {
            self.queue: [*collections.activities, *store.activities],
            vendor_queue(ProviderRole.EMBEDDINGS, self.vendor): [embeddings.embed_passages, embeddings.embed_query],
        }
