"""Arguments of several commands: which job, and where its files go."""

from pathlib import Path
from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the job.")]
LastId = Annotated[str | None, typer.Argument(metavar="ID", help="Id of the job. Default: the newest one.")]
LastPodcastId = Annotated[str | None, typer.Argument(metavar="ID", help="Id of the podcast. Default: the newest one.")]
To = Annotated[
    Path | None, typer.Option("--to", help="Folder for the files. Default: one of its own in the data folder.")
]
