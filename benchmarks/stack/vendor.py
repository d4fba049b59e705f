"""The fake vendor as a process of its own, steered over its control address."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from benchmarks.stack.laptop import CHECKOUT

CONTEXT_TOKENS = 128_000
"""Of the model, so that half an hour can be made of one document."""


@dataclass(frozen=True)
class Vendor:
    url: str
    pid: int

    @property
    def settings(self) -> dict[str, str]:
        """Both vendors' keys and addresses, for a stack."""
        return {
            "OPENAI_API_KEY": "sk-benchmark",
            "OPENAI_BASE_URL": f"{self.url}/v1",
            "ELEVENLABS_API_KEY": "xi-benchmark",
            "ELEVENLABS_BASE_URL": self.url,
        }

    def control(self, **changes: object) -> None:
        httpx2.post(f"{self.url}/_control", json=changes, trust_env=False).raise_for_status()

    def calls(self, kind: str) -> list[dict[str, object]]:
        answer = httpx2.get(f"{self.url}/_ledger", params={"kind": kind}, trust_env=False)
        found: list[dict[str, object]] = answer.raise_for_status().json()
        return found


@contextmanager
def running(*, context: int = CONTEXT_TOKENS) -> Iterator[Vendor]:
    """`context`: what its list says of the model; 0: nothing."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.fakevendor", "--context", str(context)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError("The fake vendor did not start.")
        yield Vendor(url, process.pid)
    finally:
        process.terminate()
        process.wait(10)
