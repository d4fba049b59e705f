"""Files as they come in: streamed to disk with a bound, recognised by content, opened before they are accepted."""

import asyncio
import hashlib
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Message

from api.http.bodies import drain, too_large
from api.http.problems import ProblemError
from domain.artifacts.files import Files, StoredFile, keep_file
from domain.artifacts.layout import file_name, idempotency_name
from domain.artifacts.ports import Blobs, Names
from domain.artifacts.reference import ArtifactRef
from domain.errors import PermanentFault
from domain.jobs.ports import IdempotencyConflict
from domain.jobs.removing import Removal
from domain.podcast.sources import FileFacts
from domain.retrieve.ports import DocumentReader
from domain.value import Value

OPEN_SECONDS = 5.0
"""What a caller waits at most. A file that is damaged or encrypted says so sooner; a long one is read later."""

HEAD_BYTES = 4096
WRITE_BYTES = 1024 * 1024
MULTIPART_SLACK = 64 * 1024  # boundaries and part headers
KEY_LIFE = timedelta(days=7)

_STATUS = {"source_not_supported": 415, "source_too_large": 413}


class Uploaded(Value):
    file: StoredFile
    replayed: bool = False


class _Replay(Value):
    """What an Idempotency-Key stands for; one key, one record."""

    sha256: str
    file_id: str
    at: datetime


class Uploads:
    """`maximum_bytes` of one file."""

    def __init__(
        self,
        *,
        files: Files,
        blobs: Blobs,
        names: Names,
        reader: DocumentReader,
        language: Callable[[str], str],
        removal: Removal,
        maximum_bytes: int,
        clock: Callable[[], datetime],
    ) -> None:
        self._files, self._blobs, self._names, self._reader = files, blobs, names, reader
        self._language, self._removal, self._clock = language, removal, clock
        self._maximum = maximum_bytes

    async def add(self, request: Request, *, owner: str, key: str | None) -> Uploaded:
        async with self._received(request) as (path, name):
            size = path.stat().st_size
            if size == 0:
                raise ProblemError(422, "empty_file", "The file is empty.")
            digest = await asyncio.to_thread(_digest, path)
            if key is not None and (earlier := await self._earlier(owner, key, digest)) is not None:
                return Uploaded(file=earlier, replayed=True)
            with path.open("rb") as opened:
                head = opened.read(HEAD_BYTES)
            media_type = self._reader.sniff(head, name=name)
            if media_type is None:
                raise ProblemError(
                    415, "unsupported_media_type", f"{name} is no PDF, EPUB, Word document, web page or text."
                )
            facts = await self._open(path, media_type, name)
            ref = await self._blobs.put_file(path, media_type=media_type)
        file_id = secrets.token_hex(12)
        if facts is not None:
            await self._names.create(file_name(file_id, "facts"), facts.model_dump_json().encode())
        stored = await self._files.add(
            StoredFile(
                file_id=file_id,
                owner=owner,
                name=name,
                media_type=media_type,
                size=ref.size,
                sha256=ref.sha256,
                created_at=self._clock(),
            )
        )
        await keep_file(self._names, stored)
        if key is not None:
            replay = _Replay(sha256=digest, file_id=file_id, at=self._clock())
            await self._names.create(idempotency_name(owner, "POST /files", key), replay.model_dump_json().encode())
        return Uploaded(file=stored)

    async def delete(self, file: StoredFile) -> None:
        """Podcasts keep their own names of the bytes."""
        await self._files.delete(file.file_id, owner=file.owner)
        ref = ArtifactRef(sha256=file.sha256, size=file.size, media_type=file.media_type)
        await self._removal.file(ref, file.file_id, owner=file.owner)

    async def _open(self, path: Path, media_type: str, name: str) -> FileFacts | None:
        """What the reader finds; None for a file too long to be read while somebody waits."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                document = await self._reader.read(path, media_type=media_type, name=name, on_progress=_unheard)
        except TimeoutError:
            return None
        except PermanentFault as fault:
            words = f"{fault.message} {fault.advice}".strip()
            raise ProblemError(_STATUS.get(fault.code, 422), fault.code, words) from fault
        text = "\n\n".join(block.text for block in document.blocks)
        found = await asyncio.to_thread(self._language, text)
        return FileFacts(words=len(text.split()), language=None if found == "und" else found)

    async def _earlier(self, owner: str, key: str, digest: str) -> StoredFile | None:
        record = await self._names.get(idempotency_name(owner, "POST /files", key))
        if record is None:
            return None
        try:
            replay = _Replay.model_validate_json(record)
        except ValidationError:
            replay = None
        file = await self._files.get(replay.file_id, owner=owner) if replay is not None else None
        if replay is None or file is None or self._clock() - replay.at > KEY_LIFE:
            await self._names.delete(idempotency_name(owner, "POST /files", key))
            return None
        if replay.sha256 != digest:
            raise IdempotencyConflict(key)
        return file

    @asynccontextmanager
    async def _received(self, request: Request) -> AsyncIterator[tuple[Path, str]]:
        """The file on disk and its name; gone afterwards."""
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._maximum + MULTIPART_SLACK:
            await drain(request)
            raise too_large(self._maximum)
        with tempfile.TemporaryDirectory(prefix="podwright-upload-") as folder:
            path = Path(folder) / "file"
            if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                name = await self._from_form(request, path)
            else:
                await self._from_stream(request, path)
                name = _raw_name(request)
            if path.stat().st_size > self._maximum:
                raise too_large(self._maximum)
            yield path, _clean(name)

    async def _from_stream(self, request: Request, path: Path) -> None:
        size = 0
        buffer = bytearray()
        with path.open("wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > self._maximum:
                    await drain(request)
                    raise too_large(self._maximum)
                buffer += chunk
                if len(buffer) >= WRITE_BYTES:
                    await asyncio.to_thread(file.write, bytes(buffer))
                    buffer.clear()
            file.write(bytes(buffer))

    async def _from_form(self, request: Request, path: Path) -> str:
        """The first file of a form, whatever its field is called."""
        bounded = Request(request.scope, _Bounded(request, self._maximum + MULTIPART_SLACK))
        parser = MultiPartParser(bounded.headers, bounded.stream(), max_files=1, max_fields=10)
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise ProblemError(422, "invalid_form", f"The form cannot be read: {error.message}") from error
        except KeyError as error:
            raise ProblemError(422, "invalid_form", "The form names no boundary.") from error
        try:
            part = next((value for value in form.values() if isinstance(value, UploadFile)), None)
            if part is None:
                raise ProblemError(422, "invalid_form", "The form holds no file.")
            await asyncio.to_thread(_copy, part.file, path)
            return part.filename or "file"
        finally:
            await form.close()


class _Bounded:
    """Receives on behalf of a request, and no more than `limit` bytes."""

    def __init__(self, request: Request, limit: int) -> None:
        self._request, self._limit, self._size = request, limit, 0

    async def __call__(self) -> Message:
        message = await self._request.receive()
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            await drain(self._request)
            raise too_large(self._limit - MULTIPART_SLACK)
        return message


async def _unheard(_word: str) -> None:
    """Nobody waits for words of progress: the answer comes within five seconds."""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        while chunk := source.read(WRITE_BYTES):
            file.write(chunk)


def _raw_name(request: Request) -> str:
    """`?name=`, else the file name of a Content-Disposition header."""
    found = re.search(r'filename="?([^";]+)"?', request.headers.get("content-disposition", ""))
    return request.query_params.get("name") or (found.group(1) if found else "file")


def _clean(name: str) -> str:
    """The last part of a path, without control characters."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last).strip()[:200] or "file"
