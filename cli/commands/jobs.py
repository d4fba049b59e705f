"""Commands about jobs that exist: list them, look at one, follow it, act on it."""

from typing import Annotated

import typer

from cli.client.answers import Job, plain
from cli.client.server import connect
from cli.commands.arguments import Id, LastId, To, newest
from cli.commands.job_text import job_rows, state_lines
from cli.commands.result import follow_to_end
from cli.output import AsJson, CliExit, Exit, echo, echo_json, note, table


def add_to(app: typer.Typer) -> None:
    app.command(name="list")(list_jobs)
    for command in (status, watch, resume, retry, cancel, delete):
        app.command()(command)


def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many at most.")] = 20,
    status: Annotated[str | None, typer.Option(help="Only those with this status, e.g. COMPLETED.")] = None,
    as_json: AsJson = False,
) -> None:
    """List podcasts, newest first. Example: `podwright list --status FAILED`"""
    with connect() as client:
        page = client.podcasts.page(limit=limit, status=status.upper() if status else None)
    if as_json:
        echo_json(plain(page))
    elif page.items:
        table(["id", "status", "done", "length", "made", "title"], job_rows(page.items))
    else:
        note("no podcasts yet; make one with: podwright new FILE")


def status(podcast_id: LastId = None, as_json: AsJson = False) -> None:
    """Show how far a podcast is."""
    with connect() as client:
        _show(client.podcasts.get(podcast_id or newest(client)), as_json=as_json)


def watch(
    podcast_id: LastId = None,
    save: Annotated[bool, typer.Option("--save/--no-save", help="Save audio and transcript when done.")] = True,
    to: To = None,
    as_json: AsJson = False,
) -> None:
    """Follow a podcast until it is done. Ctrl-C stops only the watching."""
    with connect() as client:
        follow_to_end(client, client.podcasts, podcast_id or newest(client), save=save, to=to, as_json=as_json)


def resume(
    podcast_id: Id,
    *,
    voice: Annotated[list[str] | None, typer.Option(help="SPEAKER=VOICE: another voice for a speaker.")] = None,
    turn: Annotated[list[str] | None, typer.Option(help="ID=TEXT: other words for a turn.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="ID: leave a turn out.")] = None,
    tts: Annotated[str | None, typer.Option(help="Another vendor of voices, as vendor:model.")] = None,
    budget: Annotated[float | None, typer.Option(help="USD it may cost from now on, in all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Go on where a podcast needs attention; what was made is kept. Without options: try again.

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
        _show(client.podcasts.resume(podcast_id, change), as_json=as_json)


def retry(podcast_id: Id, as_json: AsJson = False) -> None:
    """Run a failed or cancelled podcast again under the same id; what was made is kept."""
    with connect() as client:
        _show(client.podcasts.retry(podcast_id), as_json=as_json)


def cancel(podcast_id: Id, as_json: AsJson = False) -> None:
    """Stop a podcast. `podwright retry` takes it up again."""
    with connect() as client:
        _show(client.podcasts.cancel(podcast_id), as_json=as_json)


def delete(podcast_id: Id, as_json: AsJson = False) -> None:
    """Remove a podcast and its files for good."""
    with connect() as client:
        client.podcasts.delete(podcast_id)
    if as_json:
        echo_json({"deleted": podcast_id})
    else:
        echo(f"deleted {podcast_id}")


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
