"""A job on stdout, with the whole text of every turn that needs attention."""

from collections.abc import Sequence

from cli.client.answers import Turn, plain
from cli.client.api import Api
from cli.client.job import Job, Podcast
from cli.client.problem import Problem
from cli.commands.job_text import state_lines
from cli.output import echo, echo_json


def print_job(client: Api, job: Job, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(job))
        return
    for line in state_lines(job, parked_turns(client, job)):
        echo(line)


def parked_turns(client: Api, job: Job) -> Sequence[Turn]:
    """The turns of a podcast that needs attention; none when the server has none."""
    if not isinstance(job, Podcast) or not any(item.turn for item in job.attention):
        return ()
    try:
        return client.turns(job.id)
    except Problem:
        return ()
