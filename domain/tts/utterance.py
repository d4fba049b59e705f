"""One thing to say, and the key of its clip."""

import hashlib
import json

from domain.tts.speaker import Settings
from domain.value import Value, keyed

KEYED = frozenset({"vendor", "model", "engine", "voice", "language", "speed", "settings", "text", "take"})
"""Fields that are in every key. A field that was added later is in it only when it differs from its default."""


class Utterance(Value):
    """All that decides how a clip sounds. `text` is the speech text; `take` > 0 asks for another clip of it."""

    vendor: str
    model: str
    engine: str
    voice: str
    language: str
    speed: float = 1.0
    settings: Settings = ()
    text: str
    take: int = 0

    @property
    def key(self) -> str:
        """Hex sha256 over all that decides it: equal utterances share one clip, in every podcast."""
        fields = json.dumps(keyed(self, KEYED), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(fields.encode()).hexdigest()
