"""The embedding of a query: one short text, on the vendor's queue, kept in the ledger like every other call."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.embeddings import EmbeddingActivities, EmbedQuery
    from domain.collections.embedding import QueryOrder, QueryVector
    from domain.jobs.wire import vendor_queue
    from domain.vendors.declarations import ProviderRole
    from workflows.jobs import policies


@workflow.defn(name="QueryWorkflow")
class QueryWorkflow:
    @workflow.run
    async def run(self, order: QueryOrder) -> QueryVector:
        embedded = await workflow.execute_activity_method(
            EmbeddingActivities.embed_query,
            EmbedQuery(query=order.query, model=order.model),
            task_queue=vendor_queue(ProviderRole.EMBEDDINGS, order.vendor),
            activity_id="query",
            **policies.PREVIEWING,
        )
        return QueryVector(vector=embedded.vector)
