"""Commands that act on a job: resume it, run it again, cancel it, delete it."""

from typing import Annotated

import typer

from cli.client.server import connect
from cli.commands.arguments import Id
from cli.commands.job_text import print_job
from cli.commands.jobs import PANEL
from cli.commands.lookup import on_job
from cli.commands.request import SOURCE, check, number, source
from cli.output import AsJson, CliExit, Exit, echo, echo_json


def add_to(app: typer.Typer) -> None:
    for command in (resume, retry, cancel, delete):
        app.command(rich_help_panel=PANEL)(command)


def resume(
    job_id: Id,
    *,
    voice: Annotated[list[str] | None, typer.Option(help="SPEAKER=VOICE: give a speaker another voice.")] = None,
    turn: Annotated[list[str] | None, typer.Option(help="ID=TEXT: replace the text of a turn.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="ID: leave out a turn or a source.")] = None,
    use: Annotated[list[str] | None, typer.Option(help="ID: go on with what was read of a source.")] = None,
    instead: Annotated[
        list[str] | None, typer.Option(help="ID=SOURCE: read a file or URL in place of a source.")
    ] = None,
    skip_unreadable: Annotated[
        bool, typer.Option("--skip-unreadable", help="Leave out every source that cannot be read.")
    ] = False,
    tts: Annotated[str | None, typer.Option(help="Use another vendor of voices, as vendor:model.")] = None,
    budget: Annotated[float | None, typer.Option(help="New highest cost in USD, for the whole job.")] = None,
    as_json: AsJson = False,
) -> None:
    """Continue a job that needs attention.

    What is made already is not made again. Without options, everything that failed is tried again as it is.

    Examples: `podwright resume ID --voice EXPERT=rachel` · `podwright resume ID --turn tts-007="In other words."`
    """
    change: dict[str, object] = {}
    if voice:
        change["voices"] = dict(_pair(entry, "--voice", "SPEAKER=VOICE") for entry in voice)
    if turn:
        change["turns"] = dict(_pair(entry, "--turn", "ID=TEXT") for entry in turn)
    if turns := [each for each in skip or () if not each.startswith(SOURCE)]:
        change["skip_turns"] = turns
    if skip_unreadable:
        change["skip_unreadable"] = True
    if tts:
        change["tts"] = tts
    if budget is not None:
        change["budget_usd"] = budget
    replaced = dict(_pair(entry, "--instead", "ID=SOURCE") for entry in instead or ())
    check(list(replaced.values()))
    with connect() as client:
        answers: dict[str, object] = {number(each): "use" for each in use or ()}
        answers |= {number(each): "skip" for each in skip or () if each.startswith(SOURCE)}
        answers |= {number(each): source(client, named) for each, named in replaced.items()}
        if answers:
            change["sources"] = answers
        print_job(on_job(client, job_id, lambda jobs, found: jobs.resume(found, change)), as_json=as_json)


def retry(job_id: Id, as_json: AsJson = False) -> None:
    """Run a failed or cancelled job again.

    It keeps its id, and what is made already is not made again.
    """
    with connect() as client:
        print_job(on_job(client, job_id, lambda jobs, found: jobs.retry(found)), as_json=as_json)


def cancel(job_id: Id, as_json: AsJson = False) -> None:
    """Cancel a job. `podwright retry` runs it again."""
    with connect() as client:
        print_job(on_job(client, job_id, lambda jobs, found: jobs.cancel(found)), as_json=as_json)


def delete(job_id: Id, as_json: AsJson = False) -> None:
    """Delete a job and its files for good."""
    with connect() as client:
        on_job(client, job_id, lambda jobs, found: jobs.delete(found))
    if as_json:
        echo_json({"deleted": job_id})
    else:
        echo(f"deleted {job_id}")


def _pair(entry: str, option: str, form: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise CliExit(Exit.BAD_INPUT, f"{option} {entry!r} is not of the form {form}.")
    return name.strip(), value.strip()
