"""Full disks under a worker, which hold temporary files, or the catalog: what is full, and where."""

import errno
import tempfile
from pathlib import Path

from domain.errors import CatalogUnavailable, FaultDetail, FaultKind

_ERRORS = (errno.ENOSPC, errno.EDQUOT)
_WORDS = ("disk is full", "No space left", "Disk quota exceeded")
"""Of SQLite, of PostgreSQL with its system's words."""


def full_disk(error: BaseException) -> FaultDetail | None:
    """What is full, and where; None for any other error."""
    if isinstance(error, CatalogUnavailable) and any(words in str(error) for words in _WORDS):
        return _full("catalog", "The disk under the catalog is full")
    if isinstance(error, OSError) and error.errno in _ERRORS:
        file = error.filename if isinstance(error.filename, str) else ""
        return _full("disk", f"The disk under {Path(file).parent if file else tempfile.gettempdir()} is full")
    return None


def _full(resource: str, message: str) -> FaultDetail:
    return FaultDetail(
        kind=FaultKind.TRANSIENT,
        code=f"{resource}_full",
        message=f"{message}.",
        advice="Make room there, then resume.",
    )
