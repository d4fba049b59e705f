"""The fake vendor as a process of its own: it outlives whatever the tests kill, and its ledger is the bill."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import httpx2
from pydantic import TypeAdapter

from tests.fakevendor.ledger import Call

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-P", "-m"]

_CALLS = TypeAdapter(list[Call])


class Vendor:
    """Started by `with Vendor.started(...)`. `about` is a word that stands in every text of one podcast."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process, self.url = process, url
        self._http = httpx2.Client(base_url=url, timeout=10, trust_env=False)

    @classmethod
    def started(cls, environment: Mapping[str, str], *options: str) -> Self:
        process = subprocess.Popen(
            [*PYTHON, "tests.fakevendor", "--speech-base", "0.15", "--chat-base", "0.05", *options],
            cwd=CHECKOUT,
            env={**environment, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        return cls(process, process.stdout.readline().strip())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def control(self, **changes: object) -> None:
        """The fields of tests.fakevendor.control.Control."""
        self._http.post("/_control", json=changes).raise_for_status()

    def calm(self) -> None:
        """As it was at the start, its calls kept. Calls that were held go on."""
        self.control(clear_rules=True, other_keys="valid", keys={})

    def hold(self, about: str, *, kind: str = "speech", nth: Sequence[int]) -> None:
        """These calls of a podcast, counted from 1, are answered when the vendor is calm again."""
        self.control(rules=[{"kind": kind, "text": about, "nth": list(nth), "do": "hold"}])

    def slow(self, about: str, *, kind: str = "speech", nth: Sequence[int], seconds: float) -> None:
        """These calls of a podcast, counted from 1, take so much longer."""
        self.control(rules=[{"kind": kind, "text": about, "nth": list(nth), "do": "slow", "seconds": seconds}])

    def calls(self, about: str, *, kind: str = "speech") -> list[Call]:
        """In order of arrival."""
        found = _CALLS.validate_python(self._http.get("/_ledger", params={"kind": kind}).json())
        return [call for call in found if about in call.text]

    def in_flight(self, about: str, *, kind: str = "speech") -> list[Call]:
        return [call for call in self.calls(about, kind=kind) if call.status is None]


def keyless() -> dict[str, str]:
    """This process's environment without anybody's settings and keys."""
    ours = ("PODWRIGHT_", "TEMPORAL_", "OPENAI_", "ELEVENLABS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
