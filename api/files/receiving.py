"""Files as they are sent, as a form or a raw body: streamed to disk with a bound."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Message

from activities.runtime.copies import scratch_folder
from api.http.bodies import declared_length, too_large
from api.http.problems import ProblemError
from domain.plain_names import plain_name
from domain.retrieve.uploads import Received

HEAD_BYTES = 4096
WRITE_BYTES = 1024 * 1024
MULTIPART_SLACK = 64 * 1024  # boundaries and part headers


@asynccontextmanager
async def receive(request: Request, *, name: str | None, maximum_bytes: int) -> AsyncIterator[Received]:
    """The file of a request; removed from disk afterwards.

    Raises:
        ProblemError: 413, or 422 for a form that cannot be read.
    """
    if declared_length(request) > maximum_bytes + MULTIPART_SLACK:
        raise too_large(maximum_bytes)
    with scratch_folder() as folder:
        path = folder / "file"
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            sent = await _from_form(request, path, maximum_bytes)
        else:
            await _from_stream(request, path, maximum_bytes)
            sent = name or _named_in(request)
        if path.stat().st_size > maximum_bytes:
            raise too_large(maximum_bytes)
        yield await asyncio.to_thread(_received, path, _clean(sent))


async def _from_stream(request: Request, path: Path, maximum_bytes: int) -> None:
    size = 0
    buffer = bytearray()
    with path.open("wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > maximum_bytes:
                raise too_large(maximum_bytes)
            buffer += chunk
            if len(buffer) >= WRITE_BYTES:
                await asyncio.to_thread(file.write, bytes(buffer))
                buffer.clear()
        file.write(bytes(buffer))


async def _from_form(request: Request, path: Path, maximum_bytes: int) -> str:
    """The first file of a form, whatever its field is called; returns its name."""
    bounded = Request(request.scope, _Bounded(request, maximum_bytes))
    parser = MultiPartParser(bounded.headers, bounded.stream(), max_files=1, max_fields=10)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise ProblemError(422, "invalid_form", f"The form cannot be read: {error.message}") from error
    except KeyError as error:
        raise ProblemError(422, "invalid_form", "The form names no boundary.") from error
    except UnicodeError as error:
        raise ProblemError(422, "invalid_form", "The form names a charset that its names are not in.") from error
    try:
        part = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        if part is None:
            raise ProblemError(422, "invalid_form", "The form holds no file.")
        await asyncio.to_thread(_copy, part.file, path)
        return part.filename or "file"
    finally:
        await form.close()


class _Bounded:
    """Receives on behalf of a request, and no more than a file of `maximum_bytes` in a form needs."""

    def __init__(self, request: Request, maximum_bytes: int) -> None:
        self._request, self._maximum, self._size = request, maximum_bytes, 0

    async def __call__(self) -> Message:
        message = await self._request.receive()
        self._size += len(message.get("body", b""))
        if self._size > self._maximum + MULTIPART_SLACK:
            raise too_large(self._maximum)
        return message


def _received(path: Path, name: str) -> Received:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(path=path, name=name, size=path.stat().st_size, sha256=sha256, head=head)


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        while chunk := source.read(WRITE_BYTES):
            file.write(chunk)


def _named_in(request: Request) -> str:
    """The file name of a Content-Disposition header."""
    found = re.search(r'filename="?([^";]+)"?', request.headers.get("content-disposition", ""))
    return found.group(1) if found else "file"


def _clean(name: str) -> str:
    """The last part of a path."""
    return plain_name(re.split(r"[/\\]", name)[-1], otherwise="file")
