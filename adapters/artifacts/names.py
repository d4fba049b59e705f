"""Names and records as every store takes them: what a name may look like, how much a record may hold."""

import re

MAXIMUM_RECORD = 256 * 1024
MAXIMUM_NAME = 900  # object stores allow keys of 1024 bytes; the rest is for their own prefix

_SEGMENT = re.compile(r"[A-Za-z0-9._-]{1,200}")


def checked_name(name: str) -> str:
    """The name itself.

    Raises:
        ValueError: it could leave the root, shadow a blob, or is not one that every store takes.
    """
    segments = name.split("/")
    wrong = any(not _SEGMENT.fullmatch(segment) or segment in (".", "..") for segment in segments)
    if wrong or len(name) > MAXIMUM_NAME:
        raise ValueError(
            f"Not a name for a record: {name[:100]!r}. It takes segments of [A-Za-z0-9._-], joined by '/'."
        )
    if segments[0] == "blobs":
        raise ValueError(f"Names under 'blobs/' belong to blobs: {name[:100]!r}.")
    return name


def checked_record(record: bytes) -> bytes:
    """The record itself. An empty one is refused, since a power cut may leave an empty file.

    Raises:
        ValueError: empty, or over 256 kB.
    """
    if not 0 < len(record) <= MAXIMUM_RECORD:
        raise ValueError(f"A record holds 1 to {MAXIMUM_RECORD} bytes, this one {len(record)}.")
    return record
