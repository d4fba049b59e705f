"""Commands that act on a job: resume it, run it again, cancel it, delete it."""

from typing import Annotated, Any

import typer

from cli.client.answers import Provider
from cli.client.api import Api
from cli.client.job import Job
from cli.client.jobs import Jobs
from cli.client.problem import Problem
from cli.client.server import connect
from cli.commands.arguments import Id, LastId, Yes
from cli.commands.job_text import described
from cli.commands.jobs import PANEL
from cli.commands.lookup import find, on_job
from cli.commands.mending import difference, mended, price
from cli.commands.request import SOURCE, check, number, source
from cli.commands.showing import print_job
from cli.output import AsJson, CliExit, Exit, agreed, echo, echo_json, interactive, note

OPTIONS = {
    "voices": "--voice",
    "turns": "--turn",
    "skip_turns": "--skip",
    "tts": "--tts",
    "budget_usd": "--budget",
}
"""The option of each field of a resume."""


def add_to(app: typer.Typer) -> None:
    for command in (resume, retry, cancel, delete):
        app.command(rich_help_panel=PANEL)(command)


def resume(
    job_id: LastId = None,
    *,
    voice: Annotated[list[str] | None, typer.Option(help="SPEAKER=VOICE: give a speaker another voice.")] = None,
    turn: Annotated[
        list[str] | None, typer.Option(help="ID: write a turn anew in your editor. ID=TEXT: with this whole text.")
    ] = None,
    skip: Annotated[list[str] | None, typer.Option(help="ID: leave out a turn or a source.")] = None,
    use: Annotated[list[str] | None, typer.Option(help="ID: go on with what was read of a source.")] = None,
    instead: Annotated[
        list[str] | None, typer.Option(help="ID=SOURCE: read a file or URL in place of a source.")
    ] = None,
    skip_unreadable: Annotated[
        bool, typer.Option("--skip-unreadable", help="Leave out every source that cannot be read.")
    ] = False,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Have the script written again that is not what was asked for.")
    ] = False,
    tts: Annotated[str | None, typer.Option(help="Use another vendor of voices, as vendor:model.")] = None,
    budget: Annotated[float | None, typer.Option(help="New highest cost in USD, for the whole job.")] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Continue a job that needs attention.

    What is made already is not made again. Without options, everything that failed is tried again as it is. A new text
    is shown beside the old one, with what is paid for it; in a terminal it is sent after a yes.

    Examples: `podwright resume ID --voice EXPERT=rachel` · `podwright resume ID --turn tts-007` ·
    `podwright resume ID --turn tts-007="In other words."`
    """
    change: dict[str, object] = {}
    if voice:
        change["voices"] = dict(_pair(entry, "--voice", "SPEAKER=VOICE") for entry in voice)
    if turns := [each for each in skip or () if not each.startswith(SOURCE)]:
        change["skip_turns"] = turns
    if skip_unreadable:
        change["skip_unreadable"] = True
    if rewrite:
        change["rewrite"] = True
    if tts:
        change["tts"] = tts
    if budget is not None:
        change["budget_usd"] = budget
    replaced = dict(_pair(entry, "--instead", "ID=SOURCE") for entry in instead or ())
    check(list(replaced.values()))
    wanted: list[tuple[str, str | None]] = [
        _pair(each, "--turn", "ID=TEXT") if "=" in each else (each.strip(), None) for each in turn or ()
    ]
    with connect(OPTIONS) as client:
        if wanted:
            job_id, change["turns"] = _texts(client, job_id, wanted, yes=yes or as_json)
        answers: dict[str, object] = {number(each): "use" for each in use or ()}
        answers |= {number(each): "skip" for each in skip or () if each.startswith(SOURCE)}
        answers |= {number(each): source(client, named) for each, named in replaced.items()}
        if answers:
            change["sources"] = answers
        done = on_job(client, job_id, lambda jobs, found: _resumed(client, jobs, found, change))
        print_job(client, done, as_json=as_json)


def _resumed(client: Api, jobs: Jobs[Any], job_id: str, change: dict[str, object]) -> Job:
    """Corrections are for the resource of the job's own kind."""
    if change and jobs is client.jobs and client.jobs.get(job_id).kind == "audiobook":
        jobs = client.audiobooks
    resumed: Job = jobs.resume(job_id, change)
    return resumed


def retry(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Run a failed or cancelled job again.

    It keeps its id, and what is made already is not made again.
    """
    with connect() as client:
        print_job(client, on_job(client, job_id, lambda jobs, found: jobs.retry(found)), as_json=as_json)


def cancel(job_id: LastId = None, as_json: AsJson = False) -> None:
    """Cancel a job. `podwright retry` runs it again."""
    with connect() as client:
        print_job(client, on_job(client, job_id, lambda jobs, found: jobs.cancel(found)), as_json=as_json)


def delete(job_id: Id, yes: Yes = False, as_json: AsJson = False) -> None:
    """Delete a job and its files for good.

    In a terminal it asks first.
    """
    with connect() as client:
        if interactive() and not yes and not as_json:
            _, job = find(client, job_id)
            job_id = job.id
            if not agreed(f"Delete for good: {described(job)}?", yes=False):
                raise CliExit(Exit.DONE, "Nothing was deleted.")
        deleted = on_job(client, job_id, _delete)
    if as_json:
        echo_json({"deleted": deleted})
    else:
        echo(f"deleted {deleted}")


def _delete(jobs: Jobs[Any], job_id: str) -> str:
    jobs.delete(job_id)
    return job_id


def _texts(
    client: Api, named: str | None, wanted: list[tuple[str, str | None]], *, yes: bool
) -> tuple[str, dict[str, str]]:
    """The job and the new texts by turn, after their difference was shown and, in a terminal, agreed to."""
    _, job = find(client, named)
    if job.kind == "audiobook":
        return job.id, _passages(job, wanted)
    changes = mended(job, client.turns(job.id), wanted)
    for each in changes:
        note(difference(each))
    note(price(job, changes, _providers(client)))
    if not agreed("Send it?", yes=yes):
        raise CliExit(Exit.DONE, "Nothing was sent.")
    return job.id, {each.turn.id: each.text for each in changes}


def _passages(job: Job, wanted: list[tuple[str, str | None]]) -> dict[str, str]:
    """Of a book, of which no list of its passages can be had while it is read."""
    typed = {item: text for item, text in wanted if text is not None}
    if len(typed) < len(wanted):
        example = next(item for item, text in wanted if text is None)
        raise CliExit(Exit.BAD_INPUT, f'Type the text of the passage: --turn {example}="OTHER WORDS"')
    return typed


def _providers(client: Api) -> list[Provider]:
    """None when the server does not say: a price that is not known stops no change."""
    try:
        return client.providers()
    except Problem:
        return []


def _pair(entry: str, option: str, form: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise CliExit(Exit.BAD_INPUT, f"{option} {entry!r} is not of the form {form}.")
    return name.strip(), value.strip()
