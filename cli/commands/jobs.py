"""Commands about existing jobs: list them, show or follow one, act on it."""

from typing import Annotated

import typer

from cli.client.answers import Job, plain
from cli.client.server import connect
from cli.commands.arguments import Id, LastId, To, newest
from cli.commands.job_text import job_rows, state_lines
from cli.commands.result import follow_to_end
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table

PANEL = "Jobs"


def add_to(app: typer.Typer) -> None:
    app.command(name="list", rich_help_panel=PANEL)(list_jobs)
    for command in (status, watch, resume, retry, cancel, delete):
        app.command(rich_help_panel=PANEL)(command)


def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=100, help="Highest number of lines.")] = 20,
    status: Annotated[str | None, typer.Option(help="Only those with this status, e.g. COMPLETED.")] = None,
    as_json: AsJson = False,
) -> None:
    """List podcasts, newest first.

    Examples: `podwright list` · `podwright list --status FAILED`
    """
    with connect() as client:
        page = client.podcasts.page(limit=limit, status=status.upper() if status else None)
    if as_json:
        echo_json(plain(page))
    elif page.items:
        table(
            ["id", "status", "done", "length", "made", "title"],
            job_rows(page.items),
            optional=("made", "length", "done"),
        )
    elif status:
        note(f"no podcast has the status {status.upper()}")
    else:
        note("no podcasts yet; make one with: podwright new FILE")


def status(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Show how far a podcast is, and what it needs.

    Examples: `podwright status` · `podwright status ID --json`
    """
    with connect() as client:
        _show(client.podcasts.get(job_id or newest(client)), as_json=as_json)


def watch(
    job_id: LastId = None,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save its files when it is done.")] = True,
    to: To = None,
    as_json: AsJson = False,
) -> None:
    """Follow a podcast until it is done.

    Ctrl-C stops the following only: the podcast goes on.

    Examples: `podwright watch` · `podwright watch ID --no-save`
    """
    with connect() as client:
        follow_to_end(client, client.podcasts, job_id or newest(client), save=save, to=to, as_json=as_json)


def resume(
    job_id: Id,
    *,
    voice: Annotated[list[str] | None, typer.Option(help="SPEAKER=VOICE: give a speaker another voice.")] = None,
    turn: Annotated[list[str] | None, typer.Option(help="ID=TEXT: replace the text of a turn.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="ID: leave out a turn.")] = None,
    tts: Annotated[str | None, typer.Option(help="Use another vendor of voices, as vendor:model.")] = None,
    budget: Annotated[float | None, typer.Option(help="New highest cost in USD, for the whole podcast.")] = None,
    as_json: AsJson = False,
) -> None:
    """Continue a podcast that needs attention.

    What is made already is not made again. Without options, everything that failed is tried again as it is.

    Examples: `podwright resume ID --voice EXPERT=rachel` · `podwright resume ID --turn tts-007="In other words."`
    """
    change: dict[str, object] = {}
    if voice:
        change["voices"] = dict(_pair(entry, "--voice", "SPEAKER=VOICE") for entry in voice)
    if turn:
        change["turns"] = dict(_pair(entry, "--turn", "ID=TEXT") for entry in turn)
    if skip:
        change["skip_turns"] = skip
    if tts:
        change["tts"] = tts
    if budget is not None:
        change["budget_usd"] = budget
    with connect() as client:
        _show(client.podcasts.resume(job_id, change), as_json=as_json)


def retry(job_id: Id, as_json: AsJson = False) -> None:
    """Run a failed or cancelled podcast again.

    It keeps its id, and what is made already is not made again.
    """
    with connect() as client:
        _show(client.podcasts.retry(job_id), as_json=as_json)


def cancel(job_id: Id, as_json: AsJson = False) -> None:
    """Cancel a podcast. `podwright retry` runs it again."""
    with connect() as client:
        _show(client.podcasts.cancel(job_id), as_json=as_json)


def delete(job_id: Id, as_json: AsJson = False) -> None:
    """Delete a podcast and its files for good."""
    with connect() as client:
        client.podcasts.delete(job_id)
    if as_json:
        echo_json({"deleted": job_id})
    else:
        echo(f"deleted {job_id}")


def _show(job: Job, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(job))
        return
    for line in state_lines(job):
        echo(line)


def _pair(entry: str, option: str, form: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise CliExit(Exit.BAD_INPUT, f"{option} {entry!r} is not of the form {form}.")
    return name.strip(), value.strip()
