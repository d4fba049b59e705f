"""A whole stack of its own for one benchmark: own folder, free ports, started and stopped as a person does it."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_SETTINGS = ("PODWRIGHT_", "TEMPORAL_", "OPENAI_", "ELEVENLABS_")


@dataclass(frozen=True)
class Laptop:
    """Where a stack answers. `environment` is what its processes were started with."""

    home: Path
    api_port: int
    temporal_port: int
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.api_port}/api/v1/"

    @property
    def temporal_address(self) -> str:
        return f"127.0.0.1:{self.temporal_port}"

    @property
    def processes(self) -> dict[str, int]:
        """Process numbers by part."""
        parts = ("temporal", "worker", "api")
        return {part: int((self.home / "run" / f"{part}.pid").read_text()) for part in parts}


@contextmanager
def running(settings: Mapping[str, str]) -> Iterator[Laptop]:
    """`podwright up --detach` with these settings alone, and `podwright down` at the end."""
    with ExitStack() as ending:
        home = Path(ending.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        api, temporal, page = _free_ports(3)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
        environment = {
            **kept,
            "PYTHONPATH": str(CHECKOUT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(home),
            "PODWRIGHT_API_PORT": str(api),
            "PODWRIGHT_TEMPORAL_PORT": str(temporal),
            "PODWRIGHT_TEMPORAL_UI_PORT": str(page),
            **settings,
        }
        laptop = Laptop(home, api, temporal, environment)
        ending.callback(_podwright, "down", laptop, check=False)
        _podwright("up", laptop, "--detach")
        yield laptop


def _podwright(command: str, laptop: Laptop, *more: str, check: bool = True) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", command, *more],
        env=dict(laptop.environment),
        cwd=laptop.home,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"podwright {command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _free_ports(count: int) -> list[int]:
    """Held all at once, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
