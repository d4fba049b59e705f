"""Rows of uploaded files, on every database."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from adapters.catalog.catalog import Catalog
from domain.artifacts.files import FileExists, FilesFull, StoredFile

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def file(file_id: str, **values: Any) -> StoredFile:
    given = {"file_id": file_id, "owner": "local", "name": "Bericht ü.pdf", "media_type": "application/pdf"}
    return StoredFile.model_validate({**given, "size": 5_000_000_000, "sha256": "ab" * 32, "created_at": T0, **values})


async def test_files(catalog: Catalog) -> None:
    for n in range(5):
        assert await catalog.files.add(file(f"f{n}")) == file(f"f{n}")
    await catalog.files.add(file("g", owner="another"))
    assert await catalog.files.get("f1", owner="local") == file("f1")
    assert await catalog.files.get("f1", owner="another") is None
    seen: list[str] = []
    cursor = None
    while True:
        items, cursor = await catalog.files.page(owner="local", limit=2, cursor=cursor)
        seen += [item.file_id for item in items]
        if cursor is None:
            break
    assert seen == ["f4", "f3", "f2", "f1", "f0"]
    assert not await catalog.files.delete("f1", owner="another")
    assert await catalog.files.delete("f1", owner="local")
    assert not await catalog.files.delete("f1", owner="local")
    assert await catalog.files.get("f1", owner="local") is None


async def test_of_many_files_at_once_only_so_many_bytes_are_taken(catalog: Catalog) -> None:
    wanted = [file(f"f{n}", size=3) for n in range(6)]
    results = await asyncio.gather(*(catalog.files.add(each, most_bytes=10) for each in wanted), return_exceptions=True)
    refused = [each for each in results if isinstance(each, FilesFull)]
    assert len(refused) == 3 and {each.stored for each in refused} == {9}
    other = file("g", size=9, owner="another")
    assert await catalog.files.add(other, most_bytes=10) == other


async def test_of_many_files_with_one_id_the_first_is_added(catalog: Catalog) -> None:
    results = await asyncio.gather(
        *(catalog.files.add(file("f", name=f"{n}")) for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(each, FileExists) for each in results) == 5
    assert await catalog.files.get("f", owner="local") in results
