"""Watching a podcast until it ends or needs somebody. What is watched goes on whether or not somebody watches."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from cli.answers import Podcast
from cli.client import Api, NoServer
from cli.show import clock, doing, remaining

RECONNECT_SECONDS = 30.0
"""How long a server may be away, being restarted, before watching gives up."""

SETTLE_SECONDS = 2.0
"""Parked turns come one after another: they are shown together once none was added for this long."""


class Display(Protocol):
    def show(self, podcast: Podcast) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Bar:
    """One live line on a terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.percentage:>3.0f} %"),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            TextColumn("{task.fields[left]}", style="dim"),
            console=Console(stderr=True),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, podcast: Podcast) -> None:
        left = remaining(podcast)
        if self._task is None:
            self._task = self._progress.add_task("", total=100, left="")
        self._progress.update(
            self._task, completed=podcast.progress_percentage, description=doing(podcast), left=left, refresh=True
        )


class Lines:
    """A plain line for each step and each tenth, for logs."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write, self._told = write, ("", -1, "")
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def show(self, podcast: Podcast) -> None:
        waiting = podcast.waiting[0].resource if podcast.waiting else ""
        news = (podcast.current_step or podcast.status, podcast.progress_percentage // 10, waiting)
        if news != self._told:
            self._told = news
            spent = clock(time.monotonic() - self._began)
            self._write(f"[{spent}] {podcast.progress_percentage:3d} % {doing(podcast)}")


def display(*, quiet: bool) -> Display:
    if quiet:
        return Lines(lambda line: None)
    if sys.stderr.isatty():
        return Bar()
    return Lines(lambda line: print(line, file=sys.stderr, flush=True))


def follow(api: Api, podcast_id: str, shown: Display) -> Podcast:
    """The last state: ended, or needing attention. NoServer when the server stays away."""
    away_since: float | None = None
    while True:
        try:
            for podcast in api.events(podcast_id):
                away_since = None
                shown.show(podcast)
                if podcast.ended:
                    return podcast
                if podcast.status == "NEEDS_ATTENTION":
                    return _settled(api, podcast, shown)
            last = api.podcast(podcast_id)  # the stream ended, as it does after the last state
            if last.ended:
                return last
        except NoServer:
            away_since = away_since or time.monotonic()
            if time.monotonic() - away_since > RECONNECT_SECONDS:
                raise
        time.sleep(0.5)


def _settled(api: Api, podcast: Podcast, shown: Display) -> Podcast:
    unchanged_since = time.monotonic()
    while time.monotonic() - unchanged_since < SETTLE_SECONDS:
        time.sleep(0.4)
        later = api.podcast(podcast.podcast_id)
        shown.show(later)
        if later.status != "NEEDS_ATTENTION":
            return later if later.ended else follow(api, podcast.podcast_id, shown)
        if len(later.attention) != len(podcast.attention):
            unchanged_since = time.monotonic()
        podcast = later
    return podcast
