"""One stack with local voices for the whole run, an HTTP client for it, and a web server for pages."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.e2e.http_user import HttpUser
from tests.e2e.stack import Stack, shared


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Stack]:
    base = tmp_path_factory.getbasetemp()
    with shared((base if worker_id == "master" else base.parent) / "e2e") as started:
        yield started


@pytest.fixture(scope="session")
def user(stack: Stack) -> Iterator[HttpUser]:
    client = HttpUser(stack.url)
    yield client
    client.http.close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        return None


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a web server on loopback that serves the files of `tmp_path`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
