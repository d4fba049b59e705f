"""Speech without a key, an account or a network: American voices, a woman's and a man's, English only."""

import io
import wave

from adapters.local.voices import MANNERS, MAXIMUM_SPEED, MINIMUM_SPEED, available, engine, installed_voices, joe_fault
from adapters.process.faults import ProcessFault
from adapters.process.pool import ChildPool
from adapters.progress import await_with_progress
from domain.errors import ItemFault, TransientFault
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import SpeechDeclaration

VENDOR, MODEL = "local", "neural"
MAXIMUM_CHARACTERS = 8_000
"""About nine minutes of speech: 30 MB of samples, a minute of work for the slower voice."""

START_SECONDS = 120.0
"""A process starts and loads its model in five seconds; on a machine that swaps, in many times that."""

SECONDS_PER_CHARACTER = 0.1
"""More than ten times what the slower voice needs (`MAXIMUM_CHARACTERS`); a voice that takes longer is hung."""

__all__ = ["MODEL", "VENDOR", "LocalSpeech", "available"]


class LocalSpeech:
    """`processes` calls at once, each in its own process, started when needed: about 230 MB each,
    440 MB once joe has spoken.

    One instance belongs to one event loop. `close` ends the processes; they also end when this process does.
    """

    def __init__(
        self,
        processes: int,
        *,
        progress_seconds: float = 1.0,
        start_seconds: float = START_SECONDS,
        seconds_per_character: float = SECONDS_PER_CHARACTER,
    ) -> None:
        self._processes = ChildPool("adapters.local.child", count=processes)
        self._progress_seconds = progress_seconds
        self._start_seconds, self._seconds_per_character = start_seconds, seconds_per_character

    async def declare(self) -> SpeechDeclaration:
        return SpeechDeclaration(
            models=(MODEL,),
            engine=engine(),
            languages=("en",),
            voices=installed_voices(),
            host_voice="heart",
            expert_voice="rowan",
            minimum_speed=MINIMUM_SPEED,
            maximum_speed=MAXIMUM_SPEED,
            maximum_characters=MAXIMUM_CHARACTERS,
        )

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        """WAV, mono, 16 bit, at the voice's own rate. Equal utterances give equal bytes."""
        _check(utterance)
        request = {"voice": utterance.voice, "text": utterance.text, "speed": utterance.speed}
        longest = self._start_seconds + self._seconds_per_character * len(utterance.text)
        work = self._processes.ask(request, seconds=longest)
        words, seconds = f"{utterance.voice} is speaking", self._progress_seconds
        try:
            head, pcm = await await_with_progress(work, on_progress, words, every_seconds=seconds)
        except ProcessFault as error:
            raise TransientFault(
                "local_speech_failed",
                f"The local voice {utterance.voice} failed: {error}",
                provider=VENDOR,
                text=utterance.text,
            ) from error
        if not pcm:
            raise _unspeakable(utterance)
        return RawAudio(_wav(pcm, head["rate"]), media_type="audio/wav", characters=len(utterance.text))

    async def close(self) -> None:
        await self._processes.close()


def _check(utterance: Utterance) -> None:
    if not any(character.isalnum() for character in utterance.text):
        raise _unspeakable(utterance)
    known = [voice.id for voice in installed_voices()]
    if utterance.voice not in known:
        reason = joe_fault() if utterance.voice in MANNERS else None
        raise ItemFault(
            "voice_not_found",
            f"The local voice {utterance.voice!r} is not installed: {reason}."
            if reason
            else f"There is no local voice {utterance.voice!r}.",
            advice=f"Install it where the worker runs and restart the worker, or choose one of {', '.join(known)}."
            if reason
            else f"Choose one of {', '.join(known)}.",
            provider=VENDOR,
            text=utterance.text,
        )
    if utterance.language.lower().split("-")[0] != "en":
        raise ItemFault(
            "language_not_supported",
            f"The local voices speak English only, not {utterance.language!r}.",
            advice="Choose a vendor that speaks this language, such as ElevenLabs or OpenAI.",
            provider=VENDOR,
            text=utterance.text,
        )
    if not MINIMUM_SPEED <= utterance.speed <= MAXIMUM_SPEED:
        raise ItemFault(
            "speed_not_supported",
            f"The local voices speak at {MINIMUM_SPEED} to {MAXIMUM_SPEED} of their pace, not at {utterance.speed:g}.",
            advice="Choose a speed in this range.",
            provider=VENDOR,
            text=utterance.text,
        )


def _unspeakable(utterance: Utterance) -> ItemFault:
    return ItemFault(
        "text_unspeakable",
        "There is nothing in this text that a voice can say.",
        advice="Edit the turn's text or skip the turn.",
        provider=VENDOR,
        text=utterance.text,
    )


def _wav(pcm: bytes, rate: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return buffer.getvalue()
