"""A server on loopback that speaks OpenAI's API."""

from collections.abc import AsyncIterator

import pytest

from tests.fakevendor import answers
from tests.fakevendor.vendor import FakeVendor


@pytest.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor(author=answers.author) as running:
        yield running
