"""Catalog and artifacts that do not belong together are refused, in words; those that do may be moved as a whole."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.artifacts.memory import MemoryArtifacts
from adapters.catalog.catalog import Catalog, open_catalog
from adapters.settings import Settings
from api.bootstrap import open_app
from domain.errors import ArtifactsUnavailable
from domain.upkeep.installation import FACT, InstallationCheck, InstallationMismatch, adopt, agree
from tests.upkeep.harness import UpkeepHarness


async def test_the_first_start_writes_both_and_later_ones_agree(harness: UpkeepHarness) -> None:
    installation = harness.catalog.installation
    first = await asyncio.gather(
        *(agree(names=harness.artifacts, installation=installation, fresh=f"new-{n}") for n in range(5))
    )
    assert len(set(first)) == 1, "of many at once, one wins"
    assert await agree(names=harness.artifacts, installation=installation, fresh="later") == first[0]
    assert await harness.artifacts.get("deployment") == first[0].encode()


async def test_a_first_start_that_is_killed_is_finished_by_the_next(harness: UpkeepHarness) -> None:
    installation = harness.catalog.installation

    class Away(MemoryArtifacts):
        async def create(self, name: str, record: bytes) -> bytes:
            raise ArtifactsUnavailable("away")

    with pytest.raises(ArtifactsUnavailable):
        await agree(names=Away(), installation=installation, fresh="first")
    assert await agree(names=harness.artifacts, installation=installation, fresh="second") == "first"


async def test_what_two_machines_do_not_share_is_refused(harness: UpkeepHarness, another: Catalog) -> None:
    await agree(names=harness.artifacts, installation=harness.catalog.installation, fresh="one")
    with pytest.raises(InstallationMismatch, match=r"PODWRIGHT_CATALOG_URL.*does not know"):
        await agree(names=harness.artifacts, installation=another.installation, fresh="two")
    with pytest.raises(InstallationMismatch, match=r"artifacts that are not here \(PODWRIGHT_STORE_URL\)"):
        await agree(names=MemoryArtifacts(), installation=harness.catalog.installation, fresh="two")
    assert await another.installation.get(FACT) is None
    elsewhere = MemoryArtifacts()
    await agree(names=elsewhere, installation=another.installation, fresh="two")
    with pytest.raises(InstallationMismatch, match="two installations"):
        await agree(names=elsewhere, installation=harness.catalog.installation, fresh="three")


async def test_adopting_after_a_loss(harness: UpkeepHarness, another: Catalog) -> None:
    await agree(names=harness.artifacts, installation=harness.catalog.installation, fresh="one")
    assert await adopt(names=harness.artifacts, installation=another.installation, fresh="two") == "one"
    fresh = MemoryArtifacts()
    assert await adopt(names=fresh, installation=harness.catalog.installation, fresh="two") == "one"
    assert await agree(names=fresh, installation=another.installation, fresh="two") == "one"
    foreign = MemoryArtifacts()
    await foreign.create("deployment", b"three")
    with pytest.raises(InstallationMismatch):
        await adopt(names=foreign, installation=another.installation, fresh="two")
    assert await adopt(names=foreign, installation=another.installation, fresh="two", force=True) == "three"


async def test_a_check_that_passed_is_not_repeated(harness: UpkeepHarness, another: Catalog) -> None:
    together = InstallationCheck(names=harness.artifacts, installation=harness.catalog.installation, fresh="one")
    await together.check()
    await harness.artifacts.delete("deployment")
    await together.check()


@pytest.fixture
async def another(migrated: Path, tmp_path: Path) -> AsyncIterator[Catalog]:
    shutil.copy(migrated, tmp_path / "another.db")
    opened = await open_catalog(f"sqlite:///{tmp_path / 'another.db'}")
    yield opened
    await opened.close()


async def test_the_api_does_not_start_on_what_does_not_belong_together(
    harness: UpkeepHarness, migrated: Path, tmp_path: Path
) -> None:
    await agree(names=harness.artifacts, installation=harness.catalog.installation, fresh="one")
    shutil.copy(migrated, tmp_path / "of-this-machine.db")
    settings = Settings(
        home=tmp_path,
        temporal_port=1,
        store_url=harness.url,
        catalog_url=f"sqlite:///{tmp_path / 'of-this-machine.db'}",
    )
    with pytest.raises(InstallationMismatch, match="podwright catalog rebuild"):
        await open_app(settings)
