"""Whatever runs our activities installs the interceptor that heartbeats them and translates their faults."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("worker", "adapters", "tests", "benchmarks")


def workers() -> Iterator[tuple[str, ast.Call]]:
    """Every Temporal worker that is made in a file which knows our activities."""
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text())
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if not any(name.startswith(("activities.", "worker.")) for name in imported):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Worker":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


@pytest.mark.parametrize(("where", "call"), [pytest.param(*found, id=found[0]) for found in workers()])
def test_every_worker_installs_it(where: str, call: ast.Call) -> None:
    given = {keyword.arg for keyword in call.keywords}
    assert "activities" not in given or "interceptors" in given, where


def test_the_workers_are_found() -> None:
    files = {where.partition(":")[0] for where, _ in workers()}
    assert {"worker/fleet.py", "tests/workflows/job_harness.py", "tests/upkeep/test_schedule.py"} <= files
