"""What a record or document refers to, found in its bytes, so that every kind, of any version, is understood.

A hash may stand for a blob or for a ledger's key: whatever looks like one is taken for both, so that nothing is
overlooked; at worst something is kept too long.
"""

import re

from domain.artifacts.reference import ArtifactRef

_REFERENCE = re.compile(
    rb'\\?"sha256\\?":\s*\\?"([0-9a-f]{64})\\?",\s*\\?"size\\?":\s*(\d+),\s*\\?"media_type\\?":\s*\\?"([^"\\]*)\\?"'
)
"""Also inside a string of JSON: an outcome's result is a document in a document."""


_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def references(data: bytes) -> dict[str, ArtifactRef]:
    """The references in it, by hash."""
    return {
        sha.decode(): ArtifactRef(sha256=sha.decode(), size=int(size), media_type=media_type.decode())
        for sha, size, media_type in _REFERENCE.findall(data)
    }


def hashes(data: bytes) -> set[bytes]:
    """Everything in it that looks like a SHA-256 in hex, as 32 bytes each."""
    return {bytes.fromhex(each.decode()) for each in _HASH.findall(data)}
