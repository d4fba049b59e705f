"""`python -m tests.durability.chaos --seed 1 --kills 100 --podcasts 40`: kills what it can, and looks what is lost.

Exit code 1: a job is lost, corrupt or made twice, the strict rule (rule.py) does not excuse a repeated call, or it
would excuse a fifth of all calls.
"""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.durability.chaos.bill import calls
from tests.durability.chaos.fleet import Fleet
from tests.durability.chaos.kept import kept
from tests.durability.chaos.report import Report, report
from tests.durability.chaos.rule import Evidence, Fault
from tests.durability.chaos.run import Run
from tests.durability.ending import ends_in_order

MINUTES = 3.4
"""Some twenty turns."""


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201  # it is what the program is for


def chaos(
    home: Path, *, seed: int, kills: int, podcasts: int, minutes: float, longest_outage: float, strike_for: float
) -> Report:
    """The whole run, in an empty folder; everything that it started has ended afterwards."""
    began = time.monotonic()
    fleet = Fleet(home)
    try:
        fleet.up()
        run = Run(fleet, seed=seed, podcasts=podcasts, minutes=minutes, say=say)
        outcome = run.go(kills, longest_outage=longest_outage, strike_for=strike_for)
        names, times = fleet.callers.names(), kept(home / "artifacts")
        leave(home / "evidence.json", outcome.faults, times, names)
        evidence = Evidence(calls(fleet.vendor.ledger), times, outcome.faults)
        return report(outcome, evidence, names=names, took=time.monotonic() - began)
    finally:
        fleet.close()


def leave(file: Path, faults: Sequence[Fault], kept_at: Mapping[str, float], names: Mapping[str, str]) -> None:
    """Beside the vendor's ledger, all that the rule was given: with `--keep`, for a second look at a repeat."""
    blows = [{**asdict(fault), "struck": sorted(fault.struck)} for fault in faults]
    file.write_text(json.dumps({"blows": blows, "kept": kept_at, "workers": names}, indent=1), encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="of every choice (default: a new one, which is printed)")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--podcasts", type=int, default=8, help="at least; more while there are blows to strike")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of each podcast")
    parser.add_argument("--longest-outage", type=float, default=30.0, help="of the catalog, in seconds")
    parser.add_argument("--strike-for", type=float, default=3600.0, help="seconds after which nothing more is struck")
    parser.add_argument("--keep", type=Path, help="folder to keep logs, ledger and catalog in")
    parser.add_argument("--report", type=Path, help="file for the report, in Markdown")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    ends_in_order()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    run = (
        f"`make chaos SEED={seed} KILLS={given.kills} PODCASTS={given.podcasts}`, podcasts of {given.minutes:g} minutes"
    )
    on = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    say(f"{run}; {on}")
    with tempfile.TemporaryDirectory(prefix="podwright-chaos-") as scratch:
        home = given.keep or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        told = chaos(
            home,
            seed=seed,
            kills=given.kills,
            podcasts=given.podcasts,
            minutes=given.minutes,
            longest_outage=given.longest_outage,
            strike_for=given.strike_for,
        )
    for line in [*told.repeats, "", *told.lines]:
        print(line)  # noqa: T201
    verdict = "good" if told.good else "NOT good"
    print(verdict)  # noqa: T201
    if given.report is not None:
        given.report.write_text("\n".join([f"{run}; {on}: **{verdict}**.", "", *told.lines]), encoding="utf-8")
    return 0 if told.good else 1


if __name__ == "__main__":
    sys.exit(main())
