"""`podwright providers`: the vendors that workers serve, and their gates (circuit breakers)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from cli.client.answers import Provider, plain
from cli.client.server import connect
from cli.commands.voices import PANEL
from cli.output import AsJson, coloured, echo_json, note, table


class Role(StrEnum):
    WRITER = "writer"
    SPEECH = "speech"


Vendor = Annotated[str, typer.Argument(help="Name of the vendor, e.g. elevenlabs.")]
InRole = Annotated[Role | None, typer.Option("--role", help="Only in this role.")]

group = typer.Typer(help="List the vendors; let calls to one through, or stop them.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="providers", rich_help_panel=PANEL)


@group.callback(invoke_without_command=True)
def providers(context: typer.Context, as_json: AsJson = False) -> None:
    """List the vendors that workers serve; let calls to one through, or stop them.

    Examples: `podwright providers` · `podwright providers close openai --reason "until Monday"`
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@group.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the vendors that workers serve, their state, and why one is closed."""
    _list(as_json=as_json)


@group.command("open")
def open_(vendor: Vendor, role: InRole = None, as_json: AsJson = False) -> None:
    """Let calls to a vendor through again; jobs that wait for it continue within seconds.

    Example: `podwright providers open elevenlabs`
    """
    with connect() as client:
        _show(client.open_provider(vendor, role), as_json=as_json)


@group.command()
def close(
    vendor: Vendor,
    role: InRole = None,
    reason: Annotated[str | None, typer.Option(help="The reason that waiting jobs show.")] = None,
    as_json: AsJson = False,
) -> None:
    """Stop calls to a vendor until it is opened by hand; jobs that need it wait, and lose nothing.

    Example: `podwright providers close openai --role speech --reason "until Monday"`
    """
    with connect() as client:
        _show(client.close_provider(vendor, role, reason), as_json=as_json)


def _list(*, as_json: bool) -> None:
    with connect() as client:
        listed = client.providers()
    if not listed and not as_json:
        note("No vendors are announced. Is a worker running? `podwright doctor` says what is missing.")
        return
    _show(listed, as_json=as_json)


def _show(listed: Sequence[Provider], *, as_json: bool) -> None:
    if as_json:
        echo_json([plain(provider) for provider in listed])
        return
    rows = [
        [each.vendor, each.role, coloured(each.state), "default" if each.default else "", str(each.slots), each.reason]
        for each in listed
    ]
    table(["vendor", "role", "state", "", "at once", "reason"], rows, optional=("at once", ""))
