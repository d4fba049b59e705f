"""Commands that look after what is kept: `gc`, and `catalog rebuild`. They work on catalog and artifacts themselves."""

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from adapters.settings import Settings
from cli.speaking import CliExit, Exit, put, put_json, say, settings
from domain.errors import ArtifactsUnavailable, CatalogUnavailable
from domain.upkeep.deployment import InstallationMismatch, adopt, agree
from domain.upkeep.rebuilding import Rebuilding, Rebuilt
from domain.upkeep.retention import SweepReport
from domain.upkeep.sweeping import HoldLost, Sweeper

if TYPE_CHECKING:
    from adapters.artifacts.inventory import ObstoreInventory
    from adapters.artifacts.obstore import ObstoreArtifacts
    from adapters.catalog.catalog import Catalog

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

A = TypeVar("A")

catalog_app = typer.Typer(no_args_is_help=True, help="Look after the catalog.")


def add_to(app: typer.Typer) -> None:
    app.command()(gc)
    catalog_app.command()(rebuild)
    app.add_typer(catalog_app, name="catalog")


def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what no podcast uses and is old enough: clips, a writer's answers, leftovers. Runs daily by itself.

    PODWRIGHT_RETAIN_CLIPS_DAYS and PODWRIGHT_RETAIN_PODCASTS_DAYS say what old is. Nothing younger than a day goes.

    Examples: `podwright gc --dry-run` · `podwright gc`
    """
    report = _run(_sweep(settings(), dry_run=dry_run))
    if as_json:
        put_json(report.model_dump(mode="json"))
        return
    if report.busy:
        raise CliExit(Exit.FAILED, "Cleaning up is under way already; try again in a few minutes.")
    for kind, tally in report.removed.items():
        since = f", the oldest of {tally.oldest:%Y-%m-%d}" if tally.oldest else ""
        put(f"{kind:<12}{tally.count:>8}  {_size(tally.bytes):>10}{since}")
    total = sum(tally.bytes for tally in report.removed.values())
    put(f"{'would free' if dry_run else 'freed'} {_size(total)}; {report.kept_blobs} blobs stay")
    if report.strays:
        put(f"{report.strays} podcasts or files are not in the catalog; they stay. Type: podwright catalog rebuild")


def rebuild(
    force: Annotated[
        bool, typer.Option("--force", help="Although catalog and artifacts belong to two installations.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Restore the catalog's rows from the records kept with the artifacts. Safe to repeat.

    For a catalog that was lost (after `podwright migrate`) or restored from an older back-up. Keys of the API and
    idempotency keys are not restored.
    """
    rebuilt = _run(_rebuild(settings(), force=force))
    if as_json:
        put_json(rebuilt.model_dump())
        return
    put(
        f"restored: {rebuilt.podcasts} podcasts, {rebuilt.outcomes} outcomes, {rebuilt.files} files; "
        f"{rebuilt.deleted} that were deleted are gone again"
    )
    if rebuilt.unknown:
        put(f"of {rebuilt.unknown} podcasts no record was kept; what was made of them stays among the artifacts")


@dataclass(frozen=True)
class _Kept:
    """Everything that is kept."""

    artifacts: "ObstoreArtifacts"
    inventory: "ObstoreInventory"
    catalog: "Catalog"


@contextlib.asynccontextmanager
async def _open(found: Settings) -> AsyncIterator[_Kept]:
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
        yield _Kept(ObstoreArtifacts(url), ObstoreInventory(url), catalog)
    finally:
        await catalog.close()


async def _sweep(found: Settings, *, dry_run: bool) -> SweepReport:
    async with _open(found) as kept:
        await agree(names=kept.artifacts, deeds=kept.catalog.deeds, fresh=secrets.token_hex(12))
        told = ""

        async def on_progress(word: str) -> None:
            nonlocal told
            if word != told:
                told = word
                say(word)

        return await Sweeper(
            blobs=kept.artifacts,
            names=kept.artifacts,
            inventory=kept.inventory,
            live_jobs=kept.catalog.live_jobs,
            deeds=kept.catalog.deeds,
            jobs=kept.catalog.jobs,
            retention=found.retention,
            clock=lambda: datetime.now(UTC),
        ).sweep(who=f"{socket.gethostname()}/{os.getpid()}", dry_run=dry_run, on_progress=on_progress)


async def _rebuild(found: Settings, *, force: bool) -> Rebuilt:
    async with _open(found) as kept:
        names, catalog = kept.artifacts, kept.catalog
        await adopt(names=names, deeds=catalog.deeds, fresh=secrets.token_hex(12), force=force)
        rebuilding = Rebuilding(names=names, inventory=kept.inventory, jobs=catalog.jobs, files=catalog.files)
        return await rebuilding.run()


def _run(work: Coroutine[object, object, A]) -> A:
    try:
        return asyncio.run(work)
    except (InstallationMismatch, ArtifactsUnavailable, CatalogUnavailable, HoldLost, ValueError) as error:
        raise CliExit(Exit.FAILED, str(error)) from None


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
