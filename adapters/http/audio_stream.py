"""The audio of one answer, read from a vendor's stream: with progress, within a limit, and billed when it is lost."""

import time
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass

from domain.errors import Fault, TransientFault
from domain.money import NOTHING, Bill
from domain.progress import OnProgress

PROGRESS_SECONDS = 1.0

MOST_BYTES = 512 * 2**20
"""1.7 hours of 44.1 kHz PCM; 40,000 characters, the longest text that a vendor takes, are 45 minutes."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Audio, and what kind it is, whatever the answer's header says."""

    data: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class AudioStream:
    """One answer. `bill`: what it costs once it began, whatever becomes of it; `empty_is_free`: unless it is empty."""

    vendor: str
    host: str
    voice: str
    text: str
    bill: Bill
    empty_is_free: bool = False
    failures: tuple[type[Exception], ...]
    fault_of: Callable[[Exception], Fault]

    async def read(
        self,
        pieces: AsyncIterable[bytes],
        *,
        check: Callable[[bytes], Sound],
        on_progress: OnProgress,
        most_bytes: int = MOST_BYTES,
    ) -> Sound:
        """What `check` makes of all bytes; it raises a Fault when they are not the audio that was asked for.

        Raises:
            Fault: with the bill, as for every call; `bad_answer` above `most_bytes`.
        """
        received: list[bytes] = []
        try:
            await self._receive(pieces, received, on_progress, most_bytes)
            return check(b"".join(received))
        except Fault as fault:
            raise fault.with_bill(NOTHING if self.empty_is_free and not received else self.bill) from None
        except self.failures as error:
            raise self.fault_of(error).with_bill(self.bill) from None

    async def _receive(
        self, pieces: AsyncIterable[bytes], received: list[bytes], on_progress: OnProgress, most_bytes: int
    ) -> None:
        size, reported_at = 0, time.monotonic()
        async for piece in pieces:
            received.append(piece)
            size += len(piece)
            if size > most_bytes:
                message = f"{self.host} sent more than {most_bytes // 2**20} MB of audio for one text."
                raise TransientFault("bad_answer", message, provider=self.vendor, text=self.text)
            if time.monotonic() - reported_at >= PROGRESS_SECONDS:
                reported_at = time.monotonic()
                await on_progress(f"{self.voice} has spoken {size // 1000} kB")
