"""The parts of the stack on one machine: Temporal's development server, a worker and the API."""

import hashlib
import json
import os
import sys

from pydantic import SecretStr

from adapters.settings import Settings
from cli.stack import process, readiness, temporal
from cli.stack.folder import Addresses, Folder, Process
from cli.stack.part import Part

ORDER_OF_STOPPING = ("api", "worker", "temporal")
GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL. A worker gets twice as many beyond its longest drain, to cut off what is left
(12 s) and to close what it holds."""


def parts(settings: Settings, folder: Folder, addresses: Addresses) -> list[Part]:
    """In the order in which they start. Without a server of its own when Temporal runs elsewhere."""
    environment = _environment(folder, addresses)

    def marked(name: str) -> dict[str, str]:
        return environment | folder.mark(name)

    python = [sys.executable, "-P", "-m"]
    key = settings.api_key.get_secret_value() if settings.api_key else None
    mark = fingerprint(settings, addresses)
    listed = [
        Part(
            "worker",
            [*python, "worker"],
            marked("worker"),
            lambda: readiness.worker(addresses, key, started=folder.started_at("worker")),
            settings=mark,
            grace=worker_grace(settings),
            watched=False,
        ),
        Part("api", [*python, "api"], marked("api"), lambda: readiness.api(addresses), settings=mark),
    ]
    if addresses.temporal is not None:
        server = Part(
            "temporal",
            temporal.command(addresses, encrypted=settings.encryption_keys is not None),
            {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
            | folder.mark("temporal"),
            lambda: readiness.temporal(addresses),
            folder=folder.home,
            settings=f"{addresses.temporal}/{addresses.temporal_ui}"
            + ("/codec" if settings.encryption_keys else "")
            + ("" if addresses.ui else "/headless"),
        )
        listed.insert(0, server)
    return listed


def worker_grace(settings: Settings) -> float:
    return settings.longest_drain.total_seconds() + 2 * GRACE


def fingerprint(settings: Settings, addresses: Addresses) -> str:
    """A digest, as settings hold keys, that changes when a part would behave differently after a restart."""
    values = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings.values()
    }
    values["home"] = str(settings.home.expanduser().resolve())
    text = json.dumps([values, addresses.model_dump(), sys.executable], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def running(folder: Folder) -> dict[str, Process]:
    """Those processes of the folder that are alive, the supervisor among them."""
    return {name: known for name, known in folder.processes().items() if process.alive(known)}


def our_ports(folder: Folder) -> frozenset[int]:
    """Ports that running parts of this folder hold."""
    known, alive = folder.addresses(), running(folder)
    if known is None:
        return frozenset()
    held = {known.api} if "api" in alive else set()
    if "temporal" in alive:
        held |= {port for port in (known.temporal, known.temporal_ui) if port}
    return frozenset(held)


def _environment(folder: Folder, addresses: Addresses) -> dict[str, str]:
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PODWRIGHT_HOME": str(folder.home),
        "PODWRIGHT_API_PORT": str(addresses.api),
        "TEMPORAL_ADDRESS": addresses.temporal_address,
    }
    if addresses.temporal_ui_url:
        environment["PODWRIGHT_TEMPORAL_UI_URL"] = addresses.temporal_ui_url
    if addresses.temporal is not None:
        for name in [name for name in environment if name.startswith("TEMPORAL_") and name != "TEMPORAL_ADDRESS"]:
            del environment[name]  # a profile, key or certificate of another cluster is not for the embedded server
        environment["TEMPORAL_CONFIG_FILE"] = os.devnull
    return environment
