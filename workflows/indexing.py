"""One indexing: every document of its manifest is read and put into the index of its collection, some at once."""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.collections import (
        CollectionActivities,
        DocumentIndexed,
        IndexDocument,
        TakeDocuments,
        UseEmbeddings,
    )
    from activities.embeddings import EmbeddingActivities, EmbedPassages, PassagesEmbedded
    from domain.collections.embedding import EmbeddingModel
    from domain.errors import PermanentFault
    from domain.indexing.run import IndexingRun
    from domain.indexing.spec import Indexed
    from domain.indexing.state import IndexingState
    from domain.indexing.steps import EMBEDDING_PASSAGES
    from domain.jobs.progress import Progress
    from domain.jobs.wire import vendor_queue
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies
    from workflows.jobs.gathering import gather_all
    from workflows.jobs.lifecycle import JobWorkflow
    from workflows.jobs.policies import Options
    from workflows.jobs.publishing import EventPublisher
    from workflows.jobs.reservation import Reservation

WINDOW = 4
"""Documents in flight of one job: a worker reads two at once, while others are fetched or written."""

RESOURCE = "retrieve"

EMBEDDED_AT_ONCE = 256
"""Passages of one activity: four calls of a vendor, and six events of a history that holds 51,200."""


@workflow.defn(name="IndexingWorkflow")
class IndexingWorkflow(JobWorkflow):
    """Its id is the job's id. With thousands of documents it continues as new, from its state."""

    kind = "indexing"

    @workflow.init
    def __init__(self, spec: IndexingRun) -> None:
        self._spec, self._state = spec, spec.carried or IndexingState.first(spec)
        self._prepare(self._state, EventPublisher(self._state), job_id=spec.job_id)

    @workflow.run
    async def run(self, spec: IndexingRun) -> Progress:
        return await self._run()

    def continue_as_new(self) -> None:
        workflow.continue_as_new(self._spec.model_copy(update={"carried": self._state.carried()}))

    async def body(self) -> Indexed:
        spec = self._spec
        if not self._state.position:
            order = TakeDocuments(job_id=spec.job_id, collection_id=spec.collection_id, manifest=spec.manifest)
            await self._runner.run_activity(
                "take-documents",
                CollectionActivities.take_documents,
                order,
                resource=RESOURCE,
                options=policies.RECORDING,
            )
        window = asyncio.Semaphore(WINDOW)
        left = self._state.left()
        await gather_all([asyncio.create_task(self._index(position, window)) for position in left])
        fault = self._state.first_fault
        if fault is not None and self._state.nothing_was_read:
            raise PermanentFault(fault.code, fault.message, advice=fault.advice)
        if spec.embeddings is not None:
            await self._embed(spec.embeddings)
        return self._state.result()

    async def _embed(self, model: EmbeddingModel) -> None:
        """Gives vectors to all passages of the collection that have none, some hundred at a time."""
        state, spec = self._state, self._spec
        state.entered(EMBEDDING_PASSAGES)
        self._publisher.publish()
        while (made := await self._embed_next(model)).passages:
            state.billed(made.failed)
            state.passages_embedded(made.passages, last=made.last, tokens=made.usage)
            self._publisher.publish()
        state.billed(made.failed)
        order = UseEmbeddings(collection_id=spec.collection_id, model=model.name)
        await self._runner.run_activity(
            "use-embeddings",
            CollectionActivities.use_embeddings,
            order,
            resource=RESOURCE,
            options=policies.RECORDING,
        )

    async def _embed_next(self, model: EmbeddingModel) -> PassagesEmbedded:
        state, item = self._state, f"embeddings-{self._state.embedded_to:09}"
        reservation = Reservation(state, self._runner)
        order = EmbedPassages(
            collection_id=self._spec.collection_id, model=model, after=state.embedded_to, limit=EMBEDDED_AT_ONCE
        )

        async def embed(options: Options) -> PassagesEmbedded:
            call = workflow.execute_activity_method(
                EmbeddingActivities.embed_passages,
                order,
                task_queue=vendor_queue(ProviderRole.EMBEDDINGS, model.vendor),
                activity_id=item,
                **options,
            )
            return await reservation.count_if_failed(call)

        return await self._runner.run_required(
            item, embed, resource=model.vendor, options=self._runner.paid(policies.EMBEDDING)
        )

    async def _index(self, position: int, window: asyncio.Semaphore) -> None:
        spec, item = self._spec, f"document-{position + 1:04}"
        order = IndexDocument(
            job_id=spec.job_id, collection_id=spec.collection_id, manifest=spec.manifest, position=position
        )

        async def call(options: Options) -> DocumentIndexed:
            return await workflow.execute_activity_method(
                CollectionActivities.index_document, order, activity_id=item, **options
            )

        done = await self._runner.run(item, call, resource=RESOURCE, options=policies.READING, window=window)
        if done is not None:
            self._state.document_done(
                position, done.ending, passages=done.passages, notices=done.notices, fault=done.fault
            )
            self._publisher.publish()
