"""Documents: models stored as JSON blobs."""

from typing import TypeVar

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
