"""The resource of a job: that of its own kind where the command knows the kind, else that of all jobs."""

from collections.abc import Callable
from typing import Any, TypeVar

from cli.client.api import Api
from cli.client.job import Job
from cli.client.jobs import Jobs
from cli.client.problem import Problem
from cli.output import CliExit, Exit

T = TypeVar("T")


def on_job(client: Api, job_id: str, call: Callable[[Jobs[Any], str], T]) -> T:
    """The result of the call at the job's resource. Podcasts answer with more there than jobs in general do."""
    try:
        return call(client.podcasts, job_id)
    except Problem as problem:
        if problem.status != 404:
            raise
    return call(client.jobs, job_id)


def find(client: Api, job_id: str | None) -> tuple[Jobs[Any], Job]:
    """The job and its resource; without an id the newest job of all."""
    return on_job(client, job_id or newest(client), lambda jobs, found: (jobs, jobs.get(found)))


def newest(client: Api) -> str:
    page = client.jobs.page(limit=1)
    if not page.items:
        raise CliExit(Exit.BAD_INPUT, "There is no job yet. Make a podcast with: podwright new FILE")
    return page.items[0].id


def newest_podcast(client: Api) -> str:
    page = client.podcasts.page(limit=1)
    if not page.items:
        raise CliExit(Exit.BAD_INPUT, "There is no podcast yet. Make one with: podwright new FILE")
    return page.items[0].id
