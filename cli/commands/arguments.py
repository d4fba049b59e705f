"""Arguments that several commands take: which job, and where its files go."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.api import Api
from cli.output import CliExit, Exit

Id = Annotated[str, typer.Argument(help="The podcast's id.")]
LastId = Annotated[str | None, typer.Argument(help="The podcast's id; the newest when left out.")]
To = Annotated[Path | None, typer.Option("--to", help="Folder for the files; default: podcasts/ in the data folder.")]


def newest(client: Api) -> str:
    page = client.podcasts.page(limit=1)
    if not page.items:
        raise CliExit(Exit.BAD_INPUT, "There is no podcast yet; make one with: podwright new FILE")
    return page.items[0].id
