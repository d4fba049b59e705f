"""The identity of an installation: catalog and artifacts carry the same id, written at the first start.

Two machines that share one of the two, but not the other, would each remove or overwrite what the other one knows.
"""

from domain.artifacts.layout import INSTALLATION
from domain.artifacts.ports import Names
from domain.upkeep.ports import Installation

FACT, INTENDED = "deployment", "deployment intended"
"""Names of facts in the catalog; installations have carried them since before the word changed."""


class InstallationMismatch(Exception):
    """Catalog and artifacts belong to two installations; the message says which settings to check."""


async def agree(*, names: Names, installation: Installation, fresh: str) -> str:
    """The id of this installation. `fresh` is a new one, for the very first start; many may start at once.

    The catalog first records what it intends, so that a start that is killed in between can be finished.

    Raises:
        InstallationMismatch, ArtifactsUnavailable, CatalogUnavailable.
    """
    in_catalog, in_artifacts = await installation.get(FACT), await _named(names)
    if in_catalog is None and in_artifacts is None:
        intended = await installation.set_once(INTENDED, fresh)
        in_artifacts = (await names.create(INSTALLATION, intended.encode())).decode()
    if in_catalog is None and in_artifacts is not None and in_artifacts == await installation.get(INTENDED):
        in_catalog = await installation.set_once(FACT, in_artifacts)
    if in_catalog is not None and in_catalog == in_artifacts:
        return in_catalog
    raise InstallationMismatch(_message(in_catalog, in_artifacts))


class InstallationCheck:
    """The check of a process: asked until it passes once, since the ids never change after that."""

    def __init__(self, *, names: Names, installation: Installation, fresh: str) -> None:
        self._names, self._installation, self._fresh = names, installation, fresh
        self._passed = False

    async def check(self) -> None:
        """Raises what `agree` raises."""
        if not self._passed:
            await agree(names=self._names, installation=self._installation, fresh=self._fresh)
            self._passed = True


async def adopt(*, names: Names, installation: Installation, fresh: str, force: bool = False) -> str:
    """Gives both the same id: after one of them was lost, or (`force`) although they are of different origin.

    Raises:
        InstallationMismatch: both have an id, and not the same one.
    """
    in_catalog, in_artifacts = await installation.get(FACT), await _named(names)
    if in_catalog is not None and in_artifacts is not None and in_catalog != in_artifacts and not force:
        raise InstallationMismatch(_message(in_catalog, in_artifacts))
    stands = (await names.create(INSTALLATION, (in_catalog or fresh).encode())).decode()
    await installation.replace(FACT, stands)
    return stands


async def _named(names: Names) -> str | None:
    record = await names.get(INSTALLATION)
    return None if record is None else record.decode()


def _message(in_catalog: str | None, in_artifacts: str | None) -> str:
    advice = "All machines of one installation need the same PODWRIGHT_STORE_URL and the same PODWRIGHT_CATALOG_URL."
    if in_catalog is None:
        return (
            "The artifacts (PODWRIGHT_STORE_URL) belong to an installation that this catalog (PODWRIGHT_CATALOG_URL) "
            f"does not know. {advice} If the catalog was lost: podwright catalog rebuild"
        )
    if in_artifacts is None:
        return (
            "The catalog (PODWRIGHT_CATALOG_URL) belongs to artifacts that are not here (PODWRIGHT_STORE_URL). "
            f"{advice} If the artifacts were lost for good: podwright catalog rebuild"
        )
    return (
        "The catalog (PODWRIGHT_CATALOG_URL) and the artifacts (PODWRIGHT_STORE_URL) belong to two installations "
        f"({in_catalog[:8]} and {in_artifacts[:8]}). {advice}"
    )
