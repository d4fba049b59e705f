"""What a record or document refers to. Read from its bytes, so that every kind, of any version, is understood.

A hash may stand for a blob or for a ledger's key: whatever looks like one is taken for both, so that nothing is
overlooked; at worst something is kept too long.
"""

import re

from pydantic import ValidationError

from domain.artifacts.reference import ArtifactRef
from domain.podcast.frozen import FrozenSegment

JSON = "application/json"

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


def piece_keys(data: bytes) -> set[bytes]:
    """Ledger keys of the pieces of a frozen segment's turns, which are computed and stand nowhere."""
    if b'"pieces"' not in data:
        return set()
    try:
        frozen = FrozenSegment.model_validate_json(data)
    except ValidationError:
        return set()
    return {bytes.fromhex(piece.key) for turn in frozen.turns for piece in turn.pieces}
