"""`podwright usage`: what was used and paid, by day."""

from datetime import datetime
from typing import Annotated

import typer

from cli.client.answers import plain
from cli.client.server import connect
from cli.commands.voices import PANEL
from cli.output import AsJson, echo_json, note, table


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(usage)


def usage(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day. Default: thirty days ago."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Last day. Default: today.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this owner used.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what podcasts used and cost, by day of UTC.

    Examples: `podwright usage` · `podwright usage --since 2026-01-01 --until 2026-01-31`
    """
    with connect() as client:
        days = client.usage(owner=owner, since=_day(since), until=_day(until))
    if as_json:
        echo_json([plain(day) for day in days])
        return
    if not days:
        note("nothing was used in these days")
        return
    headings = ["day", "owner", "podcasts", "characters", "tokens in", "tokens out", "cost"]
    rows = [
        [
            f"{each.day:%Y-%m-%d}",
            each.owner,
            str(each.podcasts),
            f"{each.tts_characters:,}",
            f"{each.llm_input_tokens:,}",
            f"{each.llm_output_tokens:,}",
            f"${each.cost_usd:.2f}",
        ]
        for each in days
    ]
    table(headings, rows, optional=("tokens in", "tokens out"))


def _day(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None
