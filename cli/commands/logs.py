"""The log of a job, printed as it grows."""

import sys
import time
from typing import Any

from cli.client.answers import plain
from cli.client.job import LogEntry
from cli.client.jobs import Jobs
from cli.commands.job_text import log_row
from cli.output import CliExit, Exit, echo, echo_json

EVERY_SECONDS = 1.0
"""How often the server is asked; a turn takes seconds."""


def follow_log(jobs: Jobs[Any], job_id: str, *, as_json: bool) -> None:
    """Prints every entry once, until the job has ended. Ctrl-C ends the following only."""
    seen: set[str] = set()
    try:
        while True:
            ended = jobs.get(job_id).ended  # before the log is read, so that the last entries are in it
            for entry in jobs.log(job_id).items:
                mark = entry.model_dump_json()
                if mark not in seen:
                    seen.add(mark)
                    _print(entry, as_json=as_json)
            if ended:
                return
            time.sleep(EVERY_SECONDS)
    except KeyboardInterrupt:
        raise CliExit(Exit.INTERRUPTED) from None


def _print(entry: LogEntry, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(entry))
        return
    cells = [" ".join(each.split()) for each in log_row(entry)]
    echo("  ".join(filter(None, cells)) if sys.stdout.isatty() else "\t".join(cells))
