"""What is special about the SQLite catalog, and what happens when a database does not answer."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from domain.errors import CatalogUnavailable


async def test_asking_an_absent_file_does_not_make_it(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "catalog.db"
    with pytest.raises(Exception, match="podwright migrate"):
        await open_catalog(f"sqlite:///{file}")
    assert not file.parent.exists()
    await migrate(f"sqlite:///{file}")
    assert file.exists()


async def test_it_is_in_wal_mode_and_keeps_foreign_keys(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(url)
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(CatalogUnavailable, match="not a database"):
        await open_catalog(f"sqlite:///{tmp_path / 'catalog.db'}")


async def test_a_server_that_is_away_is_told_in_words() -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"postgresql://u:secret@127.0.0.1:{unused.getsockname()[1]}/podwright"
        with pytest.raises(CatalogUnavailable, match="does not answer") as refused:
            await open_catalog(url)
    assert "secret" not in str(refused.value)


async def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CatalogUnavailable, match="cannot be made"):
        await migrate(f"sqlite:///{tmp_path / 'file' / 'catalog.db'}")
