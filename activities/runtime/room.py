"""What a worker stands on and has no room on, or no access to: its temporary files, the catalog, the artifacts.

A job waits for it as for a vendor's account, without limit and in sight, and goes on when there is room.
"""

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

from domain.errors import ArtifactsUnavailable, CatalogUnavailable, Fault, FaultDetail, FaultKind, Own

_ERRORS = (errno.ENOSPC, errno.EDQUOT)
_WORDS = ("disk is full", "No space left", "Disk quota exceeded")
"""Of SQLite, of PostgreSQL and ffmpeg with their system's words."""
_UNWRITABLE = "disk I/O error"
"""What SQLite says when the files beside its database cannot grow, and when a disk is broken."""
_DEEPEST = 10  # causes of causes


def no_room(error: BaseException) -> FaultDetail | None:
    """What is full or away, and where; None for any other error, and for what a vendor says of its own disks."""
    if isinstance(error, Fault) and error.provider:
        return None
    if isinstance(error, ArtifactsUnavailable):
        return _fault(Own.ARTIFACTS, "artifacts_unavailable", str(error)[:600], advice=ArtifactsUnavailable.advice)
    return next(filter(None, map(_full_disk, _causes(error))), None)


def _full_disk(error: BaseException) -> FaultDetail | None:
    full = any(words in str(error) for words in _WORDS)
    if isinstance(error, CatalogUnavailable):
        if full:
            return _full(Own.CATALOG, "The disk under the catalog is full")
        if _UNWRITABLE in str(error):
            return _full(Own.CATALOG, f"The catalog cannot be written ({_UNWRITABLE}): its disk is full or broken")
        return None
    full = full or (isinstance(error, OSError) and error.errno in _ERRORS)
    file = getattr(error, "filename", None)
    folder = Path(file).parent if isinstance(file, str) and file else tempfile.gettempdir()
    return _full(Own.DISK, f"The disk under {folder} is full") if full else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    for _ in range(_DEEPEST):
        if at is None:
            return
        yield at
        at = at.__cause__ or at.__context__


def _full(own: Own, message: str) -> FaultDetail:
    advice = "Make room there: it goes on within a minute, or at once after a resume."
    return _fault(own, f"{own}_full", f"{message}.", advice=advice)


def _fault(own: Own, code: str, message: str, *, advice: str) -> FaultDetail:
    return FaultDetail(kind=FaultKind.ACCOUNT, code=code, message=message, advice=advice, provider=own)
