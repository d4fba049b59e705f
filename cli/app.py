"""The commands of `podwright`, put together."""

import importlib.metadata
import os
import re
import sys
from typing import Annotated

import typer

from cli.commands import (
    actions,
    audiobook,
    batch,
    collections,
    convert,
    editing,
    jobs,
    podcasts,
    profiles,
    providers,
    subtitles,
    transcribe,
    usage,
    voices,
)
from cli.help import plain_help
from cli.operate import catalog, config, gc, keys, up
from cli.operate.doctor import command as doctor
from cli.output import CliExit, Exit, echo, note

_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes of arguments that are not UTF-8, as Python keeps them."""

app = typer.Typer(
    name="podwright",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Documents in, finished podcasts out.",
    epilog="Exit codes: 0 done, 2 bad input, 3 needs attention, 4 failed, 5 no server.",
)
for commands in (
    podcasts,
    editing,
    convert,
    audiobook,
    transcribe,
    subtitles,
    batch,
    collections,
    jobs,
    actions,
    profiles,
    voices,
    providers,
    usage,
    up,
    doctor,
    config,
    keys,
    gc,
    catalog,
):
    commands.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        echo(f"podwright {importlib.metadata.version('podwright')}")
        raise typer.Exit


@app.callback()
def podwright(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Documents in, finished podcasts out."""


plain_help(app)


def run() -> None:
    """Runs one command. `Exit` in cli/output.py lists the exit codes."""
    try:
        app(prog_name="podwright")
    except CliExit as ending:
        if ending.message:
            note(ending.message)
        sys.exit(ending.code)
    except UnicodeEncodeError as error:
        if not _UNDECODED.search(str(error.object)):
            raise
        shown = _UNDECODED.sub("\ufffd", str(error.object))[:200]
        note(f"Bytes that are not UTF-8 stand in what was typed, at \ufffd: {shown}")
        sys.exit(Exit.BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered goes nowhere
        sys.exit(0)
