"""What a job that indexes documents is asked for: the body of a request, and the collection in its address."""

from domain.collections.request import DocumentsRequest


class IndexingRequest(DocumentsRequest):
    collection_id: str
