"""Samples of voices: one sentence, spoken once on the vendor's queue and then found in the ledger like every clip."""

from collections.abc import Callable
from datetime import datetime

from domain.artifacts.documents import Documents
from domain.artifacts.ledger import Ledger, LedgerKind
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.errors import FaultKind, Refused
from domain.script.freezing import freeze_segment
from domain.script.frozen import FrozenSegment
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.cast import cast_speakers
from domain.tts.clip import Clip
from domain.tts.ports import PreviewFailed, PreviewOrder, VoicePreviews
from domain.tts.request import SpeakerRequest
from domain.tts.speaker import Role
from domain.vendors.ports import Providers
from domain.vendors.serving import Serving

SAMPLE = "Hello. This is how I sound when I tell you what a document says, one thought after the other."

SAMPLE_SECONDS = 20.0
"""A cold local voice takes a second or two, a busy vendor some more; then the caller may ask again."""

VENDOR_AGAIN_SECONDS = 2
"""After a fault that may go away, as after anything else that is away."""


class VoiceSamples:
    def __init__(
        self,
        *,
        providers: Providers,
        blobs: Blobs,
        ledger: Ledger,
        previews: VoicePreviews,
        clock: Callable[[], datetime],
    ) -> None:
        self._providers, self._blobs, self._ledger = providers, blobs, ledger
        self._previews, self._clock = previews, clock

    async def say(self, *, tts: str | None, voice: str | None) -> Clip:
        """The clip of a voice's sample.

        Raises:
            Refused: no worker serves the voice (`loc` begins with `query`), or the vendor's own words.
            NoWorker, EngineUnavailable.
        """
        segment, vendor = await self._segment(tts, voice)
        key = segment.turns[0].key
        if (clip := await self._kept(key)) is not None:
            return clip
        ref = await Documents(self._blobs).put(segment)
        try:
            await self._previews.say(PreviewOrder(segment=ref, vendor=vendor), key=key, within=SAMPLE_SECONDS)
        except PreviewFailed as error:
            detail = error.detail
            message = f"{detail.message} {detail.advice}".strip()
            if detail.kind in (FaultKind.ACCOUNT, FaultKind.TRANSIENT):
                raise Refused(detail.code, message, status=503, retry_after=VENDOR_AGAIN_SECONDS) from error
            raise Refused(detail.code, message) from error
        clip = await self._kept(key)
        if clip is None:
            raise ArtifactMissing(key)
        return clip

    async def _segment(self, tts: str | None, voice: str | None) -> tuple[FrozenSegment, str]:
        """A segment that holds just the sample, and the vendor that speaks it."""
        serving = Serving(await self._providers.all(), now=self._clock())
        try:
            cast, _, _ = cast_speakers([SpeakerRequest(name="SAMPLE", role=Role.HOST, tts=tts, voice=voice)], serving)
        except Refused as error:
            raise Refused(error.code, str(error), loc=("query", *error.loc[-1:]), status=error.status) from error
        speaker = cast[0]
        language = speaker.languages[0] if speaker.languages else "en"
        draft = SegmentDraft(index=0, title="Sample", turns=(DraftTurn(speaker=speaker.name, text=SAMPLE),))
        return freeze_segment(draft, first_index=1, language=language, speakers=cast), speaker.vendor

    async def _kept(self, key: str) -> Clip | None:
        clip = await self._ledger.find(LedgerKind.CLIP, key, Clip)
        return clip if clip is not None and await self._blobs.exists(clip.audio) else None
