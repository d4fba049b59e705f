"""A recogniser over the ledger and behind its vendor's access: asked again for the same audio, it bills nothing."""

import hashlib
import json

from pydantic import ValidationError

from activities.runtime.copies import local_copy
from activities.vendors.billing import Attempt
from activities.vendors.purchases import Purchase, Purchases
from domain.artifacts.documents import Documents
from domain.artifacts.ledger import LedgerKind, report_unsaved
from domain.artifacts.ports import ArtifactMissing, Blobs
from domain.artifacts.reference import ArtifactRef
from domain.errors import Fault
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.transcribe.ports import RecognitionAsk, RecognitionEntry, Recognizer, SpeechRecognizer
from domain.transcribe.words import Recognized


class CachedRecognizer:
    """For one attempt of an activity. What the ledger holds has `usage.reused`. `repeats` counts calls that an earlier
    one, lost at a crash, may have been billed for too."""

    def __init__(
        self, port: SpeechRecognizer, recognizer: Recognizer, purchases: Purchases, blobs: Blobs, *, attempt: Attempt
    ) -> None:
        self._port, self._recognizer, self._purchases, self._blobs = port, recognizer, purchases, blobs
        self._attempt, self._ledger, self._documents = attempt, purchases.ledger, Documents(blobs)
        self.keys: list[str] = []
        self.repeats = 0

    @property
    def tells_times(self) -> bool:
        return self._recognizer.traits.word_times

    async def recognize(
        self, audio: ArtifactRef, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        key = recognition_key(self._recognizer, audio, ask)
        self.keys.append(key)

        async def look() -> Recognized | None:
            return await self._stored(key)

        async def spend(purchase: Purchase) -> Recognized:
            async with local_copy(self._blobs, audio) as path:
                await purchase.confirm()
                return await self._port.recognize(path, ask, seconds=seconds, on_progress=on_progress)

        async def keep(made: Recognized, purchase: Purchase) -> Recognized:
            try:
                with report_unsaved("What the vendor heard"):
                    await self._attempt.store_bill(key, made.usage.bill)
                    answer = await self._documents.put(made.model_copy(update={"request_id": ""}))
                    entry = RecognitionEntry(answer=answer, request_id=made.request_id)
                    await self._ledger.keep(LedgerKind.RECOGNITION, key, entry)
            except Fault as fault:
                raise fault.with_bill(made.usage.bill) from fault
            self._attempt.bill += made.usage.bill
            self.repeats += purchase.repeats
            return made

        return await self._purchases.find_or_pay(
            LedgerKind.RECOGNITION,
            key,
            self._attempt.caller,
            look=look,
            spend=spend,
            keep=keep,
            on_progress=on_progress,
        )

    async def _stored(self, key: str) -> Recognized | None:
        """An entry that cannot be used is forgotten."""
        try:
            entry = await self._ledger.find(LedgerKind.RECOGNITION, key, RecognitionEntry)
            if entry is None:
                return None
            found = await self._documents.read(entry.answer, Recognized)
        except (ValidationError, ArtifactMissing):
            await self._ledger.forget(LedgerKind.RECOGNITION, key)
            return None
        return found.model_copy(update={"usage": TokenUsage(reused=True)})


def recognition_key(recognizer: Recognizer, audio: ArtifactRef, ask: RecognitionAsk) -> str:
    """Hex SHA-256 of everything that decides the answer: who is asked, of which audio, and how."""
    decides = [recognizer.engine, recognizer.name, audio.sha256, ask.language, ask.prompt, ask.speakers]
    return hashlib.sha256(json.dumps(decides, ensure_ascii=False).encode()).hexdigest()
