"""Two processes and a vendor that answers 429 above five calls at once; then one of them is killed."""

import asyncio
import hashlib
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from adapters.catalog.schema import migrate
from tests.fakevendor.vendor import FakeVendor

pytestmark = pytest.mark.thorough

CHECKOUT = Path(__file__).resolve().parents[3]
SECONDS = 0.2  # a call


@asynccontextmanager
async def calling(catalog: str, vendor: FakeVendor, name: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        str(Path(__file__).with_name("caller.py")),
        catalog,
        vendor.openai_url,
        name,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(true: Callable[[], bool]) -> None:
    """The test's own time-out is the bound."""
    while not true():  # noqa: ASYNC110  # it waits for other processes
        await asyncio.sleep(0.05)


async def most_in_flight(process: Process, wanted: int) -> int:
    """Reads until the process had as many calls in flight as wanted; any fault fails."""
    assert process.stdout is not None
    while True:
        word = (await process.stdout.readline()).decode().strip()
        assert word.isdigit(), word
        if int(word) >= wanted:
            return int(word)


async def test_five_at_once_without_a_storm_and_a_dead_ones_slots_return(tmp_path: Path) -> None:
    catalog = f"sqlite:///{tmp_path / 'catalog.db'}"
    await migrate(catalog)
    async with FakeVendor() as vendor:
        vendor.control(concurrency={"openai/speech": 5}, latency={"speech_base": SECONDS})

        def served(name: str) -> int:
            key = hashlib.sha256(name.encode()).hexdigest()[:8]
            return sum(call.key == key and call.status == 200 for call in vendor.calls(kind="speech"))

        async with AsyncExitStack() as running:
            one = await running.enter_async_context(calling(catalog, vendor, "one"))
            await most_in_flight(one, 5)
            two = await running.enter_async_context(calling(catalog, vendor, "two"))
            await until(lambda: served("two") > 5)
            before, began = len(vendor.calls(kind="speech")), time.monotonic()
            await until(lambda: len(vendor.calls(kind="speech")) >= before + 60)
            busy = 60 * SECONDS / (time.monotonic() - began) / 5
            one.kill()
            await most_in_flight(two, 5)
            after = len(vendor.calls(kind="speech"))
            await until(lambda: len(vendor.calls(kind="speech")) >= after + 20)
        assert vendor.peak["openai/speech"] == 5
        assert 429 not in {call.status for call in vendor.calls(kind="speech")}
        assert busy > 0.5, f"the vendor was busy {busy:.0%} of what it allows"
