"""The commands of `podwright`, put together."""

import sys

import typer

from cli.commands import actions, convert, jobs, podcasts, providers, voices
from cli.operate import catalog, gc, keys, up
from cli.operate.doctor import command as doctor
from cli.output import CliExit

app = typer.Typer(
    name="podwright",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Documents in, finished podcasts out.",
    epilog="Exit codes: 0 done, 2 bad input, 3 needs attention, 4 failed, 5 no server.",
)
for commands in (podcasts, convert, jobs, actions, voices, providers, up, doctor, keys, gc, catalog):
    commands.add_to(app)


def run() -> None:
    """Runs one command. `Exit` in cli/output.py lists the exit codes."""
    try:
        app(prog_name="podwright")
    except CliExit as ending:
        if ending.message:
            print(ending.message, file=sys.stderr)
        sys.exit(ending.code)
    except BrokenPipeError:
        sys.exit(0)
