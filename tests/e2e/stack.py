"""The whole stack, started by the command; the processes of one test run share one."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_OTHERS = ("PODWRIGHT_", "TEMPORAL_", "OPENAI_", "ELEVENLABS_")
_PORTS = ("PODWRIGHT_API_PORT", "PODWRIGHT_TEMPORAL_PORT", "PODWRIGHT_TEMPORAL_UI_PORT")


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """Yields the API's address. The first process to enter starts the stack, the last to leave stops it."""
    folder.mkdir(exist_ok=True)
    users = folder / "users"
    with _lock(folder):
        ports = _ports(folder / "ports.json")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)} | {
            "PYTHONPATH": str(CHECKOUT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(folder / "home"),
            "PODWRIGHT_FETCH_ALLOW": "127.0.0.1",
            **{name: str(port) for name, port in ports.items()},
        }
        _podwright("up", "--detach", environment=environment)
        users.mkdir(exist_ok=True)
        mine = users / str(os.getpid())
        mine.touch()
    try:
        yield f"http://127.0.0.1:{ports[_PORTS[0]]}/api/v1/"
    finally:
        with _lock(folder):
            mine.unlink()
            if not any(users.iterdir()):
                _podwright("down", environment=environment)


def _podwright(*words: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"podwright {' '.join(words)}:\n{done.stdout}{done.stderr}"


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
