"""The stores of the installation, opened by the command itself: the catalog and the artifacts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, TypeVar

from adapters.home import keep_private
from adapters.settings import Settings
from cli.output import CliExit, Exit
from cli.settings import settings
from cli.stack import databases
from cli.stack.folder import Folder
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.upkeep.installation import InstallationMismatch
from domain.upkeep.sweeping import LockLost

if TYPE_CHECKING:
    from adapters.catalog.catalog import Catalog
    from adapters.stores import Stores

A = TypeVar("A")


async def migrate(found: Settings) -> str:
    """Brings the catalog's tables up to date and returns their revision."""
    from adapters.catalog import schema  # noqa: PLC0415 - the database library, for the commands that need it

    Folder(found.home).make()
    try:
        return await schema.migrate(found.database_url)
    except schema.CatalogNotMigrated as error:
        raise CliExit(Exit.FAILED, str(error)) from None


@contextlib.asynccontextmanager
async def open_catalog(found: Settings) -> AsyncIterator["Catalog"]:
    """Yields the catalog. Raises CliExit when its tables are out of date."""
    from adapters.catalog import catalog, schema  # noqa: PLC0415 - the database library

    keep_private(found.home)
    try:
        opened = await catalog.open_catalog(found.database_url)
    except schema.CatalogNotMigrated as error:
        raise CliExit(Exit.FAILED, str(error)) from None
    try:
        yield opened
    finally:
        await opened.close()


@contextlib.asynccontextmanager
async def open_stores(found: Settings) -> AsyncIterator["Stores"]:
    """Yields the stores. Raises CliExit when the catalog's tables are out of date."""
    from adapters.artifacts.obstore import ObstoreArtifacts  # noqa: PLC0415 - the object store's library
    from adapters.stores import Stores  # noqa: PLC0415

    async with open_catalog(found) as catalog:
        yield Stores(ObstoreArtifacts(found.artifacts_url), catalog)


def run(work: Coroutine[object, object, A]) -> A:
    """Runs the work. A store that is away or does not fit ends the command with its message."""
    try:
        return asyncio.run(work)
    except CatalogUnavailable as error:
        found = settings()
        damaged = "" if found.catalog_url else databases.advice(found.home, [databases.CATALOG], thorough=True)
        raise CliExit(Exit.FAILED, damaged or str(error)) from None
    except (InstallationMismatch, ArtifactsUnavailable, LockLost, ValueError) as error:
        raise CliExit(Exit.FAILED, str(error)) from None
