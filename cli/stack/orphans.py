"""Parts without a record: found by the mark in their environment, whatever became of the run files.

A supervisor that was killed between starting a part and recording it leaves one, and so does a disk that was full.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cli.stack import process
from cli.stack.folder import MARK, Folder, Process

_PROC = Path("/proc")
ROUNDS = 3
"""What an orphan started itself comes to light once the orphan has ended."""


class _Marked(NamedTuple):
    pid: int
    parent: int
    name: str


def orphans(folder: Folder) -> dict[int, tuple[str, Process]]:
    """By process id, name and process: marked as a part of this folder, not recorded, and started by no part of it."""
    recorded = {known.pid for known in folder.processes().values() if process.alive(known)} | {os.getpid()}
    marked = {each.pid: each for each in _marked(folder.digest)}
    found = {}
    for each in marked.values():
        if each.pid in recorded or each.parent in marked or each.parent in recorded:
            continue
        if identified := process.identify(each.pid):
            found[each.pid] = (each.name, identified)
    return found


def stop_orphans(folder: Folder) -> list[str]:
    """Ends them; returns their names."""
    stopped: list[str] = []
    for _ in range(ROUNDS):
        found = orphans(folder)
        for name, orphan in found.values():
            process.stop(orphan)
            stopped.append(name)
        if not found:
            break
    return stopped


def _marked(digest: str) -> Iterator[_Marked]:
    mark = re.compile(rb"(?:^|[\0 ])%s=(\w+)@%s(?=$|[\0 ])" % (MARK.encode(), digest.encode()))
    listing = _from_proc() if (_PROC / "self" / "environ").exists() else _from_ps()
    for pid, parent, environment in listing:
        if hit := mark.search(environment):
            yield _Marked(pid, parent, hit[1].decode())


def _from_proc() -> Iterator[tuple[int, int, bytes]]:
    """Processes of this user; the environment of others cannot be read."""
    for each in _PROC.iterdir():
        if each.name.isdecimal():
            try:
                environment = (each / "environ").read_bytes()
                parent = (each / "stat").read_text(errors="replace").rpartition(")")[2].split()[1]
            except (OSError, IndexError):
                continue  # it has ended, or is another user's
            yield int(each.name), int(parent), environment


def _from_ps() -> Iterator[tuple[int, int, bytes]]:
    listed = subprocess.run(["/bin/ps", "-xEww", "-o", "pid=,ppid=,command="], capture_output=True, check=False)
    for line in listed.stdout.splitlines():
        pid, parent, *command = line.split(maxsplit=2)
        yield int(pid), int(parent), b" ".join(command)
