"""The data folder of a running stack."""

import stat
from pathlib import Path

from tests.e2e.stack import HOME_NAME, Stack


def test_everything_lies_in_it_and_nothing_is_open_to_others(stack: Stack) -> None:
    home = Path(stack.environment["PODWRIGHT_HOME"])
    assert home.name == HOME_NAME
    found = {str(path.relative_to(home)): stat.S_IMODE(path.lstat().st_mode) for path in (home, *home.rglob("*"))}
    assert {"temporal.db", "catalog.db", "logs/worker.log", "run/ports.json"} <= found.keys()
    assert {path: oct(mode) for path, mode in found.items() if mode & 0o077} == {}
    assert {path.name for path in home.parent.iterdir()} <= {HOME_NAME, "lock", "ports.json", "users"}
    said = stack.podwright("doctor").stdout
    assert f"data folder: {home} is private" in said
