"""`podwright up` and `down` as real processes, with a worker and an API of a few lines in place of ours."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.stack import process
from cli.stack.folder import Folder

pytestmark = pytest.mark.timeout(180)  # a test starts up to twenty processes, 15 s on two idle cores

CHECKOUT = Path(__file__).resolve().parents[3]

API = """
import datetime, http.server, json, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        vendors = [{"vendor": "local", "seen_at": datetime.datetime.now(datetime.UTC).isoformat()}]
        workers = [{"queue": "podcasts", "workers": 1}]
        health = {"status": os.environ.get("FAKE_STATUS", "ok"), "workers": workers, "vendors": vendors}
        health["home"] = os.environ["PODWRIGHT_HOME"]
        body = json.dumps(health).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PODWRIGHT_API_PORT"])), Handler).serve_forever()
"""
WORKER = """
import os, signal, sys, time
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
print("working for", os.environ["TEMPORAL_ADDRESS"], flush=True)
while not stopped: time.sleep(0.02)
print("drained", flush=True)
"""


def until(condition: Callable[[], bool], *, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not become true in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Laptop:
    """One data folder and the command that works on it."""

    def __init__(self, home: Path, programs: Path) -> None:
        self.folder = Folder(home)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PODWRIGHT_", "TEMPORAL_"))},
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(home),
            "PYTHONPATH": f"{programs}{os.pathsep}{CHECKOUT}",
            "PODWRIGHT_API_PORT": str(free_port()),  # a default port may be taken while a test has its API down
            "TEMPORAL_ADDRESS": "127.0.0.1:1",
        }

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "cli", *words],
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=50,
        )

    def pid(self, name: str) -> int:
        return int((self.folder.run / f"{name}.pid").read_text())

    def kill(self, name: str) -> None:
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        until(lambda: process.start_mark(pid) is None)


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    programs = tmp_path / "programs"
    for name, code in (("api", API), ("worker", WORKER)):
        (programs / name).mkdir(parents=True)
        (programs / name / "__init__.py").touch()
        (programs / name / "__main__.py").write_text(code)
    made = Laptop(tmp_path / "a home & more #1? 100%", programs)
    yield made
    made.run("down")
    for known in made.folder.processes().values():
        process.stop(known, grace=0.1)


@pytest.mark.thorough
def test_up_says_that_something_is_missing(laptop: Laptop) -> None:
    up = laptop.run("up", "--detach", FAKE_STATUS="degraded")
    assert up.returncode == 0, up.stderr
    assert up.stdout.startswith("Podwright is up")
    assert "something that podcasts need is missing: `podwright doctor`" in up.stderr


def test_up_down_and_what_a_killed_supervisor_leaves(laptop: Laptop) -> None:
    up = laptop.run("up", "--detach")
    assert up.returncode == 0, up.stderr
    assert up.stdout.startswith("Podwright is up: page http://127.0.0.1:")
    addresses = laptop.folder.addresses()
    assert addresses
    with urllib.request.urlopen(f"{addresses.api_url}/api/v1/health") as answer:
        assert json.load(answer)["home"] == str(laptop.folder.home)
    worker = laptop.pid("worker")

    laptop.kill("supervisor")
    assert process.start_mark(worker)
    laptop.kill("api")
    again = laptop.run("up", "--detach", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["api"] == addresses.api
    assert laptop.pid("worker") == worker

    third = laptop.run("up")
    assert third.returncode == 0
    assert "already running" in third.stderr

    changed = laptop.run("up", "--detach", PODWRIGHT_LLM_CONCURRENCY="7")
    assert changed.returncode == 0
    assert "settings changed since it was started" in changed.stderr
    assert laptop.pid("worker") != worker
    worker = laptop.pid("worker")

    down = laptop.run("down", "--json")
    assert json.loads(down.stdout) == {"stopped": ["api", "worker", "supervisor"]}
    assert laptop.folder.log("worker").read_text().splitlines() == ["working for 127.0.0.1:1", "drained"] * 2
    assert process.start_mark(worker) is None
    assert laptop.folder.processes() == {}
    assert laptop.run("down").stdout == "nothing was running\n"


def test_down_stops_what_a_killed_supervisor_left(laptop: Laptop) -> None:
    assert laptop.run("up", "--detach").returncode == 0
    laptop.kill("supervisor")
    assert json.loads(laptop.run("down", "--json").stdout) == {"stopped": ["api", "worker"]}
    assert laptop.folder.processes() == {}


@pytest.mark.thorough
def test_temporals_database_lies_in_the_home_and_is_found_again(laptop: Laptop) -> None:
    ports = {f"PODWRIGHT_TEMPORAL_{name}": str(free_port()) for name in ("PORT", "UI_PORT")}
    for _ in range(2):
        up = laptop.run("up", "--detach", TEMPORAL_ADDRESS="", **ports)
        assert up.returncode == 0, up.stderr
        assert json.loads(laptop.run("down", "--json", **ports).stdout)["stopped"][-2:] == ["temporal", "supervisor"]
    home = laptop.folder.home
    assert (home / "temporal.db").is_file()
    assert {path.name for path in home.parent.iterdir()} == {home.name, "programs"}
    assert [path for path in (home, *home.rglob("*")) if path.lstat().st_mode & 0o077] == []


def test_ctrl_c_drains_and_a_broken_part_is_reported(laptop: Laptop) -> None:
    foreground = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "up"],
        env=laptop.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert foreground.stdout
    assert foreground.stdout.readline().startswith("Podwright is up")
    os.killpg(foreground.pid, signal.SIGINT)
    _, printed = foreground.communicate(timeout=30)
    assert foreground.returncode == 0
    assert "stopping after what is being spoken now" in printed
    assert laptop.folder.log("worker").read_text().endswith("drained\n")

    broken = laptop.run("up", "--detach", PYTHONPATH=str(CHECKOUT), PODWRIGHT_LLM_CONCURRENCY="many")
    assert broken.returncode == 2
    assert "PODWRIGHT_LLM_CONCURRENCY" in broken.stderr
