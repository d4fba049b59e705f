"""Blobs and names over obstore: a local folder, S3, Google Cloud Storage or Azure, chosen by URL.

Blobs lie at `blobs/<sha256>`, names at themselves. A write appears whole or not at all: the local backend stages it
beside its place (`<name>#<n>`, which no listing shows) and moves it there; object stores do so by nature. Credentials
are the vendors' usual variables (`AWS_…`, `GOOGLE_…`, `AZURE_…`), read by obstore itself.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore, from_url

from adapters.artifacts.names import checked_name, checked_record
from domain.artifacts.ports import ArtifactMissing
from domain.artifacts.reference import ArtifactRef
from domain.errors import ArtifactsUnavailable
from domain.upkeep.retention import REFRESHED

CHUNK = 1024 * 1024
FETCH = 4 * CHUNK  # one request to the store while streaming: memory of one listener, and few requests at S3
PART = 5 * CHUNK  # the smallest part that S3 takes in a multipart upload
ROUNDS = 5  # attempts to create a name that others delete meanwhile
HASH_ASIDE = 4 * CHUNK  # hashing more than this (≥ 4 ms) leaves the event loop for a thread

_FULL = ("No space left", "Disk quota exceeded", "QuotaExceeded", "not enough space")
_REFUSED = ("Permission denied", "Read-only file system", "AccessDenied", "Forbidden")

SCHEMES = ("file", "s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss", "memory")


class ObstoreArtifacts:
    """Implements `Blobs` and `Names`. A local folder is created when it is not there."""

    def __init__(self, url: str) -> None:
        scheme = urlsplit(url).scheme
        if scheme not in SCHEMES:
            raise ValueError(
                f"Artifacts cannot be stored at {url!r}: write file:///folder, s3://bucket/prefix, gs:// or az://"
            )
        with translate_errors():
            try:
                self._store = store_at(url, scheme)
            except OSError as error:
                raise ArtifactsUnavailable(f"The artifacts' folder {url} cannot be made: {error}") from error

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef:
        digest = await _digest(data)
        ref = ArtifactRef(sha256=digest, size=len(data), media_type=media_type)
        if not await self._fresh(ref):
            with translate_errors():
                await obstore.put_async(self._store, ref.key, data, chunk_size=PART)
        return ref

    async def put_file(self, path: Path, *, media_type: str) -> ArtifactRef:
        """Reads the file twice, for its name and for its bytes; one that changed in between is not stored."""
        digest, size = await asyncio.to_thread(_digest_of_file, path)
        ref = ArtifactRef(sha256=digest, size=size, media_type=media_type)
        if await self._fresh(ref):
            return ref
        with translate_errors():
            if size <= PART:
                data = await asyncio.to_thread(path.read_bytes)
                if hashlib.sha256(data).hexdigest() != digest:
                    raise _Changed(path)
                await obstore.put_async(self._store, ref.key, data)
            else:
                parts = _parts(path, digest)
                await obstore.put_async(self._store, ref.key, parts, chunk_size=PART, max_concurrency=4)
        return ref

    async def read(self, ref: ArtifactRef) -> bytes:
        with translate_errors():
            try:
                data = bytes(await (await obstore.get_async(self._store, ref.key)).bytes_async())
            except FileNotFoundError:
                raise ArtifactMissing(f"{ref.key} is not there.") from None
        if await _digest(data) != ref.sha256:
            raise ArtifactMissing(f"{ref.key} is damaged: its bytes are not the ones that were stored.")
        return data

    async def stream(self, ref: ArtifactRef, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Asks for a few megabytes at a time, so that a slow listener holds no connection open."""
        at, stop = max(start, 0), ref.size if end is None else min(end, ref.size)
        if at >= stop and not await self.exists(ref):
            raise ArtifactMissing(f"{ref.key} is not there.")
        while at < stop:
            until = min(at + FETCH, stop)
            block = await self._range(ref, at, until)
            if len(block) != until - at:
                raise ArtifactMissing(f"{ref.key} is damaged: it ends at byte {at + len(block)} of {ref.size}.")
            for offset in range(0, len(block), CHUNK):
                yield bytes(block[offset : offset + CHUNK])
            at = until

    async def _range(self, ref: ArtifactRef, start: int, end: int) -> memoryview:
        with translate_errors():
            try:
                return memoryview(await obstore.get_range_async(self._store, ref.key, start=start, end=end))
            except FileNotFoundError:
                raise ArtifactMissing(f"{ref.key} is not there.") from None
            except BaseError:
                if await self.exists(ref):
                    raise
                raise ArtifactMissing(f"{ref.key} is damaged: it is not {ref.size} bytes long.") from None

    async def _fresh(self, ref: ArtifactRef) -> bool:
        """Whether it is there, and so young that no sweep removes it before it is named. Else it is written again."""
        with translate_errors():
            try:
                there = await obstore.head_async(self._store, ref.key)
            except FileNotFoundError:
                return False
        return there["size"] == ref.size and datetime.now(UTC) - there["last_modified"] < REFRESHED

    async def exists(self, ref: ArtifactRef) -> bool:
        with translate_errors():
            try:
                return (await obstore.head_async(self._store, ref.key))["size"] == ref.size
            except FileNotFoundError:
                return False

    async def delete(self, what: ArtifactRef | str) -> None:
        """Deletes a blob (a reference) or a name (a string); one that is not there counts as deleted."""
        with translate_errors():
            try:
                await obstore.delete_async(self._store, checked_name(what) if isinstance(what, str) else what.key)
            except FileNotFoundError:
                return

    async def create(self, name: str, record: bytes) -> bytes:
        checked_name(name), checked_record(record)
        for _ in range(ROUNDS):
            with translate_errors():
                try:
                    await obstore.put_async(self._store, name, record, mode="create", use_multipart=False)
                except AlreadyExistsError:
                    pass
                else:
                    return record
            if (winner := await self._held(name)) is not None:
                if winner:
                    return winner
                await self.delete(name)  # what a power cut left of a file
        raise ArtifactsUnavailable(f"{name} can neither be created nor read.")

    async def get(self, name: str) -> bytes | None:
        return await self._held(checked_name(name)) or None

    async def list(self, prefix: str) -> list[str]:
        names: list[str] = []
        with translate_errors():
            async for found in obstore.list(self._store, prefix=checked_name(prefix)):
                names.extend(meta["path"] for meta in found)
        return sorted(names)

    async def _held(self, name: str) -> bytes | None:
        with translate_errors():
            try:
                return bytes(await (await obstore.get_async(self._store, name)).bytes_async())
            except FileNotFoundError:
                return None


def store_at(url: str, scheme: str) -> ObjectStore:
    """Requests are retried briefly, for a caller who waits; longer outages are left to Temporal.

    No client options are set: they would hide those of the environment (AWS_ALLOW_HTTP for a store on a local network).
    """
    if scheme == "file":
        return from_url(url, mkdir=True)
    if scheme == "memory":
        return from_url(url)
    return from_url(
        url,
        retry_config={
            "max_retries": 3,
            "retry_timeout": timedelta(seconds=20),
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
        },
    )


class _Changed(Exception):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} changed while it was being stored.")


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises the store's own errors as ArtifactsUnavailable; `FileNotFoundError` and the like stay as they are."""
    try:
        yield
    except AlreadyExistsError:
        raise
    except BaseError as error:
        first = str(error).partition("\n")[0]
        raise ArtifactsUnavailable(f"{_what(first)}: {first[:300]}") from error


def _what(message: str) -> str:
    """What failed. The store's errors have no codes, so it is read from their messages."""
    if any(full in message for full in _FULL):
        return "There is no room for more artifacts"
    if any(refused in message for refused in _REFUSED):
        return "The artifacts may not be written or read"
    return "The artifacts cannot be reached"


async def _digest(data: bytes) -> str:
    if len(data) <= HASH_ASIDE:
        return hashlib.sha256(data).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()


def _digest_of_file(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


async def _parts(path: Path, digest: str) -> AsyncIterator[bytes]:
    """The file in parts; an error at the end, before the upload is completed, when they are not what was named."""
    seen = hashlib.sha256()
    with await asyncio.to_thread(path.open, "rb") as file:
        while part := await asyncio.to_thread(file.read, PART):
            await asyncio.to_thread(seen.update, part)
            yield part
    if seen.hexdigest() != digest:
        raise _Changed(path)
