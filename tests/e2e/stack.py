"""The whole stack, started by the command; the processes of one test run share one."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
HOME_NAME = "C# 100% %41 'quoted' \"twice\" back\\slash ?a=b&c;d $HOME `ls` ü語🎧"
"""Every character that means something to a shell or in a URL: a home may have any name."""

_OTHERS = ("PODWRIGHT_", "TEMPORAL_", "OPENAI_", "ELEVENLABS_")
_PORTS = ("PODWRIGHT_API_PORT", "PODWRIGHT_TEMPORAL_PORT", "PODWRIGHT_TEMPORAL_UI_PORT")


@dataclass(frozen=True)
class Stack:
    """A running stack: `url` is the address of its API, `environment` that of its commands."""

    url: str
    environment: dict[str, str]

    def podwright(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def shared(folder: Path) -> Iterator[Stack]:
    """Yields the stack. The first process to enter starts it, the last to leave stops it."""
    folder.mkdir(exist_ok=True)
    users = folder / "users"
    with _lock(folder):
        ports = _ports(folder / "ports.json")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)} | {
            "PYTHONPATH": str(CHECKOUT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(folder / HOME_NAME),
            "PODWRIGHT_FETCH_ALLOW": "127.0.0.1",
            **{name: str(port) for name, port in ports.items()},
        }
        stack = Stack(f"http://127.0.0.1:{ports[_PORTS[0]]}/api/v1/", environment)
        _succeed(stack.podwright("up", "--detach"))
        users.mkdir(exist_ok=True)
        mine = users / str(os.getpid())
        mine.touch()
    try:
        yield stack
    finally:
        with _lock(folder):
            mine.unlink()
            if not any(users.iterdir()):
                _succeed(stack.podwright("down"))


def _succeed(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, f"{' '.join(done.args)}:\n{done.stdout}{done.stderr}"


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _ports(file: Path) -> dict[str, int]:
    """The same ports in every process; they are chosen all at once, so that they differ."""
    if not file.exists():
        with ExitStack() as held:
            sockets = [held.enter_context(socket.socket()) for _ in _PORTS]
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            file.write_text(
                json.dumps({name: each.getsockname()[1] for name, each in zip(_PORTS, sockets, strict=True)})
            )
    found: dict[str, int] = json.loads(file.read_text())
    return found
