"""Text in, raw audio out, voice by voice."""

from typing import Protocol

from domain.ports.writing import OnProgress
from domain.providers import SpeechDeclaration
from domain.tts.utterance import Utterance


class RawAudio:
    """What a vendor answered, undecoded. `characters` is what it bills for this call."""

    __slots__ = ("characters", "data", "media_type", "request_id")

    def __init__(self, data: bytes, *, media_type: str, characters: int, request_id: str = "") -> None:
        self.data, self.media_type, self.characters, self.request_id = (
            data,
            media_type,
            characters,
            request_id,
        )


class SpeechSynthesizer(Protocol):
    """Says one text, no longer than the declaration's `maximum_characters`. Vendor errors come out as domain faults."""

    async def declare(self) -> SpeechDeclaration:
        """What this vendor honours; may ask the vendor for its voices, and does without when it does not answer."""
        ...

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        """`media_type`: `audio/wav`, `audio/mpeg`, … or `audio/pcm;rate=24000` for mono signed 16-bit little-endian."""
        ...
