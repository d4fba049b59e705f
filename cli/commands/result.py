"""The end of a followed job: its files are saved, its result is printed, its status becomes the exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cli.client.answers import plain
from cli.client.api import Api
from cli.client.job import Job
from cli.client.jobs import Jobs
from cli.commands.following import display, follow
from cli.commands.saving import Destination, save_files
from cli.commands.showing import print_job
from cli.output import CliExit, Exit, clock, echo, echo_json, note

J = TypeVar("J", bound=Job)


Save = Callable[[Job], dict[str, Path]]
"""Saves what a finished job made; gives the files by their names."""


@dataclass(frozen=True)
class Ending:
    """What is done at the end of a job, and how much is said. With `pipe`, stdout holds the file and nothing else."""

    save: Save | None = None
    pipe: bool = False
    quiet: bool = False
    as_json: bool = False


def follow_to_end(client: Api, jobs: Jobs[J], job: J, ending: Ending) -> None:
    """Follows the job, saves its files, prints its result. Ctrl-C ends the following; the job goes on."""
    try:
        with display(quiet=ending.quiet or ending.as_json) as shown:
            job = follow(jobs, job.id, shown)
    except KeyboardInterrupt:
        raise CliExit(
            Exit.INTERRUPTED,
            f"\nThe {job.kind} goes on. Follow it again with: podwright watch {job.id}\n"
            f"Cancel it with: podwright cancel {job.id}",
        ) from None
    files = ending.save(job) if ending.save and job.status == "COMPLETED" else {}
    if ending.as_json and not ending.pipe:
        echo_json({**plain(job), "files": {name: str(path) for name, path in files.items()}})
    else:
        _show(client, job, files, ending)
    if job.status in {"NEEDS_ATTENTION", "AWAITING_REVIEW"}:
        raise CliExit(Exit.NEEDS_ATTENTION)
    if job.status in {"FAILED", "CANCELLED"}:
        raise CliExit(Exit.FAILED)


def saver(client: Api, to: Destination) -> Save:
    return lambda job: save_files(client, job, to)


def _show(client: Api, job: Job, files: dict[str, Path], ending: Ending) -> None:
    for warning in job.warnings:
        note(f"note: {warning.message}")
    if job.status != "COMPLETED":
        print_job(client, job, as_json=False)
        return
    say = note if ending.pipe else echo
    if ending.pipe and ending.quiet:
        return
    length = f", {clock(job.duration_seconds)}" if job.duration_seconds else ""
    say(f"{job.name}{length}")
    for name, path in files.items():
        say(f"{name}: {path}")
    say(f"page: {client.url}/")
    if job.temporal_url:
        say(f"workflow: {job.temporal_url}")
