"""The job that was named by its id, the beginning of its id, or its title; without a name the newest."""

from collections.abc import Callable
from typing import Any, TypeVar

from cli.client.api import Api
from cli.client.job import Job
from cli.client.jobs import Jobs
from cli.client.problem import Problem
from cli.commands.job_text import described
from cli.output import CliExit, Exit

T = TypeVar("T")

SHORTEST_PREFIX = 4
"""Fewer characters of an id name nothing, as in git."""

CANDIDATES = 5
"""At most so many jobs are listed when a name fits several."""


def on_job(client: Api, named: str | None, call: Callable[[Jobs[Any], str], T]) -> T:
    """The result of the call at the job's resource. Podcasts answer with more there than jobs in general do."""
    resources = (client.podcasts, client.jobs)
    if named is not None:
        for jobs in resources:
            try:
                return call(jobs, named)
            except Problem as problem:
                if problem.code != "not_found":
                    raise
    found = _only(client.jobs, named)
    if named is None:
        return on_job(client, found.id, call)
    return call(client.podcasts if found.kind == "podcast" else client.jobs, found.id)


def on_podcast(client: Api, named: str | None, call: Callable[[str], T]) -> T:
    """The result of the call for a podcast."""
    if named is not None:
        try:
            return call(named)
        except Problem as problem:
            if problem.code != "not_found":
                raise
    return call(_only(client.podcasts, named).id)


def with_versions(client: Api, named: str | None, call: Callable[[Jobs[Any], str], T]) -> T:
    """The result of the call for a job that has versions: a podcast, or a book."""
    found = find(client, named)[1] if named is not None else _only(client.podcasts, None)
    if found.kind not in ("podcast", "audiobook"):
        raise CliExit(Exit.BAD_INPUT, f"{described(found)} has no versions: podcasts and audiobooks have.")
    return call(client.audiobooks if found.kind == "audiobook" else client.podcasts, found.id)


def find(client: Api, named: str | None) -> tuple[Jobs[Any], Job]:
    """The job and its resource."""
    return on_job(client, named, lambda jobs, found: (jobs, jobs.get(found)))


def _only(jobs: Jobs[Any], named: str | None) -> Job:
    """The newest job, or the one that the name fits. Raises CliExit when there is none, or more than one."""
    noun = "podcast" if jobs.name == "podcasts" else "job"
    if named is None:
        newest = jobs.page(limit=1).items
        if not newest:
            raise CliExit(Exit.BAD_INPUT, f"There is no {noun} yet. Make a podcast with: podwright new FILE")
        return _as_job(newest[0])
    fitting = _fitting([_as_job(each) for each in jobs.listed(limit=None).items], named)
    if not fitting:
        raise CliExit(Exit.BAD_INPUT, f"No {noun} has this id or title: {named}\n`podwright jobs --all` lists them.")
    if len(fitting) > 1:
        lines = [f"{named!r} fits {len(fitting)} jobs. Give more of the id:"]
        lines += [f"  {described(each)}" for each in fitting[:CANDIDATES]]
        lines += ["  …"] if len(fitting) > CANDIDATES else []
        raise CliExit(Exit.BAD_INPUT, "\n".join(lines))
    return fitting[0]


def _as_job(found: object) -> Job:
    assert isinstance(found, Job)
    return found


def _fitting(jobs: list[Job], named: str) -> list[Job]:
    if len(named) >= SHORTEST_PREFIX:
        by_id = [each for each in jobs if each.id.startswith(named)]
        if by_id:
            return by_id
    wanted = " ".join(named.split()).casefold()
    return [each for each in jobs if " ".join((each.title or "").split()).casefold() == wanted]
