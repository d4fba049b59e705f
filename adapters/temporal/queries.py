"""Embeddings of queries, each a short workflow on the vendor's queue: the API itself calls no vendor."""

import asyncio
import base64
import hashlib
import logging
from collections import OrderedDict
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy

from adapters.temporal.calls import CALL, translate_errors
from domain.collections.embedding import QueryOrder, QueryVector
from domain.errors import EngineUnavailable
from domain.jobs.wire import JOBS_QUEUE, QUERY_WORKFLOW
from domain.vendors.declarations import split_name

log = logging.getLogger(__name__)

WITHIN = 2.0
"""Seconds that a search waits: a vendor answers in a few tenths. Then it goes on by full text alone."""

LIFE = timedelta(seconds=30)
"""A query that no worker took up by then is not waited for any more; what arrives later is found in the ledger."""

HELD = 1000
"""Vectors of queries, 2 to 6 kB each: pages and people ask the same again."""


class TemporalQueries:
    """Implements `QueryEmbedder` over one client, which may be lazy."""

    def __init__(self, client: Client, *, within: float = WITHIN) -> None:
        self._client, self._within = client, within
        self._held: OrderedDict[str, bytes] = OrderedDict()

    async def embed(self, query: str, *, model: str) -> bytes | None:
        key = hashlib.sha256(f"{model}\n{query}".encode()).hexdigest()
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        try:
            async with asyncio.timeout(self._within):
                vector = await self._asked(query, model, key)
        except (TimeoutError, EngineUnavailable, WorkflowFailureError) as error:
            log.warning("a query was searched for without its embedding by %s: %s", model, type(error).__name__)
            return None
        self._held[key] = vector
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return vector

    async def _asked(self, query: str, model: str, key: str) -> bytes:
        vendor, name = split_name(model)
        with translate_errors():
            handle = await self._client.start_workflow(
                QUERY_WORKFLOW,
                QueryOrder(query=query, vendor=vendor, model=name),
                id=f"query-{key[:40]}",
                task_queue=JOBS_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                execution_timeout=LIFE,
                static_summary=f"A query for {vendor}",
                rpc_timeout=CALL,
                result_type=QueryVector,
            )
            answer: QueryVector = await handle.result()
        return base64.b64decode(answer.vector)
