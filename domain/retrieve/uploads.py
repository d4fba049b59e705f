"""Accepting an uploaded file: recognised by its content, opened before it is accepted, stored."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from domain.access import IDEMPOTENCY_LIFE
from domain.artifacts.files import Files, StoredFile, store_file
from domain.artifacts.layout import file_folder, file_name, idempotency_name
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.artifacts.removing import UnsharedBlobs
from domain.errors import IdempotencyConflict, PermanentFault, Refused
from domain.retrieve.ports import DetectLanguage, DocumentReader
from domain.retrieve.words import count_words
from domain.value import Value

OPEN_SECONDS = 5.0
"""What a caller waits at most. A file that is damaged or encrypted is known sooner; a long one is read later."""

ROUTE = "POST /files"

_STATUS = {"source_not_supported": 415, "source_too_large": 413}


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file on disk, as it was sent. `head` is its first 4 kB, `size` in bytes, `name` for people."""

    path: Path
    name: str
    size: int
    sha256: str
    head: bytes


class Uploaded(Value):
    file: StoredFile
    replayed: bool = False


class FileFacts(Value):
    """What was found out about a document when it was uploaded, stored beside it."""

    words: int
    language: str | None = None


class FileOpener(Protocol):
    """Knows some kinds of file."""

    def sniff(self, head: bytes, *, name: str) -> str | None:
        """The media type; None for a file of another kind."""
        ...

    async def open(self, path: Path, *, media_type: str, name: str) -> Value | None:
        """Facts to be stored beside the file. None: it takes longer than a caller waits, and is opened by a job later.

        Raises:
            PermanentFault: it is damaged, encrypted, or otherwise of no use.
        """
        ...


class DocumentOpener:
    """Implements `FileOpener` for documents."""

    def __init__(self, *, reader: DocumentReader, detect: DetectLanguage) -> None:
        self._reader, self._detect = reader, detect

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return self._reader.sniff(head, name=name)

    async def open(self, path: Path, *, media_type: str, name: str) -> FileFacts | None:
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                document = await self._reader.read(path, media_type=media_type, name=name, on_progress=_ignored)
        except TimeoutError:
            return None
        text = "\n\n".join(block.text for block in document.blocks)
        language = await self._detect(text)
        return FileFacts(words=count_words(text), language=None if language == "und" else language)


class _Replay(Value):
    """What an idempotency key stands for; one key, one record."""

    sha256: str
    file_id: str
    at: datetime


class Uploads:
    """`openers` are asked in this order; `new_id` makes the ids of files."""

    def __init__(
        self,
        *,
        files: Files,
        blobs: Blobs,
        names: Names,
        unshared: UnsharedBlobs,
        openers: Sequence[FileOpener],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._files, self._blobs, self._names, self._unshared = files, blobs, names, unshared
        self._openers, self._clock, self._new_id = openers, clock, new_id

    async def accept(self, received: Received, *, owner: str, key: str | None) -> Uploaded:
        """`key`: the caller's idempotency key; the same one with the same bytes gives the first file again.

        Raises:
            Refused: empty, not supported, damaged or encrypted; nothing is stored.
            IdempotencyConflict: the key was used for other bytes.
        """
        if received.size == 0:
            raise Refused("empty_file", "The file is empty.")
        if key is not None and (earlier := await self._earlier(owner, key, received.sha256)) is not None:
            return Uploaded(file=earlier, replayed=True)
        media_type, facts = await self._open(received)
        ref = await self._blobs.put_file(received.path, media_type=media_type)
        file = StoredFile(
            file_id=self._new_id(),
            owner=owner,
            name=received.name,
            media_type=media_type,
            size=ref.size,
            sha256=ref.sha256,
            created_at=self._clock(),
        )
        if facts is not None:
            await self._names.create(file_name(file.file_id, "facts"), facts.model_dump_json().encode())
        await self._files.add(file)
        await store_file(self._names, file)
        if key is not None:
            replay = _Replay(sha256=received.sha256, file_id=file.file_id, at=file.created_at)
            await self._names.create(idempotency_name(owner, ROUTE, key), replay.model_dump_json().encode())
        return Uploaded(file=file)

    async def delete(self, file: StoredFile) -> None:
        """Jobs keep their own names of the bytes."""
        await self._files.delete(file.file_id, owner=file.owner)
        ref = ArtifactRef(sha256=file.sha256, size=file.size, media_type=file.media_type)
        await self._unshared.remove_with(await self._names.list(file_folder(file.file_id)), ref=ref)

    async def _open(self, received: Received) -> tuple[str, Value | None]:
        for opener in self._openers:
            media_type = opener.sniff(received.head, name=received.name)
            if media_type is None:
                continue
            try:
                return media_type, await opener.open(received.path, media_type=media_type, name=received.name)
            except PermanentFault as fault:
                message = f"{fault.message} {fault.advice}".strip()
                raise Refused(fault.code, message, status=_STATUS.get(fault.code, 422)) from fault
        raise Refused(
            "unsupported_media_type",
            f"{received.name} is not a PDF, EPUB, Word document, web page, text, audio or video.",
            status=415,
        )

    async def _earlier(self, owner: str, key: str, sha256: str) -> StoredFile | None:
        name = idempotency_name(owner, ROUTE, key)
        record = await self._names.get(name)
        if record is None:
            return None
        try:
            replay = _Replay.model_validate_json(record)
        except ValidationError:
            replay = None
        file = await self._files.get(replay.file_id, owner=owner) if replay is not None else None
        if replay is None or file is None or self._clock() - replay.at > IDEMPOTENCY_LIFE:
            await self._names.delete(name)
            return None
        if replay.sha256 != sha256:
            raise IdempotencyConflict(key)
        return file


async def _ignored(_word: str) -> None:
    """Nothing shows the progress: the answer comes within five seconds."""
