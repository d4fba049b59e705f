"""Arguments and options of several commands: which job, where its files go, how much is said."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.saving import Format

_NAMES = "its id, the beginning of it, or its title"
Id = Annotated[str, typer.Argument(metavar="ID", help=f"The job: {_NAMES}.")]
LastId = Annotated[str | None, typer.Argument(metavar="ID", help=f"The job: {_NAMES}. Default: the newest one.")]
LastPodcastId = Annotated[
    str | None, typer.Argument(metavar="ID", help=f"The podcast: {_NAMES}. Default: the newest one.")
]
To = Annotated[
    Path | None, typer.Option("--to", help="Folder for the files. Default: one of its own in the data folder.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File for the audio, or for what its ending says; - is a pipe.")
]
Formats = Annotated[
    list[Format] | None, typer.Option("--format", help="What to save; repeat it for several. Default: mp3, txt, vtt.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result and errors only.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
