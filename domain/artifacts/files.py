"""Uploaded files: the catalog's rows of them, and their records among the artifacts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.artifacts.layout import file_name
from domain.artifacts.ports import Names
from domain.value import Value


class StoredFile(Value):
    """An uploaded file. `sha256` of its bytes in hex, `size` in bytes, `media_type` by content."""

    file_id: str
    owner: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


class FileExists(Exception):
    """A file with this id is there already."""


class FilesFull(Exception):
    """The owner would have more bytes of files than it may: it has `stored`."""

    def __init__(self, stored: int) -> None:
        super().__init__(f"{stored} bytes are stored")
        self.stored = stored


class Files(Protocol):
    """Every method raises CatalogUnavailable."""

    async def add(self, file: StoredFile, *, most_bytes: int | None = None) -> StoredFile:
        """`most_bytes`: of all files of the owner together. Of several with one id the first is added.

        Raises:
            FileExists, FilesFull: nothing is added.
        """
        ...

    async def get(self, file_id: str, *, owner: str) -> StoredFile | None: ...

    async def page(self, *, owner: str, limit: int, cursor: str | None) -> tuple[Sequence[StoredFile], str | None]: ...

    async def delete(self, file_id: str, *, owner: str) -> bool: ...


async def store_file(names: Names, file: StoredFile) -> None:
    await names.create(file_name(file.file_id, "record"), file.model_dump_json().encode())
