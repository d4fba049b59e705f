"""Listens to podcasts while others are still being made and struck."""

import subprocess
from concurrent.futures import Future, ThreadPoolExecutor

import httpx2

from api.podcasts.views import PodcastStatus
from tests.durability.listening import whole_and_in_order
from tests.durability.stack import Stack


class Listener:
    """One podcast at a time, beside the run; what was disturbed by a kill is listened to again in the end."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._thread = ThreadPoolExecutor(1)
        self._heard: dict[str, Future[str]] = {}

    def listen(self, done: PodcastStatus) -> None:
        self._heard[done.podcast_id] = self._thread.submit(self._trouble, done)

    def trouble(self, done: PodcastStatus) -> str:
        """What is wrong with it, or nothing. To be asked when nothing is struck any more."""
        return self._heard[done.podcast_id].result() and self._trouble(done)

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)

    def _trouble(self, done: PodcastStatus) -> str:
        try:
            whole_and_in_order(self._stack, done)
        except (AssertionError, httpx2.HTTPError, subprocess.CalledProcessError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return ""
