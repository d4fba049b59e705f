"""Opening media and converting them: programs that are killed at their limits."""

from pathlib import Path
from typing import Protocol

from domain.jobs.notice import Notice
from domain.media.facts import MediaFacts
from domain.media.plan import OutputPlan
from domain.progress import OnProgress
from domain.value import Value


class ConvertedFile(Value):
    """A result as it was measured. `loudness_lufs`, `true_peak_dbtp`: None where loudness was not asked for."""

    seconds: float
    size: int
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    notices: tuple[Notice, ...] = ()


class MediaReader(Protocol):
    def sniff(self, head: bytes) -> str | None:
        """Media type by content (first 4 kB); None: neither audio nor video."""
        ...

    async def open(self, path: Path, *, name: str) -> MediaFacts:
        """Reads the headers; lengths are what they claim. Takes at most a few seconds.

        Raises:
            PermanentFault: `source_empty`, `source_not_supported`, `source_encrypted`, `source_damaged`.
        """
        ...

    async def read(self, path: Path, *, name: str, on_progress: OnProgress) -> MediaFacts:
        """Opens it and reads every packet: lengths are those that can be read.

        Raises:
            PermanentFault: as `open`.
            TransientFault: the program failed, or was killed.
        """
        ...


class MediaConverter(Protocol):
    async def convert(
        self, source: Path, plan: OutputPlan, *, name: str, to: Path, on_progress: OnProgress
    ) -> ConvertedFile:
        """Nothing stands at `to` until it is whole and checked.

        Raises:
            ItemFault: `source_damaged`, `output_too_large`, `conversion_too_slow`, `conversion_failed`.
            TransientFault: the program was killed.
        """
        ...
