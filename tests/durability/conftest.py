"""One stack for a process of tests; each test finds it up, whatever the one before did to it, and a bill of its own."""

from collections.abc import Iterator

import pytest

from tests.durability.gates import all_open
from tests.durability.stack import GOOD_KEY, Stack
from tests.durability.vendor import Vendor, keyless


@pytest.fixture(scope="session")
def vendor() -> Iterator[Vendor]:
    with Vendor.started(keyless()) as vendor:
        yield vendor


@pytest.fixture(scope="session")
def running(vendor: Vendor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("durability"), vendor)
    try:
        yield stack
    finally:
        stack.close()


@pytest.fixture
def stack(running: Stack) -> Stack:
    running.vendor.calm()
    running.vendor.control(forget_calls=True)
    all_open(running.folder.home)
    running.up(ELEVENLABS_API_KEY=GOOD_KEY)
    return running
