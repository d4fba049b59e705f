"""The catalog and the artifacts, opened by the command itself."""

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
    """Everything that is stored."""

    artifacts: "ObstoreArtifacts"
    inventory: "ObstoreInventory"
    catalog: "Catalog"


@contextlib.asynccontextmanager
async def open_stores(found: Settings) -> AsyncIterator[Stores]:
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
    try:
        return asyncio.run(work)
    except (InstallationMismatch, ArtifactsUnavailable, CatalogUnavailable, HoldLost, ValueError) as error:
        raise CliExit(Exit.FAILED, str(error)) from None
