"""Commands that look at jobs: list them, show one, follow it, save its files."""

from typing import Annotated

import typer

from cli.client.answers import plain
from cli.client.server import connect
from cli.commands.arguments import LastId, To
from cli.commands.job_text import job_row, log_row, podcast_row, print_job
from cli.commands.lookup import find, newest, on_job
from cli.commands.result import follow_to_end, save_files, saver
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table

PANEL = "Jobs"

Limit = Annotated[int, typer.Option(min=1, max=100, help="Highest number of lines.")]
Status = Annotated[str | None, typer.Option(help="Only those with this status, e.g. COMPLETED.")]


def add_to(app: typer.Typer) -> None:
    app.command(name="list", rich_help_panel=PANEL)(list_podcasts)
    for command in (jobs, status, watch, log, fetch):
        app.command(rich_help_panel=PANEL)(command)


def list_podcasts(limit: Limit = 20, status: Status = None, as_json: AsJson = False) -> None:
    """List podcasts, newest first.

    `podwright jobs` lists jobs of every kind.

    Examples: `podwright list` · `podwright list --status FAILED`
    """
    with connect() as client:
        page = client.podcasts.page(limit=limit, status=status.upper() if status else None)
    if as_json:
        echo_json(plain(page))
    elif page.items:
        headings = ["id", "status", "done", "length", "made", "title"]
        table(headings, [podcast_row(each) for each in page.items], optional=("made", "length", "done"))
    elif status:
        note(f"no podcast has the status {status.upper()}")
    else:
        note("no podcasts yet; make one with: podwright new FILE")


def jobs(
    kind: Annotated[str | None, typer.Option(help="Only jobs of this kind, e.g. podcast.")] = None,
    limit: Limit = 20,
    status: Status = None,
    as_json: AsJson = False,
) -> None:
    """List jobs of every kind, newest first.

    Examples: `podwright jobs` · `podwright jobs --kind podcast --status GENERATING`
    """
    with connect() as client:
        page = client.jobs.page(limit=limit, status=status.upper() if status else None, kind=kind)
    if as_json:
        echo_json(plain(page))
    elif page.items:
        headings = ["id", "kind", "status", "done", "made", "title"]
        table(headings, [job_row(each) for each in page.items], optional=("made", "done", "kind"))
    else:
        note("no such jobs" if kind or status else "no jobs yet; make a podcast with: podwright new FILE")


def status(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Show how far a job is, and what it needs.

    Examples: `podwright status` · `podwright status ID --json`
    """
    with connect() as client:
        _, job = find(client, job_id)
    print_job(job, as_json=as_json)


def watch(
    job_id: LastId = None,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save its files when it is done.")] = True,
    to: To = None,
    as_json: AsJson = False,
) -> None:
    """Follow a job until it is done.

    Ctrl-C stops the following only: the job goes on.

    Examples: `podwright watch` · `podwright watch ID --no-save`
    """
    with connect() as client:
        resource, job = find(client, job_id)
        follow_to_end(client, resource, job, save=saver(client, to) if save else None, as_json=as_json)


def log(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Print what happened to a job, in order.

    Examples: `podwright log` · `podwright log ID --json`
    """
    with connect() as client:
        entries = on_job(client, job_id or newest(client), lambda jobs, found: jobs.log(found))
    if as_json:
        echo_json(plain(entries))
    else:
        table(["at", "event", "item", "attempt", "message"], [log_row(each) for each in entries.items])


def fetch(job_id: LastId = None, to: To = None, as_json: AsJson = False) -> None:
    """Save the files of a finished job.

    Of a podcast these are its audio and its transcripts.

    Examples: `podwright fetch` · `podwright fetch ID --to episodes/tides`
    """
    with connect() as client:
        _, job = find(client, job_id)
        if job.status != "COMPLETED":
            raise CliExit(
                Exit.BAD_INPUT,
                f"The {job.kind} is not finished ({job.status} {job.progress_percentage} %). "
                f"`podwright watch {job.id}` follows it and saves its files.",
            )
        files = save_files(client, job, to)
    if as_json:
        echo_json({name: str(path) for name, path in files.items()})
    else:
        for name, path in files.items():
            echo(f"{name}: {path}")
