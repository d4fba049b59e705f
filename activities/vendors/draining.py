"""Draining: once a worker is told to stop, no call of a vendor begins in it; calls that wait hand their task back.

Calls under way are waited for (`worker.fleet`). What is handed back fails as transient and is taken up by the next
worker a moment later; what its earlier calls made is in the ledger.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from activities.vendors.access import VendorAccess
from domain.errors import TransientFault
from domain.progress import OnProgress
from domain.script.ports import Ask, Completion, LanguageModel
from domain.tts.ports import RawAudio, SpeechSynthesizer
from domain.tts.utterance import Utterance
from domain.vendors.declarations import SpeechDeclaration

T = TypeVar("T")


class Drain:
    """Whether this process was told to stop."""

    def __init__(self) -> None:
        self._begun = asyncio.Event()

    @property
    def begun(self) -> bool:
        return self._begun.is_set()

    def begin(self) -> None:
        self._begun.set()

    async def wait(self) -> None:
        """Returns when it was told to stop."""
        await self._begun.wait()

    def refuse(self) -> None:
        """For each call, right before it. Raises TransientFault `worker_stopping` once the drain has begun."""
        if self.begun:
            raise TransientFault(
                "worker_stopping",
                "The worker was told to stop before the vendor was asked; the next one takes it up.",
                retry_after=timedelta(0),
            )

    async def until_begun(self, waiting: Awaitable[T]) -> T:
        """The result of something that may take long, unless the drain begins first. Raises as `refuse` does."""
        work, stop = asyncio.ensure_future(waiting), asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
        if work.cancelled():
            self.refuse()
        return work.result()


class DrainingAccess:
    """Implements `VendorAccess`: access to a vendor until the drain begins."""

    def __init__(self, access: VendorAccess, drain: Drain) -> None:
        self._access, self._drain = access, drain

    @asynccontextmanager
    async def acquire(self, on_progress: OnProgress) -> AsyncIterator[None]:
        self._drain.refuse()
        async with AsyncExitStack() as held:
            await self._drain.until_begun(held.enter_async_context(self._access.acquire(on_progress)))
            yield


class DrainingSpeech:
    """Implements `SpeechSynthesizer`: a turn in pieces stops between two of them."""

    def __init__(self, synthesizer: SpeechSynthesizer, drain: Drain) -> None:
        self._synthesizer, self._drain = synthesizer, drain

    async def declare(self) -> SpeechDeclaration:
        return await self._synthesizer.declare()

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        self._drain.refuse()
        return await self._synthesizer.synthesize(utterance, on_progress=on_progress)


class DrainingLanguageModel:
    """Implements `LanguageModel`: a segment that is asked for again stops between two asks."""

    def __init__(self, model: LanguageModel, drain: Drain) -> None:
        self._model, self._drain = model, drain

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    async def complete(self, ask: Ask, *, on_progress: OnProgress) -> Completion:
        self._drain.refuse()
        return await self._model.complete(ask, on_progress=on_progress)
