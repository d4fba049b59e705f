"""`podwright migrate` and `podwright catalog`: the catalog's tables are migrated, its rows restored."""

from typing import Annotated

import typer

from adapters.settings import Settings
from cli.operate import PANEL, stores
from cli.operate.stores import open_stores, run
from cli.output import AsJson, echo, echo_json
from cli.settings import settings
from domain.upkeep.rebuilding import Rebuilt

group = typer.Typer(no_args_is_help=True, help="Restore the catalog's rows.")


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(migrate)
    group.command()(rebuild)
    app.add_typer(group, name="catalog", rich_help_panel=PANEL)


def migrate(as_json: AsJson = False) -> None:
    """Bring the catalog's tables up to date.

    `up` does this automatically for the built-in SQLite catalog.
    """
    revision = run(stores.migrate(settings()))
    if as_json:
        echo_json({"revision": revision})
    else:
        echo(f"the catalog is up to date (revision {revision})")


def rebuild(
    force: Annotated[
        bool, typer.Option("--force", help="Restore even if catalog and artifacts belong to two installations.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Restore the catalog's rows from the records among the artifacts.

    It is safe to repeat. Use it when the catalog was lost (first type `podwright migrate`) or comes from an older
    back-up. API keys and idempotency keys are not restored.
    """
    rebuilt = run(_rebuild(settings(), force=force))
    if as_json:
        echo_json(rebuilt.model_dump())
        return
    echo(
        f"restored: {rebuilt.podcasts} podcasts, {rebuilt.outcomes} outcomes, {rebuilt.files} files, "
        f"{rebuilt.collections} collections; "
        f"{rebuilt.deleted} deleted podcasts were removed again"
    )
    if rebuilt.documents:
        echo(
            f"{rebuilt.documents} documents of collections are to be read again: podwright collections add NAME --again"
        )
    if rebuilt.unknown:
        echo(f"{rebuilt.unknown} podcasts have no record and were not restored; their artifacts stay")


async def _rebuild(found: Settings, *, force: bool) -> Rebuilt:
    async with open_stores(found) as opened:
        await opened.adopt(force=force)
        return await opened.rebuilding(found).run()
