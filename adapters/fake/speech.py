"""A speech vendor in process, for tests: deterministic, inspectable, and made to fail on purpose."""

import asyncio
import hashlib
import io
import wave
from dataclasses import dataclass

import numpy as np

from domain.errors import Fault, ItemFault
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import SpeechDeclaration, Voice

CHARACTERS_PER_SECOND = 15.0
"""150 words a minute of six characters each, spaces included."""

HOST, EXPERT = "ada", "bert"
_RATE = 24_000


@dataclass(slots=True)
class _Planned:
    """What goes wrong, with which calls, and how often from now on. `audio` is the answer in place of a good clip."""

    text: str | None
    voice: str | None
    left: int
    fault: Fault | None = None
    audio: bytes | None = None


class FakeSpeech:
    """Says a text as a buzz in syllables, as long as the text would last. `calls` holds every call, in order.

    `in_flight` and `peak` count calls at one time; `hold()` keeps calls waiting until `release()`.
    """

    def __init__(self, *, vendor: str = "fake", seconds: float = 0.0) -> None:
        self.vendor = vendor
        self.calls: list[Utterance] = []
        self.in_flight = self.peak = 0
        self._seconds = seconds
        self._planned: list[_Planned] = []
        self._gate = asyncio.Event()
        self._gate.set()

    async def declare(self) -> SpeechDeclaration:
        voices = (Voice(id=HOST, name="Ada", gender="female"), Voice(id=EXPERT, name="Bert", gender="male"))
        return SpeechDeclaration(
            models=("buzz",),
            engine="in-process/1",
            voices=voices,
            host_voice=HOST,
            expert_voice=EXPERT,
            minimum_speed=0.5,
            maximum_speed=2.0,
            usd_per_1000_characters=0.1,
        )

    def fail(self, fault: Fault, *, text: str | None = None, voice: str | None = None, times: int = 1) -> None:
        """The next `times` calls that match (`text`: a substring) raise `fault`."""
        self._planned.append(_Planned(text, voice, times, fault=fault))

    def answer(self, wav: bytes, *, text: str | None = None, voice: str | None = None, times: int = 1) -> None:
        """The next `times` calls that match get these bytes: a silent clip, half a clip, no clip at all."""
        self._planned.append(_Planned(text, voice, times, audio=wav))

    def mend(self) -> None:
        """Nothing goes wrong from now on."""
        self._planned.clear()

    def hold(self) -> None:
        self._gate.clear()

    def release(self) -> None:
        self._gate.set()

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        self.calls.append(utterance)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            await on_progress("speaking")
            await self._gate.wait()
            await asyncio.sleep(self._seconds)
            return self._said(utterance)
        finally:
            self.in_flight -= 1

    def _said(self, utterance: Utterance) -> RawAudio:
        planned = next((plan for plan in self._planned if _matches(plan, utterance)), None)
        if planned is not None:
            planned.left -= 1
            if planned.fault is not None:
                raise planned.fault
        elif utterance.voice not in (HOST, EXPERT):
            message = f"There is no voice {utterance.voice!r}."
            advice = f"Choose {HOST} or {EXPERT}."
            raise ItemFault("voice_not_found", message, advice=advice, provider=self.vendor, text=utterance.text)
        data = planned.audio if planned is not None and planned.audio is not None else buzz(utterance)
        name = f"fake-{len(self.calls)}"
        return RawAudio(data, media_type="audio/wav", characters=len(utterance.text), request_id=name)


def buzz(utterance: Utterance) -> bytes:
    """Mono 16-bit WAV at 24 kHz. Pitch and level follow the voice, the loudness of each syllable the text."""
    seconds = 0.3 + len(utterance.text) / CHARACTERS_PER_SECOND / utterance.speed
    return wav_of(utterance.text, voice=utterance.voice, seconds=seconds)


def wav_of(text: str, *, voice: str, seconds: float, level: float | None = None) -> bytes:
    """`level` is the peak of full scale: 0 is silence, more than 1 clips. By default the voice's own."""
    who = hashlib.sha256(voice.encode()).digest()
    pitch = 90 + who[0] / 2
    peak = 0.1 + who[1] / 255 * 0.35 if level is None else level
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
    time = np.arange(int(seconds * _RATE)) / _RATE
    tone = sum(np.sin(2 * np.pi * n * pitch * time) / n for n in (1, 2, 3, 5, 8))
    syllable = time * 4
    loudness = chance.uniform(0.5, 1.0, int(syllable[-1]) + 1 if len(syllable) else 1)
    envelope = np.sin(np.pi * np.clip(syllable % 1.0 / 0.85, 0, 1)) ** 0.5 * loudness[syllable.astype(int)]
    sound = np.clip(tone * envelope * peak / 1.6, -1, 1)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _matches(plan: _Planned, utterance: Utterance) -> bool:
    return (
        plan.left > 0 and (plan.text is None or plan.text in utterance.text) and plan.voice in (None, utterance.voice)
    )
