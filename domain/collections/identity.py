"""The identity of a document in its collection: an address, or the content of a text or file.

What is added again is the same document, so that it is indexed once, and an address is looked at anew.
"""

import hashlib
from collections.abc import Iterable

from domain.collections.collection import NewDocument
from domain.retrieve.source import SourceRef


def document_id(collection_id: str, source: SourceRef) -> str:
    """24 hex digits, as every other id has."""
    what = f"url {source.url}" if source.artifact is None else f"content {source.artifact.sha256}"
    return hashlib.sha256(f"{collection_id} {what}".encode()).hexdigest()[:24]


def new_documents(collection_id: str, sources: Iterable[SourceRef]) -> tuple[NewDocument, ...]:
    """In the order given; of those that are the same, the first."""
    found: dict[str, NewDocument] = {}
    for source in sources:
        identity = document_id(collection_id, source)
        found.setdefault(identity, NewDocument(document_id=identity, source=source))
    return tuple(found.values())
