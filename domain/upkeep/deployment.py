"""Catalog and artifacts belong together: both carry the id of the installation, written at the first start.

Two machines that share one of them and not the other would each make a mess of what the other one knows.
"""

from domain.artifacts.ports import Names
from domain.upkeep.ports import Deeds

NAME = "deployment"
FACT, INTENDED = "deployment", "deployment intended"


class InstallationMismatch(Exception):
    """Catalog and artifacts are of two installations; the message says which settings to look at."""


async def agree(*, names: Names, deeds: Deeds, fresh: str) -> str:
    """The id of this installation. `fresh` is a new one, for the first start of all; many may start at once.

    The catalog first tells what it intends, so that a start that is killed in between can be finished.

    Raises:
        InstallationMismatch, ArtifactsUnavailable, CatalogUnavailable.
    """
    in_catalog, in_artifacts = await deeds.fact(FACT), await _named(names)
    if in_catalog is None and in_artifacts is None:
        intended = await deeds.establish(INTENDED, fresh)
        in_artifacts = (await names.create(NAME, intended.encode())).decode()
    if in_catalog is None and in_artifacts is not None and in_artifacts == await deeds.fact(INTENDED):
        in_catalog = await deeds.establish(FACT, in_artifacts)
    if in_catalog is not None and in_catalog == in_artifacts:
        return in_catalog
    raise InstallationMismatch(_words(in_catalog, in_artifacts))


class InstallationCheck:
    """SnapshotDep until it was answered once: what agreed stays so."""

    def __init__(self, *, names: Names, deeds: Deeds, fresh: str) -> None:
        self._names, self._deeds, self._fresh = names, deeds, fresh
        self._agreed = False

    async def check(self) -> None:
        """Raises what `agree` raises."""
        if not self._agreed:
            await agree(names=self._names, deeds=self._deeds, fresh=self._fresh)
            self._agreed = True


async def adopt(*, names: Names, deeds: Deeds, fresh: str, force: bool = False) -> str:
    """From now on they belong together: after one of them was lost, or (`force`) both are of different origin.

    Raises:
        InstallationMismatch: both have an id, and not the same.
    """
    in_catalog, in_artifacts = await deeds.fact(FACT), await _named(names)
    if in_catalog is not None and in_artifacts is not None and in_catalog != in_artifacts and not force:
        raise InstallationMismatch(_words(in_catalog, in_artifacts))
    stands = (await names.create(NAME, (in_catalog or fresh).encode())).decode()
    await deeds.replace(FACT, stands)
    return stands


async def _named(names: Names) -> str | None:
    record = await names.get(NAME)
    return None if record is None else record.decode()


def _words(in_catalog: str | None, in_artifacts: str | None) -> str:
    look = "All machines of one installation need the same PODWRIGHT_STORE_URL and the same PODWRIGHT_CATALOG_URL."
    if in_catalog is None:
        return (
            "The artifacts (PODWRIGHT_STORE_URL) belong to an installation that this catalog (PODWRIGHT_CATALOG_URL) "
            f"does not know. {look} If the catalog was lost: podwright catalog rebuild"
        )
    if in_artifacts is None:
        return (
            "The catalog (PODWRIGHT_CATALOG_URL) belongs to artifacts that are not here (PODWRIGHT_STORE_URL). "
            f"{look} If the artifacts were lost for good: podwright catalog rebuild"
        )
    return (
        "The catalog (PODWRIGHT_CATALOG_URL) and the artifacts (PODWRIGHT_STORE_URL) belong to two installations "
        f"({in_catalog[:8]} and {in_artifacts[:8]}). {look}"
    )
