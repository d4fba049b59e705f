"""Accepting an uploaded file: recognised by its content, opened before it is accepted, stored."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.artifacts.files import FileExists, Files, FilesFull, StoredFile, store_file
from domain.artifacts.layout import file_folder, file_name
from domain.artifacts.ports import Blobs, Names
from domain.errors import PermanentFault, Refused, TransientFault
from domain.retrieve.ports import DetectLanguage, DocumentReader
from domain.retrieve.upload_keys import UploadKeys
from domain.retrieve.words import count_words
from domain.value import Value

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
            TransientFault: it was not opened, and may be sent again.
        """
        ...


class DocumentOpener:
    """Implements `FileOpener` for documents."""

    def __init__(self, *, reader: DocumentReader, detect: DetectLanguage) -> None:
        self._reader, self._detect = reader, detect

    def sniff(self, head: bytes, *, name: str) -> str | None:
        return self._reader.sniff(head, name=name)

    async def open(self, path: Path, *, media_type: str, name: str) -> FileFacts | None:
        document = await self._reader.open(path, media_type=media_type, name=name)
        if document is None:
            return None
        text = "\n\n".join(block.text for block in document.blocks)
        language = await self._detect(text)
        return FileFacts(words=count_words(text), language=None if language == "und" else language)


class Uploads:
    """`openers` are asked in this order; `new_id` makes the ids of files; `most_bytes` of files an owner may have."""

    def __init__(
        self,
        *,
        files: Files,
        blobs: Blobs,
        names: Names,
        openers: Sequence[FileOpener],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        most_bytes: int | None = None,
    ) -> None:
        self._files, self._blobs, self._names = files, blobs, names
        self._openers, self._clock, self._new_id, self._most_bytes = openers, clock, new_id, most_bytes
        self._keys = UploadKeys(names=names, clock=clock)

    async def accept(self, received: Received, *, owner: str, key: str | None) -> Uploaded:
        """`key`: the caller's idempotency key; the same one with the same bytes gives the first file again.

        Raises:
            Refused: empty, not supported, damaged, encrypted, or more than the owner may store; nothing is stored.
            IdempotencyConflict: the key was used for other bytes.
        """
        if received.size == 0:
            raise Refused("empty_file", "The file is empty.")
        if key is None:
            return await self._store(received, await self._open(received), owner=owner, file_id=self._new_id())
        async with self._keys.one_at_a_time(owner, key):
            claimed = await self._keys.find(owner, key, received.sha256)
            if claimed is not None and (earlier := await self._files.get(claimed, owner=owner)) is not None:
                await self._blobs.put_file(received.path, media_type=earlier.media_type)  # its process may have died
                return Uploaded(file=earlier, replayed=True)
            opened = await self._open(received)
            file_id = await self._keys.claim(owner, key, received.sha256, file_id=claimed or self._new_id())
            return await self._store(received, opened, owner=owner, file_id=file_id)

    async def _store(self, received: Received, opened: "_Opened", *, owner: str, file_id: str) -> Uploaded:
        """The row comes first: of what the owner has no room for, no bytes are stored."""
        media_type, facts = opened
        file = StoredFile(
            file_id=file_id,
            owner=owner,
            name=received.name,
            media_type=media_type,
            size=received.size,
            sha256=received.sha256,
            created_at=self._clock(),
        )
        try:
            await self._files.add(file, most_bytes=self._most_bytes)
        except FileExists:  # another process had the same upload in hand, and may not have stored its bytes yet
            await self._blobs.put_file(received.path, media_type=media_type)
            first = await self._files.get(file_id, owner=owner)
            return Uploaded(file=first or file, replayed=True)
        except FilesFull as full:
            await self._keys.release(file.file_id)
            raise self._no_room(full.stored) from None
        try:
            await self._blobs.put_file(received.path, media_type=media_type)
            if facts is not None:
                await self._names.create(file_name(file.file_id, "facts"), facts.model_dump_json().encode())
        except BaseException:
            await self.delete(file)
            raise
        await store_file(self._names, file)
        return Uploaded(file=file)

    def _no_room(self, stored: int) -> Refused:
        most = (self._most_bytes or 0) / 1e9
        return Refused(
            "files_limit",
            f"Your files take {stored / 1e9:.2f} GB of the {most:g} GB that an owner may store. Delete some that "
            "you no longer need: podcasts keep their own copies.",
            status=413,
        )

    async def delete(self, file: StoredFile) -> None:
        """Jobs keep their own names of the bytes, which are left to the sweep."""
        await self._files.delete(file.file_id, owner=file.owner)
        await self._forget(file)

    async def _forget(self, file: StoredFile) -> None:
        await self._keys.release(file.file_id)
        for name in await self._names.list(file_folder(file.file_id)):
            await self._names.delete(name)

    async def _open(self, received: Received) -> "_Opened":
        for opener in self._openers:
            media_type = opener.sniff(received.head, name=received.name)
            if media_type is None:
                continue
            try:
                return media_type, await opener.open(received.path, media_type=media_type, name=received.name)
            except PermanentFault as fault:
                message = f"{fault.message} {fault.advice}".strip()
                raise Refused(fault.code, message, status=_STATUS.get(fault.code, 422)) from fault
            except TransientFault as fault:
                again = fault.retry_after
                raise Refused(
                    fault.code,
                    f"{fault.message} Send it again.",
                    status=503,
                    retry_after=None if again is None else math.ceil(again.total_seconds()),
                ) from fault
        raise Refused(
            "unsupported_media_type",
            f"{received.name} is not a PDF, EPUB, Word document, web page, text, audio or video.",
            status=415,
        )


_Opened = tuple[str, Value | None]
"""Media type and facts."""
