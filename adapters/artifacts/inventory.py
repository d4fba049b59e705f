"""The inventory of the object store for the sweep: which objects there are, and how old they are."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import ObjectStore

from adapters.artifacts.obstore import store_at, translate_errors
from domain.upkeep.ports import StoredObject

CHUNK = 1000
"""Objects at once: what one request to S3 lists."""

_STAGED = re.compile(r".+#\d+")


class ObstoreInventory:
    """Implements `Inventory` over the same URL as the artifacts."""

    def __init__(self, url: str) -> None:
        with translate_errors():
            self._store: ObjectStore = store_at(url, urlsplit(url).scheme)
        self._root = Path(unquote(urlsplit(url).path)) if urlsplit(url).scheme == "file" else None

    async def walk(self, prefix: str) -> AsyncIterator[Sequence[StoredObject]]:
        with translate_errors():
            async for found in obstore.list(self._store, prefix=prefix, chunk_size=CHUNK):
                yield [StoredObject(meta["path"], meta["size"], meta["last_modified"]) for meta in found]

    async def look(self, key: str) -> StoredObject | None:
        with translate_errors():
            try:
                meta = await obstore.head_async(self._store, key)
            except FileNotFoundError:
                return None
        return StoredObject(key, meta["size"], meta["last_modified"])

    async def remove(self, key: str) -> None:
        with translate_errors():
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                return

    async def staged(self, *, before: datetime) -> Sequence[StoredObject]:
        """Of a local folder only: an object store lists nothing unfinished, and drops unfinished uploads itself."""
        return [] if self._root is None else await asyncio.to_thread(_staged, self._root, before)

    async def remove_staged(self, key: str) -> None:
        if self._root is not None and _STAGED.fullmatch(key.rpartition("/")[2]):
            await asyncio.to_thread((self._root / key).unlink, missing_ok=True)


def _staged(root: Path, before: datetime) -> list[StoredObject]:
    found: list[StoredObject] = []
    for folder, _, files in os.walk(root):
        for name in files:
            if not _STAGED.fullmatch(name):
                continue
            path = Path(folder) / name
            try:
                state = path.stat()
            except FileNotFoundError:
                continue
            modified = datetime.fromtimestamp(state.st_mtime, UTC)
            if modified < before:
                found.append(StoredObject(path.relative_to(root).as_posix(), state.st_size, modified))
    return found
