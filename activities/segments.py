"""Reading frozen segments: every turn of a segment asks for the same artifact, so the last few are remembered."""

from domain.artifacts.documents import Documents
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.podcast.frozen import FrozenSegment

REMEMBERED = 32


class FrozenSegments:
    def __init__(self, blobs: Blobs) -> None:
        self._documents = Documents(blobs)
        self._known: dict[str, FrozenSegment] = {}

    async def read(self, segment: ArtifactRef) -> FrozenSegment:
        """Immutable by hash, so a remembered one is as good as a fresh one."""
        found = self._known.get(segment.sha256)
        if found is None:
            found = await self._documents.read(segment, FrozenSegment)
            if len(self._known) >= REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[segment.sha256] = found
        return found
