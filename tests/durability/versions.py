"""Other versions of the code: the checkout copied and changed as a later release would change it."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli.stack import process
from tests.durability.stack import Stack
from tests.durability.vendor import CHECKOUT, PYTHON
from tests.durability.waiting import until

PACKAGES = ("activities", "adapters", "api", "cli", "domain", "worker", "workflows")

LAST_LOOK, FIRST_LOOK = "a-look-before-it-is-stored", "a-look-before-it-begins"
"""Patches of the changed workflow, as Temporal shows them of a run (TemporalChangeVersion)."""

LATER: Mapping[str, tuple[str, str]] = {
    "workflows/podcast.py": (
        "        await self._combining.store(episode)\n",
        f'        if workflow.patched("{LAST_LOOK}"):\n'
        "            await workflow.sleep(0.01)\n"
        "        await self._combining.store(episode)\n",
    ),
    "activities/tts.py": ("    repeated: int = 0\n", "    repeated: int = 0\n    pace: float = 1.5\n"),
}
"""File, and what is written there in place of what: a new step at the end, a new field in what an activity answers."""

LATEST: Mapping[str, tuple[str, str]] = {
    "workflows/podcast.py": (
        "        await self._retrieving.retrieve()\n",
        f'        if workflow.patched("{FIRST_LOOK}"):\n'
        "            await workflow.sleep(0.01)\n"
        "        await self._retrieving.retrieve()\n",
    )
}
"""A new step at the very beginning: podcasts begun with it cannot be understood without it."""


def version(folder: Path, *changes: Mapping[str, tuple[str, str]], checkout: Path = CHECKOUT) -> Path:
    """The folder, with the changed code of a checkout in it."""
    for package in PACKAGES:
        shutil.copytree(checkout / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for change in changes:
        for name, (old, new) in change.items():
            file = folder / name
            text = file.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{name} has changed: the later version has to be written anew"
            file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@contextlib.contextmanager
def working(stack: Stack, code: Path) -> Iterator[None]:
    """A worker of that code, until it has drained."""
    environment = {**stack.environment, "TEMPORAL_ADDRESS": stack.temporal_address, "PYTHONPATH": str(code)}
    log = stack.folder.home / f"worker-{code.name}.log"
    log.unlink(missing_ok=True)
    started = process.start([*PYTHON, "worker"], environment=environment, log=log)
    try:
        until(lambda: b"working on" in log.read_bytes(), f"the worker of {code.name} works", seconds=30)
        yield
    finally:
        started.terminate()
        try:
            started.wait(40)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(10)
