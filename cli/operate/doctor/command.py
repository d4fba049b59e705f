"""`podwright doctor`: everything Podwright needs is checked, and what to type is said where it is missing."""

import os
from collections.abc import Iterator, Sequence

import typer
from rich.text import Text

from adapters.home import OTHERS
from adapters.settings import Settings
from cli.operate import PANEL
from cli.operate.doctor import keys, machine, privacy, service, stack, stores
from cli.operate.doctor.finding import Finding, Verdict
from cli.output import AsJson, CliExit, Exit, coloured, echo, echo_json
from cli.settings import settings
from cli.stack.folder import Folder
from cli.terminal import Line

START = "podwright up"


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(doctor)


def doctor(as_json: AsJson = False) -> None:
    """Check everything that Podwright needs.

    For what is missing it says what follows from it and what to type. The last line says whether it is ready, or what
    to do first; the exit code is then 3.

    Examples: `podwright doctor` · `podwright doctor --json`
    """
    findings = list(examine(settings()))
    if as_json:
        echo_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            for line in _lines(finding):
                echo(line)
        echo(conclusion(findings))
    if any(finding.verdict is Verdict.BAD for finding in findings):
        raise CliExit(Exit.NEEDS_ATTENTION)


def _lines(finding: Finding) -> Iterator[Line]:
    verdict = coloured(finding.verdict)
    verdict.pad_right(8 - len(verdict))
    yield Text.assemble(verdict, f"{finding.what}: {finding.found}")
    if finding.means:
        yield f"        {finding.means}"
    if finding.do:
        yield f"        type: {finding.do}"


def conclusion(findings: Sequence[Finding]) -> str:
    """Ready, or what to do first."""
    for finding in findings:
        if finding.verdict is Verdict.BAD:
            do = f"first type: {finding.do}" if finding.do else f"first: {finding.means or finding.found}"
            return f"not ready; {do}   ({finding.what})"
    return "ready; start it with: podwright up" if any(each.do == START for each in findings) else "ready"


def examine(found: Settings) -> Iterator[Finding]:
    folder = Folder(found.home)
    yield machine.python()
    yield machine.environment()
    yield machine.disk(folder.home)
    yield from privacy.privacy(found)
    os.umask(OTHERS)
    yield stores.artifacts(found)
    yield stores.catalog(found)
    yield from stores.damaged(found)
    yield from stores.shared(found)
    yield from stack.port_findings(found, folder)
    yield stack.temporal_server(found, folder)
    yield from stack.open_to_all(found, folder)
    yield from service.service(found, folder)
    yield machine.local_voices()
    yield machine.ffmpeg()
    yield from keys.keys(found)
