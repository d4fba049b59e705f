"""Ledger keys of the pieces of long turns, for frozen segments from before they listed them."""

import json

from pydantic import ValidationError

from domain.tts.utterance import Utterance


def piece_keys(data: bytes) -> set[bytes]:
    """Keys as 32 bytes each; empty for any other document."""
    if b'"pieces"' not in data:
        return set()
    try:
        turns = json.loads(data)["turns"]
        pieces = [Utterance.model_validate(piece) for turn in turns for piece in turn["pieces"]]
    except (ValueError, KeyError, TypeError, ValidationError):
        return set()
    return {bytes.fromhex(piece.key) for piece in pieces}
