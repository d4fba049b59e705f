"""A laptop, and a supervisor, of tiny real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack import process
from tests.cli.stack.fake_laptop import Laptop, write_programs
from tests.cli.stack.supervised import SupervisorHarness


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "a home & more #1? 100%", write_programs(tmp_path / "programs"))
    yield made
    made.run("down")
    for known in made.folder.processes().values():
        process.stop(known, grace=0.1)


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[SupervisorHarness]:
    made = SupervisorHarness(tmp_path)
    yield made
    made.end()
    made.supervisor.request_stop()
    made.supervisor.drain(["worker", "api", "temporal"])
    for known in made.folder.processes().values():
        process.stop(known, grace=0.1)
