"""The object store: immutable blobs, and names that are created once and refer to them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from domain.artifacts.reference import ArtifactRef


class Blobs(Protocol):
    """Content-addressed bytes. Storing the same bytes twice is free and gives the same reference.

    Every method raises ArtifactsUnavailable.
    """

    async def put(self, data: bytes, *, media_type: str) -> ArtifactRef: ...

    async def put_file(self, path: Path, *, media_type: str) -> ArtifactRef:
        """Stores a file in constant memory."""
        ...

    async def read(self, ref: ArtifactRef) -> bytes:
        """The bytes, checked against the hash.

        Raises:
            ArtifactMissing: they are gone, or are not the bytes that were stored.
        """
        ...

    def stream(self, ref: ArtifactRef, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Bytes [start, end) in chunks of at most 1 MiB, unchecked."""
        ...

    async def exists(self, ref: ArtifactRef) -> bool: ...

    async def delete(self, ref: ArtifactRef) -> None: ...


class Names(Protocol):
    """Small records (JSON, at most 256 kB) under slash-separated names made of [A-Za-z0-9._-].

    Every method raises ArtifactsUnavailable.
    """

    async def create(self, name: str, record: bytes) -> bytes:
        """Creates the name, unless it is there; returns the record that it has now, of whoever created it first."""
        ...

    async def get(self, name: str) -> bytes | None: ...

    async def list(self, prefix: str) -> list[str]:
        """Every name under `prefix + '/'`, sorted."""
        ...

    async def delete(self, name: str) -> None: ...


class ArtifactMissing(Exception):
    """The bytes of a reference are not there, or are damaged."""
