"""Ports of recognition: a vendor that hears words, and the program that cuts recordings into pieces."""

from pathlib import Path
from typing import Protocol

from domain.artifacts.reference import ArtifactRef
from domain.progress import OnProgress
from domain.transcribe.words import Recognized
from domain.value import Value
from domain.vendors.declarations import RecognitionTraits


class Recognizer(Value):
    """The recogniser of a job, frozen at submission. `engine`: endpoint host and adapter version, part of every key."""

    vendor: str
    model: str
    engine: str = ""
    slots: int = 4
    traits: RecognitionTraits = RecognitionTraits()

    @property
    def name(self) -> str:
        return f"{self.vendor}:{self.model}"


class RecognitionAsk(Value):
    """`language` in ISO 639-1, empty: to be found out. `prompt`: names and words that occur. `speakers`: who says
    each word."""

    language: str = ""
    prompt: str = ""
    speakers: bool = False


class RecognitionEntry(Value):
    """What the ledger holds of one call: a Recognized, and the vendor's name of the call."""

    answer: ArtifactRef
    request_id: str = ""


class SpeechRecognizer(Protocol):
    """One model of one vendor. Its errors come out as the faults of domain.errors."""

    async def recognize(
        self, audio: Path, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        """What is said in a FLAC file of so many seconds, of mono speech at 16 kHz.

        Raises:
            TransientFault, AccountFault, ItemFault.
        """
        ...


class AudioCutter(Protocol):
    """Decodes recordings and cuts pieces of them, in constant memory."""

    async def decode(self, source: Path, *, name: str, to: Path, on_progress: OnProgress) -> bytes:
        """Writes the sound as samples without a header, and returns its levels (domain.transcribe.pieces).

        Raises:
            PermanentFault: `source_empty`, `source_not_supported`, `source_encrypted`, `source_damaged`, `no_audio`,
                `source_too_long`.
            TransientFault: the program was killed.
        """
        ...

    async def cut(self, samples: Path, *, start: float, end: float, to: Path) -> None:
        """The part of `samples` between two times, as FLAC; equal parts give equal bytes."""
        ...
