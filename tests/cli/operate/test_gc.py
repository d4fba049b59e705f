"""`podwright gc` on a real folder."""

import asyncio
from pathlib import Path

from adapters.catalog.catalog import open_catalog
from domain.upkeep.sweeping import LOCK
from tests.cli.contract import Podwright


def test_a_dry_run_says_what_would_go_and_gc_does_it(podwright: Podwright, home: Path) -> None:
    dry = podwright("gc", "--dry-run")
    assert dry.code == 0, dry.err
    assert "blobs" in dry.out
    assert "would free 9 B" in dry.out
    assert len(list((home / "artifacts" / "blobs").iterdir())) == 1
    assert podwright("gc", "--json").json["removed"]["blobs"]["count"] == 1
    assert list((home / "artifacts" / "blobs").iterdir()) == []
    assert "freed 0 B" in podwright("gc").out


def test_gc_stands_back_while_another_cleans_up(podwright: Podwright, home: Path) -> None:
    async def hold() -> None:
        catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
        assert await catalog.locks.acquire(LOCK, "the worker", seconds=60)
        await catalog.close()

    asyncio.run(hold())
    ran = podwright("gc")
    assert (ran.code, "under way already" in ran.err) == (4, True)
    assert podwright("gc", "--dry-run").code == 0
