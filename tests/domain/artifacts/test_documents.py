"""Models as blobs, and the cache of those read last."""

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from domain.artifacts.documents import JSON, DocumentCache, Documents
from domain.artifacts.ports import ArtifactMissing
from domain.artifacts.reference import ArtifactRef
from domain.value import Value


class Note(Value):
    text: str


class CountedReads(MemoryArtifacts):
    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    async def read(self, ref: ArtifactRef) -> bytes:
        self.reads += 1
        return await super().read(ref)


async def test_a_model_is_put_as_json_and_read_back() -> None:
    blobs = MemoryArtifacts()
    ref = await Documents(blobs).put(Note(text="Bees"))
    assert ref.media_type == JSON
    assert await blobs.read(ref) == b'{"text":"Bees"}'
    assert await Documents(blobs).read(ref, Note) == Note(text="Bees")
    with pytest.raises(ArtifactMissing):
        await Documents(MemoryArtifacts()).read(ref, Note)


async def test_the_last_documents_are_read_once() -> None:
    blobs = CountedReads()
    refs = [await Documents(blobs).put(Note(text=text)) for text in ("one", "two", "three")]
    cache = DocumentCache(blobs, Note, size=2)
    for ref in (refs[0], refs[1], refs[0], refs[1]):
        await cache.read(ref)
    assert blobs.reads == 2
    assert (await cache.read(refs[2])).text == "three"
    await cache.read(refs[1])
    assert blobs.reads == 3, "the one that was read longest ago gave way"
    assert (await cache.read(refs[0])).text == "one"
    assert blobs.reads == 4
