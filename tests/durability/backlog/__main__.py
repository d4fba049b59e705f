"""`python -m tests.durability.backlog --podcasts 1000`: many podcasts queued at once on one machine.

Exit code 1: a submission failed, or a podcast is lost, made or paid for twice, or does not sound as it should.
"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import httpx2

from tests.durability.backlog.report import Report, report
from tests.durability.backlog.run import Outcome, Run
from tests.durability.chaos.fleet import MortalVendor
from tests.durability.ending import ends_in_order
from tests.durability.listening import whole_and_in_order
from tests.durability.stack import Stack

QUICK: Mapping[str, float] = {"speech-base": 0.05, "chat-base": 0.05}
"""Seconds a call of the vendor: it is Podwright that is to be busy, not the vendor."""

CALLS_AT_ONCE = "8"


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201  # it is what the program is for


def backlog(home: Path, *, podcasts: int, listened: int, every: float, patience: float) -> Report:
    """The whole run, in an empty folder; everything that it started has ended afterwards."""
    with MortalVendor(home / "vendor.jsonl", latency=QUICK) as vendor:
        stack = Stack(home, vendor)
        try:
            stack.up(PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS=CALLS_AT_ONCE, PODWRIGHT_LLM_CONCURRENCY=CALLS_AT_ONCE)
            outcome = asyncio.run(Run(stack, podcasts=podcasts, every=every, patience=patience, say=say).go())
            return report(outcome, vendor.ledger, troubles=_heard(stack, outcome, listened))
        finally:
            stack.close()


def _heard(stack: Stack, outcome: Outcome, listened: int) -> list[str]:
    """What is wrong with so many of them, evenly chosen."""
    completed = [made for made in outcome.made if made.status == "COMPLETED"]
    troubles = []
    for made in completed[:: max(1, len(completed) // listened)]:
        try:
            whole_and_in_order(stack, made)
        except (AssertionError, httpx2.HTTPError, subprocess.CalledProcessError, ValueError) as error:
            troubles.append(f"{made.podcast_id}: {type(error).__name__}: {error}")
    return troubles


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.backlog", description=__doc__)
    parser.add_argument("--podcasts", type=int, default=1000)
    parser.add_argument("--listened", type=int, default=20, help="how many of them are listened to")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two looks")
    parser.add_argument("--patience", type=float, default=180.0, help="seconds without one finished: it gives up")
    parser.add_argument("--report", type=Path, help="file for the report, in Markdown")
    parser.add_argument("--keep", type=Path, help="folder to keep logs, ledger and audio in")
    given = parser.parse_args()
    ends_in_order()
    run = f"`make backlog PODCASTS={given.podcasts}`"
    on = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    say(f"{run}; {on}")
    with tempfile.TemporaryDirectory(prefix="podwright-backlog-") as scratch:
        home = given.keep or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        told = backlog(
            home, podcasts=given.podcasts, listened=given.listened, every=given.every, patience=given.patience
        )
    verdict = "good" if told.good else "NOT good"
    for line in [*told.lines, verdict]:
        print(line)  # noqa: T201
    if given.report is not None:
        given.report.write_text("\n".join([f"{run}; {on}: **{verdict}**.", "", *told.lines]), encoding="utf-8")
    return 0 if told.good else 1


if __name__ == "__main__":
    sys.exit(main())
