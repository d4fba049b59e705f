"""Following a job of any kind until it ends or needs attention. The job goes on whether or not it is followed."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self, TypeVar

from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from cli.client.job import Job
from cli.client.jobs import Jobs
from cli.client.problem import NoServer
from cli.commands.job_text import doing, remaining, step, waiting_for
from cli.output import NARROW, clock, note
from cli.terminal import console_of
from domain.visible_text import visible

J = TypeVar("J", bound=Job)

RECONNECT_SECONDS = 30.0
"""How long a server may be away, being restarted, before following gives up."""

SETTLE_SECONDS = 2.0
"""Parked items come one after another: they are shown together once none was added for this long."""


class Display(Protocol):
    """Where the states of a job are shown."""

    def show(self, job: Job) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Bar:
    """One live line on a terminal. What the job waits for stands above it, once."""

    def __init__(self) -> None:
        console = console_of(sys.stderr)
        self._progress = Progress(
            TextColumn("{task.percentage:>3.0f} %", table_column=Column(no_wrap=True, min_width=5)),
            BarColumn(bar_width=24 if console.width >= NARROW else 8),
            TextColumn("{task.description}", markup=False),
            TextColumn("{task.fields[left]}", style="dim", table_column=Column(no_wrap=True, min_width=9)),
            console=console,
        )
        self._task: TaskID | None = None
        self._waiting: list[str] = []

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, job: Job) -> None:
        if self._task is None:
            self._task = self._progress.add_task("", total=100, left="")
        waiting = [] if job.ended else [waiting_for(each) for each in job.waiting]
        for line in waiting:
            if line not in self._waiting:
                self._progress.console.print(visible(line))
        self._waiting = waiting
        self._progress.update(
            self._task,
            completed=job.progress_percentage,
            description=visible(step(job)),
            left=remaining(job),
            refresh=True,
        )


class Lines:
    """A plain line for each step and each tenth, for logs."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write, self._last = write, ("", -1, "")
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def show(self, job: Job) -> None:
        waiting = f"{job.waiting[0].resource} {job.waiting[0].attempt}" if job.waiting else ""
        news = (job.current_step or job.status, job.progress_percentage // 10, waiting)
        if news != self._last:
            self._last = news
            spent = clock(time.monotonic() - self._began)
            self._write(f"[{spent}] {job.progress_percentage:3d} % {doing(job)}")


def display(*, quiet: bool) -> Display:
    if quiet:
        return Lines(lambda line: None)
    return Bar() if sys.stderr.isatty() else Lines(note)


def follow(jobs: Jobs[J], job_id: str, shown: Display) -> J:
    """The last state: ended, or needing attention. NoServer when the server stays away."""
    away_since: float | None = None
    while True:
        try:
            for job in jobs.events(job_id):
                away_since = None
                shown.show(job)
                if job.ended:
                    return job
                if job.status == "AWAITING_REVIEW":
                    return job
                if job.status == "NEEDS_ATTENTION":
                    return _settled(jobs, job, shown)
            last = jobs.get(job_id)  # the stream ended, as it does after the last state
            if last.ended:
                return last
        except NoServer:
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since > RECONNECT_SECONDS:
                raise
        time.sleep(0.5)


def _settled(jobs: Jobs[J], job: J, shown: Display) -> J:
    unchanged_since = time.monotonic()
    while time.monotonic() - unchanged_since < SETTLE_SECONDS:
        time.sleep(0.4)
        later = jobs.get(job.id)
        shown.show(later)
        if later.status != "NEEDS_ATTENTION":
            return later if later.ended else follow(jobs, job.id, shown)
        if len(later.attention) != len(job.attention) or later.others_go_on:
            unchanged_since = time.monotonic()
        job = later
    return job
