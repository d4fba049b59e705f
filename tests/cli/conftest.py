"""The command, run in this process against a scripted server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.output import CliExit
from domain.visible_text import visible
from tests.cli.contract import FakeServer, Podwright, Ran


@pytest.fixture
def server() -> Iterator[FakeServer]:
    made = FakeServer()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Commands run in this process, and some close its umask; each begins with the usual one."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def podwright(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Podwright:
    """Runs one command. As `main` does, it turns a CliExit into stderr and an exit code."""
    monkeypatch.setenv("PODWRIGHT_DOTENV", "")
    monkeypatch.setenv("PODWRIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PODWRIGHT_API_PORT", str(server.port))
    for name in ("PODWRIGHT_API_KEY", "PODWRIGHT_PUBLIC_URL", "PODWRIGHT_API_HOST", "TEMPORAL_ADDRESS"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str, stdin: str | None = None) -> Ran:
        result = CliRunner().invoke(app, list(words), input=stdin)
        if isinstance(result.exception, CliExit):
            return Ran(int(result.exception.code), result.stdout, result.stderr + visible(result.exception.message))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run
