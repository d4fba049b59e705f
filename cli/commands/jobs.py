"""Commands that look at jobs: list them, show one, follow it, save its files."""

import sys
from typing import Annotated

import typer

from cli.client.answers import plain
from cli.client.server import connect
from cli.commands.arguments import Formats, LastId, Output, Quiet, To
from cli.commands.job_text import job_row, log_row, podcast_row
from cli.commands.logs import follow_log
from cli.commands.lookup import find, on_job
from cli.commands.result import Ending, follow_to_end, saver
from cli.commands.saving import destination, save_files
from cli.commands.showing import print_job
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table
from domain.jobs.status import JobStatus

PANEL = "Jobs"


Limit = Annotated[int, typer.Option(min=1, help="Highest number of lines.")]
All = Annotated[bool, typer.Option("--all", "-a", help="All of them, however many there are.")]
WithStatus = Annotated[
    JobStatus | None,
    typer.Option("--status", case_sensitive=False, help="Only those with this status, e.g. COMPLETED."),
]


def add_to(app: typer.Typer) -> None:
    app.command(name="list", rich_help_panel=PANEL)(list_podcasts)
    for command in (jobs, status, watch, log, fetch):
        app.command(rich_help_panel=PANEL)(command)
    app.command(name="logs", hidden=True)(log)


def list_podcasts(limit: Limit = 20, every: All = False, status: WithStatus = None, as_json: AsJson = False) -> None:
    """List podcasts, newest first.

    The notes say why one does not go on. `podwright jobs` lists jobs of every kind.

    Examples: `podwright list` · `podwright list --status FAILED --all`
    """
    with connect() as client:
        found = client.podcasts.listed(limit=None if every else limit, status=status)
    if as_json:
        echo_json(plain(found))
    elif found.items:
        headings = ["id", "status", "done", "length", "made", "title", "notes"]
        rows = [podcast_row(each) for each in found.items]
        table(headings, rows, optional=("made", "length", "done"), wrapped=("title",))
    elif status:
        note(f"no podcast has the status {status.value}")
    else:
        note("no podcasts yet; make one with: podwright new FILE")
    _say_more(found.next_cursor, len(found.items), as_json=as_json)


def jobs(
    kind: Annotated[str | None, typer.Option(help="Only jobs of this kind, e.g. podcast.")] = None,
    limit: Limit = 20,
    every: All = False,
    status: WithStatus = None,
    as_json: AsJson = False,
) -> None:
    """List jobs of every kind, newest first.

    Examples: `podwright jobs` · `podwright jobs --kind podcast --status GENERATING`
    """
    with connect() as client:
        found = client.jobs.listed(limit=None if every else limit, status=status, kind=kind)
    if as_json:
        echo_json(plain(found))
    elif found.items:
        headings = ["id", "kind", "status", "done", "made", "title", "notes"]
        rows = [job_row(each) for each in found.items]
        table(headings, rows, optional=("made", "done", "kind"), wrapped=("title",))
    elif kind or status:
        of_kind = f" of the kind {kind}" if kind else ""
        note(f"no job{of_kind} has the status {status.value}" if status else f"no job is{of_kind}")
    else:
        note("no jobs yet; make a podcast with: podwright new FILE")
    _say_more(found.next_cursor, len(found.items), as_json=as_json)


def _say_more(cursor: str | None, shown: int, *, as_json: bool) -> None:
    if cursor and not as_json and sys.stdout.isatty():
        note(f"the newest {shown}; --all lists all")


def status(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Show how far a job is, and what it needs.

    Examples: `podwright status` · `podwright status ID --json`
    """
    with connect() as client:
        _, job = find(client, job_id)
        print_job(client, job, as_json=as_json)


def watch(
    job_id: LastId = None,
    *,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save its files when it is done.")] = True,
    to: To = None,
    output: Output = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Follow a job until it is done.

    Ctrl-C stops the following only: the job goes on.

    Examples: `podwright watch` · `podwright watch ID --no-save` · `podwright watch ID -o tides.mp3`
    """
    target = destination(to, output)
    with connect() as client:
        resource, job = find(client, job_id)
        ending = Ending(saver(client, target) if save else None, pipe=target.is_pipe, quiet=quiet, as_json=as_json)
        follow_to_end(client, resource, job, ending)


def log(
    job_id: LastId = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on printing until the job is done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print what happened to a job, in order.

    `podwright logs` is the same.

    Examples: `podwright log` · `podwright log ID --follow` · `podwright log ID --json`
    """
    with connect() as client:
        if follow:
            resource, job = find(client, job_id)
            follow_log(resource, job.id, as_json=as_json)
            return
        found = on_job(client, job_id, lambda jobs, each: jobs.log(each))
    if as_json:
        echo_json(plain(found))
    else:
        rows = [log_row(each) for each in found.items]
        table(["at", "event", "item", "try", "message"], rows, optional=("try",))


def fetch(
    job_id: LastId = None,
    *,
    to: To = None,
    output: Output = None,
    form: Formats = None,
    as_json: AsJson = False,
) -> None:
    """Save the files of a finished job.

    Of a podcast these are its audio and its transcripts. What others saved in the folder is not overwritten.

    Examples: `podwright fetch` · `podwright fetch ID --to episodes/tides` · `podwright fetch ID -o tides.mp3` ·
    `podwright fetch ID --format srt -o - | less`
    """
    target = destination(to, output, form or ())
    with connect() as client:
        _, job = find(client, job_id)
        if job.status != "COMPLETED":
            raise CliExit(
                Exit.BAD_INPUT,
                f"The {job.kind} is not finished ({job.status} {job.progress_percentage} %). "
                f"`podwright watch {job.id}` follows it and saves its files.",
            )
        files = save_files(client, job, target)
    if target.is_pipe:
        return
    if as_json:
        echo_json({name: str(path) for name, path in files.items()})
    else:
        for name, path in files.items():
            echo(f"{name}: {path}")
