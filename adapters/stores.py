"""The stores of an installation, and what is built from them alone: one composition for worker, API and command."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.artifacts.inventory import ObstoreInventory
from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog.catalog import Catalog
from adapters.settings import Settings
from domain.upkeep.expiring import Expiry
from domain.upkeep.installation import InstallationCheck, adopt
from domain.upkeep.rebuilding import Rebuilding
from domain.upkeep.sweeping import Sweeper


@dataclass(frozen=True)
class Stores:
    """The artifacts and the catalog, opened."""

    artifacts: ObstoreArtifacts
    catalog: Catalog

    def installation_check(self) -> InstallationCheck:
        return InstallationCheck(names=self.artifacts, installation=self.catalog.installation, fresh=new_id())

    async def adopt(self, *, force: bool) -> str:
        """From now on artifacts and catalog belong together. Raises InstallationMismatch."""
        installation = self.catalog.installation
        return await adopt(names=self.artifacts, installation=installation, fresh=new_id(), force=force)

    def sweeper(self, settings: Settings) -> Sweeper:
        return Sweeper(
            blobs=self.artifacts,
            names=self.artifacts,
            inventory=ObstoreInventory(settings.artifacts_url),
            live_jobs=self.catalog.live_jobs,
            locks=self.catalog.locks,
            jobs=self.catalog.jobs,
            retention=settings.retention,
            clock=now,
        )

    def expiry(self, settings: Settings) -> Expiry:
        return Expiry(
            live_jobs=self.catalog.live_jobs,
            jobs=self.catalog.jobs,
            names=self.artifacts,
            retention=settings.retention,
            clock=now,
        )

    def rebuilding(self, settings: Settings) -> Rebuilding:
        return Rebuilding(
            names=self.artifacts,
            inventory=ObstoreInventory(settings.artifacts_url),
            jobs=self.catalog.jobs,
            files=self.catalog.files,
            collections=self.catalog.collections,
        )


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """96 random bits, so that it cannot be guessed."""
    return secrets.token_hex(12)
