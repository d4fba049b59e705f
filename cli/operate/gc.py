"""`podwright gc`: the sweep of artifacts that workers run daily."""

import os
import socket
from typing import Annotated

import typer

from adapters.settings import Settings
from cli.operate import PANEL
from cli.operate.stores import open_stores, run
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, size
from cli.settings import settings
from domain.upkeep.retention import SweepReport


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(gc)


def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what is old and no podcast uses.

    That is clips, writers' answers and leftovers; workers remove them daily. PODWRIGHT_RETAIN_CLIPS_DAYS and
    PODWRIGHT_RETAIN_PODCASTS_DAYS set what is old. Nothing younger than a day is removed.

    Examples: `podwright gc --dry-run` · `podwright gc`
    """
    report = run(_sweep(settings(), dry_run=dry_run))
    if as_json:
        echo_json(report.model_dump(mode="json"))
        return
    if report.busy:
        raise CliExit(Exit.FAILED, "Another sweep is under way already. Try again in a few minutes.")
    for kind, tally in report.removed.items():
        since = f", the oldest of {tally.oldest:%Y-%m-%d}" if tally.oldest else ""
        echo(f"{kind:<12}{tally.count:>8}  {size(tally.bytes):>10}{since}")
    total = sum(tally.bytes for tally in report.removed.values())
    echo(f"{'would free' if dry_run else 'freed'} {size(total)}; {report.kept_blobs} blobs stay")
    if report.strays:
        echo(f"{report.strays} podcasts or files are not in the catalog; they stay. Type: podwright catalog rebuild")


async def _sweep(found: Settings, *, dry_run: bool) -> SweepReport:
    async with open_stores(found) as stores:
        await stores.installation_check().check()
        last = ""

        async def on_progress(word: str) -> None:
            nonlocal last
            if word != last:
                last = word
                note(word)

        sweeper = stores.sweeper(found)
        return await sweeper.sweep(
            who=f"{socket.gethostname()}/{os.getpid()}", dry_run=dry_run, on_progress=on_progress
        )
