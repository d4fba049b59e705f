"""`podwright up` and `podwright down`: the whole stack on this machine."""

from typing import Annotated

import typer

from adapters.settings import Settings
from cli.operate import PANEL
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note
from cli.settings import settings
from cli.stack import laptop, readiness
from cli.stack.background import start_in_background
from cli.stack.folder import Addresses, Folder
from cli.stack.ports import PortTaken
from cli.stack.supervisor import StartFailed
from cli.stack.temporal import NoTemporal

WHOLE_SECONDS = 2.0
"""How long a vendor that answers slowly is waited for before something is reported missing."""


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(up)
    app.command(rich_help_panel=PANEL)(down)


def up(
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Run in the background; return once everything answers.")
    ] = False,
    background: Annotated[bool, typer.Option("--background", hidden=True)] = False,
    ui: Annotated[
        bool | None, typer.Option("--ui/--no-ui", help="Temporal's Web UI. Default: on, unless API keys are on.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run the whole stack on this machine.

    That is Temporal, a worker, the API and its page. It runs until Ctrl-C, which finishes what is being spoken; the
    rest continues after the next `up`.

    Examples: `podwright up` · `podwright up --detach` · `PODWRIGHT_API_PORT=9000 podwright up`
    """
    found = settings()
    if ui is not None:
        found = found.model_copy(update={"temporal_ui": ui})
    folder = Folder(found.home)
    try:
        if detach:
            start_in_background(found, report=note)
            _show(found, folder, as_json=as_json)
            return
        with folder.lock() as mine:
            if mine:
                laptop.run(
                    found,
                    background=background,
                    report=note,
                    is_up=lambda addresses: _show_addresses(found, addresses, as_json=as_json),
                )
                return
        start_in_background(found, report=note)
        note("already running in the background; `podwright down` stops it")
        _show(found, folder, as_json=as_json)
    except (PortTaken, NoTemporal) as error:
        raise CliExit(Exit.BAD_INPUT, str(error)) from None
    except StartFailed as error:
        raise CliExit(Exit.FAILED, str(error)) from None


def _show(found: Settings, folder: Folder, *, as_json: bool) -> None:
    addresses = folder.addresses()
    if addresses:
        _show_addresses(found, addresses, as_json=as_json)


def _show_addresses(found: Settings, addresses: Addresses, *, as_json: bool) -> None:
    key = found.api_key.get_secret_value() if found.api_key else None
    if not readiness.whole(addresses, key, within=WHOLE_SECONDS):
        note("it runs, but something that podcasts need is missing: `podwright doctor` says what")
    if as_json:
        echo_json(addresses.model_dump())
        return
    temporal = addresses.temporal_ui_url or addresses.temporal_address
    echo(f"Podwright is up: page {addresses.api_url}/ · API {addresses.api_url}/api/v1 · Temporal {temporal}")


def down(as_json: AsJson = False) -> None:
    """Stop everything that `up` started.

    Unfinished jobs continue after the next `up`.
    """
    stopped = laptop.stop(Folder(settings().home), report=note)
    if as_json:
        echo_json({"stopped": stopped})
    else:
        echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
