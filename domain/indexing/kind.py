"""The indexing of documents as a kind of job."""

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.access import Caller
from domain.artifacts.documents import reference_of
from domain.collections.collection import Manifest
from domain.collections.embedding import EmbeddingModel
from domain.collections.identity import new_documents
from domain.collections.ports import Collections
from domain.errors import Refused
from domain.indexing.request import IndexingRequest
from domain.indexing.spec import IndexingSpec
from domain.indexing.state import IndexingDetails
from domain.jobs.admission import priority_for
from domain.jobs.kind import JobKind, JobOutput, NewJob
from domain.jobs.progress import Progress
from domain.jobs.runs import StartJob
from domain.retrieve.request import TextSource
from domain.retrieve.source import SourceRef
from domain.retrieve.sources import Sources
from domain.vendors.declarations import Announcement, ProviderRole, ProviderState
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

INDEXING = "indexing"
PAGE = 500


async def is_served(providers: Providers, model: str, *, now: datetime) -> bool:
    """Whether a worker embeds with the model now, and its vendor's gate is open."""
    try:
        chosen, _ = Serving(await providers.all(), now=now).choose(ProviderRole.EMBEDDINGS, model, loc=())
    except Refused:
        return False
    return chosen.state is ProviderState.OPEN


def embedding_model(announcements: Sequence[Announcement], *, now: datetime) -> EmbeddingModel | None:
    """What workers embed with now; None when none of them does, or not at the moment."""
    try:
        chosen, model = Serving(announcements, now=now).choose(ProviderRole.EMBEDDINGS, None, loc=())
    except Refused:
        return None
    if chosen.embeddings is None:
        return None
    return EmbeddingModel(
        vendor=chosen.vendor,
        model=model,
        texts=chosen.embeddings.texts,
        usd_per_million_input=chosen.embeddings.usd_per_million_input,
    )


class IndexingKind(JobKind[IndexingRequest, IndexingSpec]):
    """Documents into a collection."""

    name, collection, spec_model = INDEXING, "collections/documents", IndexingSpec

    def __init__(
        self, *, sources: Sources, collections: Collections, providers: Providers, clock: Callable[[], datetime]
    ) -> None:
        self._sources, self._collections = sources, collections
        self._providers, self._clock = providers, clock

    async def resolve(self, request: IndexingRequest, *, job_id: str, caller: Caller) -> NewJob[IndexingSpec]:
        collection = await self._collections.get(request.collection_id, owner=caller.owner)
        if collection is None:
            raise Refused("not_found", "No collection has this id.", status=404)
        facts = await self._sources.facts(request.sources, owner=caller.owner)
        refs = [each.ref for each in facts]
        if request.again:
            refs += await self._held(collection.collection_id)
        if not refs:
            raise Refused("collection_empty", "Nothing is in it that could be read again: add documents.", status=409)
        manifest = Manifest(documents=new_documents(collection.collection_id, refs))
        spec = IndexingSpec(
            job_id=job_id,
            owner=caller.owner,
            title=collection.name,
            priority=priority_for(caller, request.priority),
            collection_id=collection.collection_id,
            manifest=reference_of(manifest),
            total=len(manifest.documents),
            embeddings=embedding_model(await self._providers.all(), now=self._clock()),
        )
        return NewJob(
            spec=spec,
            title=spec.title,
            attributes={"collection_id": collection.collection_id},
            texts=[each.text for each in request.sources if isinstance(each, TextSource)],
            documents=[manifest],
            sources={"documents": spec.manifest},
        )

    async def _held(self, collection_id: str) -> list[SourceRef]:
        """What its documents are, oldest first."""
        held: list[SourceRef] = []
        cursor: str | None = None
        while True:
            page, cursor = await self._collections.documents(collection_id, limit=PAGE, cursor=cursor)
            held += [each.source for each in page]
            if cursor is None:
                return held[::-1]

    def start(self, spec: IndexingSpec, *, job_id: str) -> StartJob:
        return StartJob.of(
            spec,
            kind=self.name,
            job_id=job_id,
            summary=f"{spec.total} documents into a collection",
            details=f"Documents: {spec.total}\n\nCollection: {spec.collection_id}",
        )

    def step_details(self, progress: Progress) -> IndexingDetails:
        return IndexingDetails.model_validate(progress.details)

    def outputs(self, result: str) -> Sequence[JobOutput]:
        return ()
