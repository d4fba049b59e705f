"""The `podwright` command. It makes podcasts through the HTTP API and runs the stack on a laptop."""

import sys

import typer

from cli import admin, doctor, keys, podcasts, providers, upkeep, voices
from cli.speaking import CliExit

app = typer.Typer(
    name="podwright",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Documents in, finished podcasts out.",
)
podcasts.add_to(app)
voices.add_to(app)
providers.add_to(app)
admin.add_to(app)
keys.add_to(app)
upkeep.add_to(app)
doctor.add_to(app)


def main() -> None:
    """Exit codes: 0 done, 2 bad input, 3 needs attention, 4 failed, 5 no server."""
    try:
        app(prog_name="podwright")
    except CliExit as ending:
        if ending.message:
            print(ending.message, file=sys.stderr)
        sys.exit(ending.code)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
