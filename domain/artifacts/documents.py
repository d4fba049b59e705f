"""Documents: models stored as JSON blobs."""

import hashlib
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef

JSON = "application/json"

Document = TypeVar("Document", bound=BaseModel)


class Documents:
    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    async def put(self, document: BaseModel) -> ArtifactRef:
        return await self._blobs.put(_bytes(document), media_type=JSON)

    async def read(self, ref: ArtifactRef, model: type[Document]) -> Document:
        """Raises ArtifactMissing when the blob is gone or damaged."""
        return model.model_validate_json(await self._blobs.read(ref))


def reference_of(document: BaseModel) -> ArtifactRef:
    """The reference that storing the document will give."""
    data = _bytes(document)
    return ArtifactRef(sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=JSON)


def _bytes(document: BaseModel) -> bytes:
    return document.model_dump_json().encode()


async def name_blob(names: Names, name: str, ref: ArtifactRef) -> None:
    """Has a name refer to a blob."""
    await names.create(name, ref.model_dump_json().encode())


async def named_blob(names: Names, name: str) -> ArtifactRef | None:
    """The blob that a name refers to; None without such a name, or when its record is something else."""
    record = await names.get(name)
    try:
        return None if record is None else ArtifactRef.model_validate_json(record)
    except ValidationError:
        return None


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
