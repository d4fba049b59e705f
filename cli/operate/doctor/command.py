"""`podwright doctor`: everything Podwright needs is checked, and what to type is said where it is missing."""

import os
from collections.abc import Iterator

import typer

from adapters.home import OTHERS
from adapters.settings import Settings
from cli.operate import PANEL
from cli.operate.doctor import keys, machine, privacy, service, stack, stores
from cli.operate.doctor.finding import Finding, Verdict
from cli.output import AsJson, CliExit, Exit, echo, echo_json
from cli.settings import settings
from cli.stack.folder import Folder


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(doctor)


def doctor(as_json: AsJson = False) -> None:
    """Check everything that Podwright needs.

    For what is missing it says what follows from it and what to type.

    Examples: `podwright doctor` · `podwright doctor --json`
    """
    findings = list(examine(settings()))
    if as_json:
        echo_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            echo(f"{finding.verdict:<8}{finding.what}: {finding.found}")
            if finding.means:
                echo(f"        {finding.means}")
            if finding.do:
                echo(f"        type: {finding.do}")
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise CliExit(Exit.FAILED)


def examine(found: Settings) -> Iterator[Finding]:
    folder = Folder(found.home)
    yield machine.python()
    yield machine.environment()
    yield machine.disk(folder.home)
    yield from privacy.privacy(found)
    os.umask(OTHERS)
    yield stores.artifacts(found)
    yield stores.catalog(found)
    yield from stores.shared(found)
    yield from stack.port_findings(found, folder)
    yield stack.temporal_server(found, folder)
    yield from service.service(found, folder)
    yield machine.local_voices()
    yield machine.ffmpeg()
    yield from keys.keys(found)
