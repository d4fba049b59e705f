"""Speech synthesis and the inspection of its clips, and previews: the ports."""

from collections.abc import Sequence
from typing import Protocol

from domain.artifacts.reference import ArtifactRef
from domain.errors import FaultDetail
from domain.progress import OnProgress
from domain.tts.clip import ClipMeasure
from domain.tts.utterance import Utterance
from domain.value import Value
from domain.vendors.declarations import SpeechDeclaration


class RawAudio:
    """A vendor's audio, undecoded. `characters` is what it bills for this call."""

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


class Inspected(Value):
    """`wav`: mono 16-bit at the vendor's rate; edges trimmed to a breath (≤ 50 ms of silence), faded against clicks."""

    wav: bytes
    measure: ClipMeasure


class ClipInspector(Protocol):
    async def inspect(self, pieces: Sequence[RawAudio]) -> Inspected:
        """Decodes, joins the pieces of one turn, trims and measures.

        Raises:
            TransientFault: `clip_undecodable`.
        """
        ...


class PreviewFailed(Exception):
    """The vendor could not say the sample; `detail` has its words."""

    def __init__(self, detail: FaultDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail


class PreviewOrder(Value):
    """Say one turn: `segment` is the artifact of a FrozenSegment that holds just it; `vendor` chooses the queue."""

    segment: ArtifactRef
    vendor: str


class VoicePreviews(Protocol):
    async def say(self, order: PreviewOrder, *, key: str, within: float) -> None:
        """Has one turn spoken on the vendor's queue; its clip is in the ledger under `key` afterwards.

        Equal previews at the same time are one run. `within` is in seconds.

        Raises:
            NoWorker, PreviewFailed, EngineUnavailable.
        """
        ...
