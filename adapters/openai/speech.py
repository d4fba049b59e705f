"""Speech with OpenAI's text-to-speech API, and with servers that speak it."""

import asyncio
from typing import Literal

import openai

from adapters.http.audio_stream import AudioStream
from adapters.openai import models
from adapters.openai.connection import OPENAI_URL, connect, host_of, is_openai, probe
from adapters.openai.errors import FAILURES, VENDOR, fault_of, may_be_billed, refuses_format
from adapters.openai.sound import sound_of
from domain.errors import ItemFault
from domain.money import NOTHING, Bill
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import SpeechDeclaration, Voice, VoiceSetting

ADAPTER_VERSION = "1"
"""It is part of every clip key. Raise it when the same request would sound different."""

MAXIMUM_CHARACTERS = 4096
WORDS_PER_MINUTE = 165.0
"""Between the 150 of narration and the 180 of OpenAI's livelier voices."""

USD_PER_1000_CHARACTERS = {"tts-1": 0.015, "tts-1-hd": 0.030, "gpt-4o-mini-tts": 0.017}
"""OpenAI's price list; gpt-4o-mini-tts is billed by time, 0.015 USD a minute, which holds about 900 characters."""

SILENCE_SECONDS = 60.0
CALL_SECONDS = 180.0
"""4,096 characters are four and a half minutes of speech, which are made in at most half that time."""

_AWAY = (429, 502, 503, 504)
"""A server of one's own that answers so has voices, and cannot list them now. With any other status, servers and
gateways say that they do not have the address."""

_VOICES = (
    ("coral", "female", "warm and friendly"),
    ("onyx", "male", "deep and steady"),
    ("alloy", "", "neutral and balanced"),
    ("ash", "male", "clear and precise"),
    ("ballad", "male", "melodic and smooth"),
    ("cedar", "male", "natural, calm"),
    ("echo", "male", "resonant"),
    ("fable", "", "expressive, storytelling"),
    ("marin", "female", "natural, bright"),
    ("nova", "female", "lively"),
    ("sage", "female", "calm and thoughtful"),
    ("shimmer", "female", "bright and clear"),
    ("verse", "male", "versatile and expressive"),
)
_LISTS = ("/audio/voices", "/voices", "/audio/speech/voices", "/speakers")
"""Where servers of one's own list their voices, most usual first; OpenAI's own API has no such list."""
_ONLY_NEW_MODELS = {"ballad", "cedar", "marin", "verse"}


_INSTRUCTIONS = VoiceSetting(name="instructions", kind="text", longest=2_000)
"""How to speak, in words. 2,000 characters are a page; the model reads 2,000 tokens, the text with it."""

_Format = Literal["pcm", "wav", "mp3"]


class OpenAISpeech:
    """One speech model at one address. OpenAI is asked for raw PCM, other servers for WAV, which names its rate."""

    def __init__(
        self,
        model: str = models.SPEECH,
        *,
        api_key: str | None,
        base_url: str | None = None,
        silence_seconds: float = SILENCE_SECONDS,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._model, self._key, self._call_seconds = model, api_key or "", call_seconds
        self._host, self._official = host_of(base_url or OPENAI_URL), is_openai(base_url)
        self._formats: tuple[_Format, ...] = ("pcm",) if self._official else ("wav", "mp3")
        self._refused = 0  # how many of them
        self._client = connect(api_key=api_key, base_url=base_url, read_seconds=silence_seconds)

    @property
    def _changes_speed(self) -> bool:
        """gpt-4o-mini-tts accepts the parameter and ignores it."""
        return self._model.startswith("tts-1") or not self._official

    @property
    def _follows_instructions(self) -> bool:
        """A server of one's own may take the parameter and ignore it, unless it serves that very model."""
        return self._model.startswith("gpt-") or (self._official and not self._model.startswith("tts-1"))

    async def declare(self) -> SpeechDeclaration:
        """Raises Fault while a server of one's own does not answer: its voices may be other than OpenAI's."""
        voices = tuple(_voice(*known) for known in _VOICES if self._has(known[0]))
        host, expert = "coral", "onyx"
        if not self._official and (own := await self._listed_voices()):
            voices = own
            names = [voice.id for voice in own]
            host = next((name for name in (host, *names) if name in names and name != expert), names[0])
            expert = next((name for name in (expert, *names) if name in names and name != host), host)
        slowest, fastest = (0.25, 4.0) if self._changes_speed else (1.0, 1.0)
        return SpeechDeclaration(
            models=(self._model,),
            engine=f"{self._host}/{ADAPTER_VERSION}",
            voices=voices,
            any_voice=not self._official,
            host_voice=host,
            expert_voice=expert,
            minimum_speed=slowest,
            maximum_speed=fastest,
            maximum_characters=MAXIMUM_CHARACTERS,
            usd_per_1000_characters=USD_PER_1000_CHARACTERS.get(self._model, 0.0) if self._official else 0.0,
            settings=(_INSTRUCTIONS,) if self._follows_instructions else (),
        )

    async def close(self) -> None:
        await self._client.close()

    async def probe(self) -> None:
        await probe(self._client, host=self._host, secret=self._key)

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        more = self._options(utterance)
        await on_progress(f"{utterance.voice} is speaking")
        while True:
            tried = self._refused
            try:
                async with asyncio.timeout(self._call_seconds):
                    return await self._say(utterance, more, self._formats[tried], on_progress)
            except FAILURES as error:
                last = tried + 1 == len(self._formats)
                if last or not (isinstance(error, openai.APIStatusError) and refuses_format(error)):
                    fault = fault_of(error, host=self._host, text=utterance.text, secret=self._key)
                    lost = Bill(characters=len(utterance.text)) if may_be_billed(error) else fault.billed
                    raise fault.with_bill(lost) from None
                self._refused = max(self._refused, tried + 1)

    async def _say(
        self, utterance: Utterance, more: dict[str, str | float], form: _Format, on_progress: OnProgress
    ) -> RawAudio:
        async with self._client.audio.speech.with_streaming_response.create(
            model=utterance.model or self._model,
            voice=utterance.voice,
            input=utterance.text,
            response_format=form,
            extra_body=more,
        ) as response:
            kind = response.headers.get("content-type", "")
            stream = AudioStream(
                vendor=VENDOR,
                host=self._host,
                voice=utterance.voice,
                text=utterance.text,
                bill=Bill(characters=len(utterance.text)) if kind.startswith("audio/") else NOTHING,
                empty_is_free=True,
                failures=FAILURES,
                fault_of=lambda error: fault_of(error, host=self._host, text=utterance.text, secret=self._key),
            )
            sound = await stream.read(
                response.iter_bytes(65_536),
                check=lambda data: sound_of(data, content_type=kind, asked=form, host=self._host, text=utterance.text),
                on_progress=on_progress,
            )
        return RawAudio(
            sound.data,
            media_type=sound.media_type,
            characters=len(utterance.text),
            request_id=response.headers.get("x-request-id", ""),
        )

    def _options(self, utterance: Utterance) -> dict[str, str | float]:
        """Parameters that are sent only where they are honoured."""
        more: dict[str, str | float] = {}
        for name, value in utterance.settings:
            if name != "instructions" or not isinstance(value, str) or self._model.startswith("tts-1"):
                message = f"{VENDOR}:{self._model} has no setting {name!r}."
                raise ItemFault("request_rejected", message, provider=VENDOR, text=utterance.text)
            more[name] = value
        if utterance.speed != 1.0:
            if not self._changes_speed:
                message = f"{VENDOR}:{self._model} speaks at its own speed; {utterance.speed} cannot be asked of it."
                raise ItemFault("request_rejected", message, provider=VENDOR, text=utterance.text)
            more["speed"] = utterance.speed
        return more

    def _has(self, voice: str) -> bool:
        return voice not in _ONLY_NEW_MODELS or not self._model.startswith("tts-1")

    async def _listed_voices(self) -> tuple[Voice, ...]:
        """The voices of a server that lists them in one of the usual places; else none.

        Raises:
            Fault: the server is away, so that its voices are not known.
        """
        known = {name: (gender, text) for name, gender, text in _VOICES}
        for place in _LISTS:
            try:
                found = await self._client.get(place, cast_to=object)
            except FAILURES as error:
                if isinstance(error, openai.APIConnectionError) or getattr(error, "status_code", 0) in _AWAY:
                    raise fault_of(error, host=self._host, secret=self._key) from None
                continue
            if names := _names(found):
                return tuple(_voice(name, *known.get(name, ("", ""))) for name in names)
        return ()


def _names(found: object) -> list[str]:
    """The names in a list of voices: of strings or objects, bare or in a field, or the fields of an object."""
    if isinstance(found, dict):
        inner = next((found[field] for field in ("voices", "data", "speakers", "items") if field in found), None)
        return list(inner) if isinstance(inner, dict) else _names(inner) if isinstance(inner, list) else []
    told = [
        next((entry[field] for field in ("id", "voice_id", "name") if entry.get(field)), "")
        if isinstance(entry, dict)
        else entry
        for entry in (found if isinstance(found, list) else [])
    ]
    return list(dict.fromkeys(name for name in told if isinstance(name, str) and name))


def _voice(name: str, gender: str, description: str) -> Voice:
    return Voice(
        id=name, name=name.capitalize(), gender=gender, description=description, words_per_minute=WORDS_PER_MINUTE
    )
