"""The end of a followed job: its files are saved, its result is printed, its status becomes the exit code."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cli.client.answers import plain
from cli.client.api import Api
from cli.client.job import Job, Podcast
from cli.client.jobs import Jobs
from cli.commands.following import display, follow
from cli.commands.job_text import print_job
from cli.output import CliExit, Exit, clock, echo, echo_json, note, slug
from cli.settings import settings

J = TypeVar("J", bound=Job)


Save = Callable[[Job], dict[str, Path]]
"""Saves what a finished job made; gives the files by their names."""


def follow_to_end(client: Api, jobs: Jobs[J], job: J, *, save: Save | None, as_json: bool) -> None:
    """Follows the job, saves its files, prints its result. Ctrl-C ends the following; the job goes on."""
    try:
        with display(quiet=as_json) as shown:
            job = follow(jobs, job.id, shown)
    except KeyboardInterrupt:
        raise CliExit(
            Exit.INTERRUPTED,
            f"\nThe {job.kind} goes on. Follow it again with: podwright watch {job.id}\n"
            f"Cancel it with: podwright cancel {job.id}",
        ) from None
    files = save(job) if save and job.status == "COMPLETED" else {}
    if as_json:
        echo_json({**plain(job), "files": {name: str(path) for name, path in files.items()}})
    else:
        _show(client, job, files)
    if job.status == "NEEDS_ATTENTION":
        raise CliExit(Exit.NEEDS_ATTENTION)
    if job.status in {"FAILED", "CANCELLED"}:
        raise CliExit(Exit.FAILED)


def saver(client: Api, to: Path | None) -> Save:
    return lambda job: save_files(client, job, to)


def save_files(client: Api, job: Job, to: Path | None) -> dict[str, Path]:
    """Downloads what the job made. Default for `to`: a folder of the job's own in the data folder."""
    name = slug(job.title or job.kind)
    folder = to or settings().home.resolve() / f"{job.kind}s" / f"{name}-{job.id[-6:]}"
    if not isinstance(job, Podcast):
        return {output.name: client.output(output, folder / Path(output.name).name) for output in job.outputs}
    files = {"audio": client.audio(job.id, folder / f"{name}.mp3")}
    for form, label in (("txt", "transcript"), ("vtt", "captions")):
        files[label] = client.transcript(job.id, form, folder / f"{name}.{form}")
    return files


def _show(client: Api, job: Job, files: dict[str, Path]) -> None:
    for warning in job.warnings:
        note(f"note: {warning.message}")
    if job.status != "COMPLETED":
        print_job(job, as_json=False)
        return
    length = f", {clock(job.duration_seconds)}" if job.duration_seconds else ""
    echo(f"{job.title or job.id}{length}")
    for name, path in files.items():
        echo(f"{name}: {path}")
    echo(f"page: {client.url}/")
    if job.temporal_url:
        echo(f"workflow: {job.temporal_url}")
