"""What it takes to submit a podcast on an idle stack, and how soon the status shows that something happened.

    python -m benchmarks.submit [--times 100]

Each podcast is cancelled and waited for before the next is submitted, so that nothing else runs. A change is any
status with another `rev` or status word than the answer to the submission had; half of them are looked for by polling
(every 20 ms), half through server-sent events.

Ideal: one workflow started over a connection that is open already, and two commits that reach the disk (the row before
the start, and that it was started). Naive: a connection to Temporal opened for it.
"""

import argparse
import asyncio
import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from temporalio.client import Client

from benchmarks.stack import episodes, laptop, table
from benchmarks.stack.calls import TERMINAL, Calls

P99_SECONDS, CHANGE_SECONDS = 0.050, 1.0


def by_polling(calls: Calls, podcast: str) -> float:
    began = time.perf_counter()
    while calls.status(podcast)["status"] == "QUEUED":
        time.sleep(0.02)
    return time.perf_counter() - began


def by_events(calls: Calls, podcast: str) -> float:
    began = time.perf_counter()
    for status in calls.events(podcast):
        if status["status"] != "QUEUED":
            break
    return time.perf_counter() - began


def ended(calls: Calls, podcast: str) -> None:
    """Cancels it, and waits until it is recorded."""
    calls.cancel(podcast)
    while calls.status(podcast)["status"] not in TERMINAL:
        time.sleep(0.02)
    calls.delete(podcast)


async def workflow_alone(address: str, times: int, *, connect_each: bool) -> list[float]:
    """Starts of a workflow that no worker takes up; ended at once."""
    client = await Client.connect(address)
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        own = await Client.connect(address) if connect_each else client
        handle = await own.start_workflow("Nobody", id=f"nobody-{uuid.uuid4()}", task_queue="nobody")
        took.append(time.perf_counter() - began)
        await client.get_workflow_handle(handle.id).terminate()
    return took


def commits(home: Path, times: int) -> list[float]:
    """Two commits of a row of 1 kB, as the catalog makes them."""
    took: list[float] = []
    with closing(sqlite3.connect(home / "commits.db", isolation_level=None)) as database:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE rows (row TEXT)"):
            database.execute(statement)
        for _ in range(times):
            began = time.perf_counter()
            for _ in range(2):
                database.execute("INSERT INTO rows VALUES (?)", ("x" * 1000,))
            took.append(time.perf_counter() - began)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description="Submitting a podcast")
    parser.add_argument("--times", type=int, default=100)
    asked = parser.parse_args()
    table.heading(f"POST /podcasts on an idle stack, {asked.times} times, text of 150 words")
    with laptop.running({}) as at:
        calls = Calls(at.url)
        took: list[float] = []
        seen: dict[str, list[float]] = {"polling": [], "events": []}
        for n in range(-3, asked.times):
            source = {"type": "text", "text": " ".join(episodes.episode([8], words=18).texts), "title": "Register"}
            podcast, seconds = calls.submit({"sources": [source], "duration_minutes": 0.5, "language": "en"})
            way = ("polling", "events")[n % 2]
            waited = (by_polling if n % 2 == 0 else by_events)(calls, podcast)
            ended(calls, podcast)
            if n >= 0:  # the first three load and connect
                took.append(seconds)
                seen[way].append(waited)
        calls.close()
        alone = asyncio.run(workflow_alone(at.temporal_address, 30, connect_each=False))
        disk = commits(at.home, asked.times)
        fresh = asyncio.run(workflow_alone(at.temporal_address, 30, connect_each=True))
    least, cut = median(alone) + median(disk), quantiles(took, n=100)
    table.row("submit", took, ideal=least)
    table.row("submit, p99", [cut[98]], target=P99_SECONDS)
    table.row("  ideal, first part: a workflow started", alone)
    table.row("  ideal, second part: two commits", disk)
    table.row("  p99 of two commits, this disk's part", [quantiles(disk, n=100)[98]])
    table.row("  naive: a workflow with its own connection", fresh)
    table.row("a change is shown, polled", seen["polling"], target=CHANGE_SECONDS)
    table.row("a change is shown, by events", seen["events"], target=CHANGE_SECONDS)


if __name__ == "__main__":
    main()
