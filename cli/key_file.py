"""The key that commands send when PODWRIGHT_API_KEY is not set: a file in the data folder, for its user alone."""

import os
from pathlib import Path


def read(home: Path) -> str | None:
    try:
        return _path(home).read_text().strip() or None
    except (OSError, ValueError):
        return None


def store(home: Path, key: str) -> Path:
    path = _path(home)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key}\n")
    return path


def remove(home: Path) -> None:
    _path(home).unlink(missing_ok=True)


def _path(home: Path) -> Path:
    return home / "key"
