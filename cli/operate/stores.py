"""The stores of the installation, opened by the command itself: the catalog and the artifacts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from adapters.settings import Settings
from cli.output import CliExit, Exit
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.upkeep.deployment import InstallationMismatch
from domain.upkeep.sweeping import HoldLost

if TYPE_CHECKING:
    from adapters.artifacts.inventory import ObstoreInventory
    from adapters.artifacts.obstore import ObstoreArtifacts
    from adapters.catalog.catalog import Catalog

A = TypeVar("A")


@dataclass(frozen=True)
class Stores:
    """The artifacts, their inventory, and the catalog."""

    artifacts: "ObstoreArtifacts"
    inventory: "ObstoreInventory"
    catalog: "Catalog"


@contextlib.asynccontextmanager
async def open_stores(found: Settings) -> AsyncIterator[Stores]:
    """Yields the stores. Raises CliExit when the catalog's tables are out of date."""
    from adapters.artifacts.inventory import ObstoreInventory  # noqa: PLC0415 - libraries that few commands need
    from adapters.artifacts.obstore import ObstoreArtifacts  # noqa: PLC0415
    from adapters.catalog.catalog import open_catalog  # noqa: PLC0415
    from adapters.catalog.schema import CatalogNotMigrated  # noqa: PLC0415

    try:
        catalog = await open_catalog(found.database_url)
    except CatalogNotMigrated as error:
        raise CliExit(Exit.FAILED, str(error)) from None
    try:
        url = found.artifacts_url
        yield Stores(ObstoreArtifacts(url), ObstoreInventory(url), catalog)
    finally:
        await catalog.close()


def run(work: Coroutine[object, object, A]) -> A:
    """Runs the work. A store that is away or does not fit ends the command with its message."""
    try:
        return asyncio.run(work)
    except (InstallationMismatch, ArtifactsUnavailable, CatalogUnavailable, HoldLost, ValueError) as error:
        raise CliExit(Exit.FAILED, str(error)) from None
