"""Arguments of several commands: which job, and where its files go."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.api import Api
from cli.output import CliExit, Exit

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the podcast.")]
LastId = Annotated[str | None, typer.Argument(metavar="ID", help="Id of the podcast. Default: the newest one.")]
To = Annotated[
    Path | None, typer.Option("--to", help="Folder for the files. Default: one of its own in the data folder.")
]


def newest(client: Api) -> str:
    page = client.podcasts.page(limit=1)
    if not page.items:
        raise CliExit(Exit.BAD_INPUT, "There is no podcast yet. Make one with: podwright new FILE")
    return page.items[0].id
