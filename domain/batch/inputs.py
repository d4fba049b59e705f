"""The inputs of a batch, one for each job: a ZIP archive stands for its files, a collection for its documents."""

from collections.abc import AsyncIterator, Sequence

from domain.artifacts.files import Files, StoredFile
from domain.artifacts.ports import Blobs
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.zipped import TAIL_BYTES, ZIP, directory_of, members_of
from domain.batch.request import MOST_INPUTS, Input
from domain.batch.spec import Origin
from domain.collections.ports import Collections
from domain.errors import Loc, Refused
from domain.plain_names import plain_name
from domain.retrieve.address import shown_url
from domain.retrieve.request import CollectionSource, FileSource, Source, TextSource, UrlSource
from domain.retrieve.source import SourceRef, SourceType
from domain.value import Value

PENDING = FileSource(type="file", file_id="pending")
"""In the place of a file that is uploaded when its job is submitted."""

MOST_UNPACKED = 4 * 10**9
"""Bytes of all files of an archive together."""

PAGE = 100


class OneInput(Value):
    """Of one job. `at`: the place of what it was asked for with. `artifact`: bytes that have to stay until then."""

    at: int
    name: str
    source: Source
    origin: Origin | None = None
    artifact: ArtifactRef | None = None


class InputExpansion:
    def __init__(self, *, files: Files, blobs: Blobs, collections: Collections) -> None:
        self._files, self._blobs, self._collections = files, blobs, collections

    async def of(self, inputs: Sequence[Input], *, owner: str) -> list[OneInput]:
        """In the order given; members in that of the archive, documents from the oldest on.

        Raises:
            Refused: names the input at fault.
        """
        found: list[OneInput] = []
        for at, each in enumerate(inputs):
            async for one in self._expanded(each, at, owner):
                found.append(one)
                if len(found) > MOST_INPUTS:
                    message = f"A batch has at most {MOST_INPUTS} inputs, with those in archives and collections."
                    raise Refused("too_many_inputs", message, loc=("inputs",))
        return found

    async def _expanded(self, given: Input, at: int, owner: str) -> AsyncIterator[OneInput]:
        if isinstance(given, CollectionSource):
            async for one in self._documents(given, at, owner):
                yield one
        elif isinstance(given, FileSource):
            file = await self._file(given, at, owner)
            artifact = ArtifactRef(sha256=file.sha256, size=file.size, media_type=file.media_type)
            if file.media_type == ZIP:
                for one in await self._members(artifact, at):
                    yield one
            else:
                yield OneInput(at=at, name=file.name, source=given, artifact=artifact)
        elif isinstance(given, UrlSource):
            yield OneInput(at=at, name=shown_url(given.url), source=given)
        elif isinstance(given, TextSource):
            yield OneInput(at=at, name=given.title or f"input {at + 1}", source=given)

    async def _file(self, source: FileSource, at: int, owner: str) -> StoredFile:
        file = await self._files.get(source.file_id, owner=owner)
        if file is None:
            message = f"No file has the id {source.file_id!r}."
            raise Refused("file_not_found", message, loc=("inputs", at, "file_id"))
        return file

    async def _members(self, archive: ArtifactRef, at: int) -> list[OneInput]:
        loc: Loc = ("inputs", at, "file_id")
        try:
            tail = await self._bytes(archive, max(0, archive.size - TAIL_BYTES), archive.size)
            directory = directory_of(tail, size=archive.size)
            members = members_of(await self._bytes(archive, directory.start, directory.end), shift=directory.shift)
        except Refused as error:
            raise Refused(error.code, str(error), loc=loc) from None
        if not members:
            raise Refused("archive_empty", "There is no file in the archive.", loc=loc)
        if sum(each.packed for each in members) > archive.size:  # members that share their bytes
            raise Refused("archive_damaged", "The ZIP archive is damaged: its files overlap.", loc=loc)
        if sum(each.size for each in members) > MOST_UNPACKED:
            message = f"The files in the archive have more than {MOST_UNPACKED // 10**9} GB."
            raise Refused("archive_too_large", message, loc=loc)
        return [
            OneInput(
                at=at,
                name=plain_name(each.name, otherwise="file"),
                source=PENDING,
                origin=Origin(artifact=archive, member=each),
                artifact=archive,
            )
            for each in members
        ]

    async def _bytes(self, archive: ArtifactRef, start: int, end: int) -> bytes:
        return b"".join([chunk async for chunk in self._blobs.stream(archive, start=start, end=end)])

    async def _documents(self, given: CollectionSource, at: int, owner: str) -> AsyncIterator[OneInput]:
        loc: Loc = ("inputs", at, "collection_id")
        if await self._collections.get(given.collection_id, owner=owner) is None:
            raise Refused("collection_not_found", f"No collection has the id {given.collection_id!r}.", loc=loc)
        sources: list[tuple[str, SourceRef]] = []
        cursor: str | None = None
        while len(sources) <= MOST_INPUTS:
            page, cursor = await self._collections.documents(given.collection_id, limit=PAGE, cursor=cursor)
            sources += [(each.name, each.source) for each in page]
            if cursor is None:
                break
        if not sources:
            raise Refused("collection_empty", "There is no document in the collection.", loc=loc)
        for name, source in reversed(sources):
            if source.type is SourceType.URL and source.url:
                yield OneInput(at=at, name=name, source=UrlSource(type="url", url=source.url))
            elif source.artifact is not None:
                origin = Origin(artifact=source.artifact)
                yield OneInput(at=at, name=source.name or name, source=PENDING, origin=origin, artifact=source.artifact)
