"""The data folder, private to its user: keys, sources and podcasts lie in it, and whoever reads it may act as an admin.

Programs that open it call `keep_private` first. Folders then have mode 0700 and files 0600 from their creation on.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OURS = ("run", "logs", "artifacts", "podcasts", "conversions", "catalog.db*", "temporal.db*", "damaged", "key")
"""What Podwright makes in a home. The home itself may be a folder that holds other things, too."""


def keep_private(home: Path) -> None:
    """From now on this process creates nothing that others can read; what an older version left open is closed."""
    os.umask(OTHERS)
    if not home.is_dir():  # a file or a device that was named in error is not ours to close
        return
    if next(open_paths(home), None) is None:
        return
    for path in (home, *(below for each in _own(home) for below in _walk(each))):
        with contextlib.suppress(OSError):  # another user's, or a read-only disk: `podwright doctor` names it
            _close(path)


def open_paths(home: Path) -> Iterator[Path]:
    """The home and its direct entries, as far as other users of this machine may read them."""
    for path in (home, *_own(home)):
        with contextlib.suppress(OSError):
            if _is_open(path):
                yield path


def _own(home: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for pattern in OURS:
            yield from home.glob(pattern)


def _walk(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for folder, folders, files in os.walk(path):
            yield from (Path(folder, name) for name in (*folders, *files))


def _is_open(path: Path) -> bool:
    mode = path.lstat().st_mode
    shared = mode & stat.S_ISVTX  # a folder such as /tmp is not ours to close
    return (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and not shared and bool(mode & OTHERS)


def _close(path: Path) -> None:
    if _is_open(path):
        path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
