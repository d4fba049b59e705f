"""One call as the vendors' modules see it: the request, and the behaviour under which it is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypedDict

from tests.fakevendor import audio
from tests.fakevendor.control import Behaviour, Misdeed, Rule


class Matched(TypedDict):
    vendor: str
    kind: str
    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class VendorCall:
    """`text`: what is to be spoken, the last message, or the prompt of a transcription, whose file is `media`."""

    vendor: str
    kind: str
    key: str
    body: dict[str, object] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    model: str = ""
    voice: str = ""
    text: str = ""
    media: bytes = b""

    def matched_by(self) -> Matched:
        return {"vendor": self.vendor, "kind": self.kind, "text": self.text, "voice": self.voice}


@dataclass(frozen=True, slots=True)
class Scene:
    asked: VendorCall
    behaviour: Behaviour
    author: Callable[[dict[str, object]], str]
    rule: Rule | None
    mark: str = ""  # of the call, for its answer to bear
    gone: Callable[[], Awaitable[None]] | None = None  # returns when the client has closed the connection

    @property
    def misdeed(self) -> Misdeed | None:
        return self.rule.do if self.rule else None

    def speech_delay(self) -> float:
        latency = self.behaviour.latency
        return latency.speech_base + latency.speech_per_10_characters * len(self.asked.text) / 10

    def sound(self) -> tuple[float, str]:
        """Seconds of audio to answer with, and its kind, misdeeds included."""
        raw = self.asked.body.get("speed")
        settings = self.asked.body.get("voice_settings")
        if isinstance(settings, dict):
            raw = settings.get("speed")
        speed = float(raw) if isinstance(raw, int | float) else 1.0
        seconds = audio.seconds_of(self.asked.text, speed * self.behaviour.pace)
        match self.misdeed:
            case Misdeed.TRUNCATED:
                assert self.rule is not None
                return seconds * self.rule.fraction, "good"
            case Misdeed.SHORT:
                return seconds / 10, "good"
            case Misdeed.LONG:
                return seconds * 10, "good"
            case Misdeed.SILENT:
                return seconds, "silent"
            case Misdeed.CLIPPED:
                return seconds, "clipped"
            case _:
                return seconds, "spelled" if self.behaviour.recognisable else "good"


def number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
