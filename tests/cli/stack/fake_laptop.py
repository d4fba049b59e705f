"""A data folder with the command that works on it, and a worker and an API of a few lines in place of ours."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cli.stack import process
from cli.stack.folder import Folder

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


def write_programs(programs: Path) -> Path:
    for name, code in (("api", API), ("worker", WORKER)):
        (programs / name).mkdir(parents=True)
        (programs / name / "__init__.py").touch()
        (programs / name / "__main__.py").write_text(code)
    return programs
