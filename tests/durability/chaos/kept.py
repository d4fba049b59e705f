"""When each answer was kept: the time of the store's ledger entry that bears the mark of the vendor's call."""

import json
from pathlib import Path

from domain.artifacts.layout import LEDGER
from domain.artifacts.ledger import LedgerKind


def kept(artifacts: Path) -> dict[str, float]:
    """Time of writing by the call's mark (tests.fakevendor.ledger). To be read while the store still stands."""
    found: dict[str, float] = {}
    for kind, field in (
        (LedgerKind.CLIP, "request_id"),
        (LedgerKind.COMPLETION, "model"),
        (LedgerKind.RECOGNITION, "request_id"),
    ):
        for entry in (artifacts / LEDGER / kind).glob("*/*"):
            if "#" in entry.name:  # staged, and never moved to its place: its writer was killed
                continue
            bears = json.loads(entry.read_bytes())[field]
            found[str(bears).replace("@", "_").rpartition("_")[2]] = entry.stat().st_mtime
    return found
