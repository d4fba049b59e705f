"""Documents: models stored as JSON blobs."""

from typing import Generic, TypeVar

from pydantic import BaseModel

from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef

JSON = "application/json"

Document = TypeVar("Document", bound=BaseModel)


class Documents:
    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    async def put(self, document: BaseModel) -> ArtifactRef:
        return await self._blobs.put(document.model_dump_json().encode(), media_type=JSON)

    async def read(self, ref: ArtifactRef, model: type[Document]) -> Document:
        """Raises ArtifactMissing when the blob is gone or damaged."""
        return model.model_validate_json(await self._blobs.read(ref))


class DocumentCache(Generic[Document]):
    """The documents of one model that were read last. They never change: the reference holds the hash."""

    def __init__(self, blobs: Blobs, model: type[Document], *, size: int) -> None:
        self._documents, self._model, self._size = Documents(blobs), model, size
        self._held: dict[str, Document] = {}

    async def read(self, ref: ArtifactRef) -> Document:
        document = self._held.pop(ref.sha256, None)
        if document is None:
            document = await self._documents.read(ref, self._model)
        self._held[ref.sha256] = document
        if len(self._held) > self._size:
            del self._held[next(iter(self._held))]
        return document
