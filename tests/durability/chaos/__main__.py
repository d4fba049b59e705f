"""`python -m tests.durability.chaos --seed 1 --kills 100 --podcasts 40`: kills what it can, and looks what is lost.

Exit code 1: a podcast is lost, corrupt or made twice, or a repeated call has no explanation.
"""

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.durability.chaos.fleet import Fleet
from tests.durability.chaos.report import Report, report
from tests.durability.chaos.run import Run

MINUTES = 3.4
"""Some twenty turns."""


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201  # it is what the program is for


def chaos(
    home: Path, *, seed: int, kills: int, podcasts: int, minutes: float, longest_outage: float, strike_for: float
) -> Report:
    """The whole run, in an empty folder; everything that it started has ended afterwards."""
    fleet = Fleet(home)
    try:
        fleet.up()
        run = Run(fleet, seed=seed, podcasts=podcasts, minutes=minutes, say=say)
        outcome = run.go(kills, longest_outage=longest_outage, strike_for=strike_for)
        return report(outcome, fleet.vendor.ledger)
    finally:
        fleet.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="of every choice (default: a new one, which is printed)")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--podcasts", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of each podcast")
    parser.add_argument("--longest-outage", type=float, default=30.0, help="of the catalog, in seconds")
    parser.add_argument("--strike-for", type=float, default=3600.0, help="seconds after which nothing more is struck")
    parser.add_argument("--keep", type=Path, help="folder to keep logs, ledger and audio in")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    say(f"--seed {seed} --kills {given.kills} --podcasts {given.podcasts} --minutes {given.minutes:g}")
    say(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
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
    for line in told.lines:
        print(line)  # noqa: T201
    print("good" if told.good else "NOT good")  # noqa: T201
    return 0 if told.good else 1


if __name__ == "__main__":
    sys.exit(main())
