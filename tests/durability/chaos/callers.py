"""Which worker process made a call: each has vendor keys of its own, and the vendor's ledger tells keys apart."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tests.durability.chaos.own_keys.sitecustomize import ENDING, FOLDER
from tests.durability.stack import GOOD_KEY, WRITING_KEY
from tests.durability.vendor import CHECKOUT

_OWN_KEYS = Path(__file__).parent / "own_keys"


class Callers:
    """`folder` gets a file for each worker process, named by its number and what ends its keys."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs so that a worker started by it gives itself keys of its own."""
        return {FOLDER: str(self._folder), "PYTHONPATH": f"{_OWN_KEYS}:{CHECKOUT}"}

    def keys_of(self, pid: int) -> frozenset[str]:
        """The keys of the worker that has this number now, as the ledger shows them; none before its first call."""
        latest = max((file.name for file in self._folder.glob(f"{pid}-*")), default=None)
        return frozenset() if latest is None else frozenset(_keys(latest))

    def names(self) -> dict[str, str]:
        """A name for the process of each key."""
        return {
            key: f"worker process {file.name.partition('-')[0]}"
            for file in self._folder.iterdir()
            for key in _keys(file.name)
        }


def _keys(ending: str) -> list[str]:
    """The first characters of the keys' hashes, as tests.fakevendor.ledger writes them."""
    whole = (ENDING.format(key=key, ending=ending) for key in (WRITING_KEY, GOOD_KEY))
    return [hashlib.sha256(key.encode()).hexdigest()[:8] for key in whole]
