"""No token that stands in the URL of a request reaches the log, at any level."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

ASKS = """
import logging, sys
from adapters import logs
logs.configure(sys.argv[1])
import httpx, httpx2
for client in (httpx, httpx2):
    client.get(sys.argv[2], trust_env=False)
logging.getLogger("worker").info("our own line")
"""


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """It has nothing to say."""


@pytest.mark.parametrize("level", ["debug", "INFO"])
def test_urls_of_requests_are_not_logged(level: str) -> None:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/paper.pdf?token=very-secret"
        ran = subprocess.run(
            [sys.executable, "-P", "-c", ASKS, level, url],
            env={"PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=True,
        )
        server.shutdown()
    assert "our own line" in ran.stderr
    assert "very-secret" not in ran.stderr
