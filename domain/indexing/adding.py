"""Adding documents to a collection: a job is submitted, and its documents are shown as waiting at once."""

from collections.abc import Callable
from datetime import datetime

from domain.access import Caller
from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs, Names
from domain.collections.collection import CollectionDocument, Manifest
from domain.collections.ports import Collections
from domain.indexing.kind import IndexingKind
from domain.indexing.request import IndexingRequest
from domain.indexing.spec import IndexingSpec
from domain.jobs.record import JobRecord
from domain.jobs.specs import spec_of
from domain.jobs.submitting import Submissions
from domain.value import Value


class Added(Value):
    record: JobRecord
    documents: tuple[CollectionDocument, ...]
    replayed: bool = False


class DocumentAdder:
    def __init__(
        self,
        *,
        kind: IndexingKind,
        submissions: Submissions,
        collections: Collections,
        blobs: Blobs,
        names: Names,
        clock: Callable[[], datetime],
    ) -> None:
        self._kind, self._submissions, self._collections = kind, submissions, collections
        self._blobs, self._names, self._clock = blobs, names, clock

    async def add(self, request: IndexingRequest, *, caller: Caller, key: str | None) -> Added:
        """`key`: the caller's idempotency key. Of documents that are removed by now, none is in the answer.

        Raises: what Submissions.create raises.
        """
        submitted = await self._submissions.create(self._kind, request, caller=caller, key=key)
        job = submitted.record.job
        spec = await spec_of(self._blobs, self._names, job.id, job.attempt, IndexingSpec)
        if spec is None:  # the job was deleted a moment ago
            return Added(record=submitted.record, documents=(), replayed=submitted.replayed)
        manifest = await Documents(self._blobs).read(spec.manifest, Manifest)
        if not submitted.replayed:
            await self._collections.add_documents(
                spec.collection_id, manifest.documents, job_id=job.id, at=self._clock()
            )
        wanted = [each.document_id for each in manifest.documents]
        there = await self._collections.some_documents(spec.collection_id, wanted)
        return Added(
            record=submitted.record,
            documents=tuple(there[each] for each in wanted if each in there),
            replayed=submitted.replayed,
        )
