"""A folder that can be made to take no more, and be opened again, under the processes that write into it."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

PLENTY = "4g"


class FillableFolder(Protocol):
    def shut(self, *, left: int = 0) -> None:
        """From now on writes fail. `left`: bytes that may still go in, where that can be said."""
        ...

    def open(self) -> None: ...


class Confined:
    """A file system of its own, in memory: what is too much fails with ENOSPC. Needs leave to mount."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def shut(self, *, left: int = 0) -> None:
        for _ in range(100):
            now = os.statvfs(self._folder)
            used = (now.f_blocks - now.f_bfree) * now.f_frsize
            if self._sized(str(used + left)):
                return
        raise OSError(errno.EBUSY, f"{self._folder} grows faster than it can be shut")

    def open(self) -> None:
        if not self._sized(PLENTY):
            raise OSError(errno.EINVAL, f"{self._folder} cannot be given room")

    def _sized(self, size: str) -> bool:
        return _mount("-o", f"remount,size={size}", str(self._folder))


class Forbidden:
    """Writes fail with EACCES. Nothing forbids root anything."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def shut(self, *, left: int = 0) -> None:
        self._allow(0o555)

    def open(self) -> None:
        self._allow(0o755)

    def _allow(self, mode: int) -> None:
        for folder, _, _ in os.walk(self._folder):
            Path(folder).chmod(mode)


@contextmanager
def room_in(folder: Path) -> Iterator[FillableFolder | None]:
    """The folder, made; None where neither a mount nor a permission can shut it: as root in a container."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        forbidden = Forbidden(folder)
        try:
            yield forbidden
        finally:
            forbidden.open()
    elif _mount("-t", "tmpfs", "-o", f"size={PLENTY},mode=755", "tmpfs", str(folder)):
        try:
            yield Confined(folder)
        finally:
            subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)
    else:
        yield None


def _mount(*words: str) -> bool:
    try:
        return subprocess.run(["/bin/mount", *words], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
