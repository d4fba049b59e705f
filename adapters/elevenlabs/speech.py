"""Speech with ElevenLabs' text-to-speech API."""

import asyncio
import re
from urllib.parse import urlsplit

import httpx
from elevenlabs import VoiceSettings
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions

from adapters.elevenlabs.errors import (
    BROKEN_ANSWERS,
    FAILURES,
    VENDOR,
    bad_answer,
    fault_of,
    lacks_permission,
    may_be_billed,
    quota_used_up,
    refuses_format,
)
from adapters.elevenlabs.models import DEFAULT_MODEL, USD_PER_1000_CREDITS, model_named
from adapters.elevenlabs.voices import KNOWN, listed, pair
from adapters.http.audio_stream import AudioStream, Sound
from adapters.http.unexpected import first_words
from domain.errors import ItemFault
from domain.money import Bill
from domain.progress import OnProgress
from domain.tts.ports import RawAudio
from domain.tts.utterance import Utterance
from domain.vendors.declarations import SpeechDeclaration, VoiceSetting

ELEVENLABS_URL = "https://api.elevenlabs.io"

ADAPTER_VERSION = "1"
"""It is part of every clip key. Raise it when the same request would sound different."""

MINIMUM_SPEED, MAXIMUM_SPEED = 0.7, 1.2

FORMATS = ("pcm_44100", "pcm_24000", "mp3_44100_128")
"""Best first. 44.1 kHz PCM needs the Pro plan; every plan has the last one."""

SILENCE_SECONDS = 60
PROBE_SECONDS = 20.0
CALL_SECONDS = 240.0
"""10,000 characters are eleven minutes of speech, which are made in at most a third of that time."""

_VOICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DECLARED = (
    VoiceSetting(name="stability", kind="number"),
    VoiceSetting(name="similarity_boost", kind="number"),
    VoiceSetting(name="style", kind="number"),
    VoiceSetting(name="use_speaker_boost", kind="switch"),
)
_SETTINGS = tuple(each.name for each in _DECLARED)
_ONCE: RequestOptions = {"max_retries": 0, "chunk_size": 65_536}


class ElevenLabsSpeech:
    """One speech model of one account. It remembers which output formats the plan refused."""

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        api_key: str,
        base_url: str | None = None,
        silence_seconds: float = SILENCE_SECONDS,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        url = base_url or ELEVENLABS_URL
        self._model, self._key, self._call_seconds = model, api_key, call_seconds
        self._host = urlsplit(url).netloc.rpartition("@")[2]
        self._format = 0  # in FORMATS
        # no redirects: the key travels in a header of its own, which httpx would hand to another host
        self._http = httpx.AsyncClient(follow_redirects=False, limits=httpx.Limits(max_connections=None))
        self._client = AsyncElevenLabs(api_key=api_key, base_url=url, timeout=silence_seconds, httpx_client=self._http)

    async def declare(self) -> SpeechDeclaration:
        """Asks the account for its voices; without an answer, declares two that every account has."""
        known = model_named(self._model)
        try:
            voices = await listed(self._client, _ONCE)
        except FAILURES:
            voices = ()
        host, expert = pair(voices)
        return SpeechDeclaration(
            models=(self._model,),
            engine=f"{self._host}/{ADAPTER_VERSION}",
            languages=known.languages,
            voices=voices or KNOWN,
            any_voice=True,
            host_voice=host,
            expert_voice=expert,
            minimum_speed=MINIMUM_SPEED if known.speed else 1.0,
            maximum_speed=MAXIMUM_SPEED if known.speed else 1.0,
            maximum_characters=known.characters,
            usd_per_1000_characters=USD_PER_1000_CREDITS * known.credits,
            settings=_DECLARED if known.settings else (),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def probe(self) -> None:
        """Asks what is left of the quota, which costs nothing. It passes when the key may not ask.

        Raises:
            Fault: as for every call; `quota_exhausted` where it is known to be.
        """
        await probe_account(self._client, host=self._host, secret=self._key)

    async def synthesize(self, utterance: Utterance, *, on_progress: OnProgress) -> RawAudio:
        settings = self._settings(utterance)
        if not _VOICE_ID.fullmatch(utterance.voice):  # it becomes part of the address
            message = f"{utterance.voice[:80]!r} is not an ElevenLabs voice id."
            raise ItemFault(
                "voice_not_found",
                message,
                advice="Choose another voice for this speaker.",
                provider=VENDOR,
                text=utterance.text,
            )
        await on_progress(f"{utterance.voice} is speaking")
        while True:
            tried = self._format
            try:
                async with asyncio.timeout(self._call_seconds):
                    return await self._say(utterance, settings, FORMATS[tried], on_progress)
            except ApiError as error:
                if not refuses_format(error, FORMATS[tried]) or tried + 1 == len(FORMATS):
                    raise fault_of(error, host=self._host, text=utterance.text, secret=self._key) from None
                self._format = max(self._format, tried + 1)
            except FAILURES as error:
                fault = fault_of(error, host=self._host, text=utterance.text, secret=self._key)
                lost = Bill(characters=len(utterance.text)) if may_be_billed(error) else fault.billed
                raise fault.with_bill(lost) from None

    async def _say(
        self, utterance: Utterance, settings: VoiceSettings | None, form: str, on_progress: OnProgress
    ) -> RawAudio:
        model = utterance.model or self._model
        more: dict[str, object] = {}
        if settings is not None:
            more["voice_settings"] = settings
        if model_named(model).named_language and utterance.language not in ("", "und"):
            more["language_code"] = utterance.language.partition("-")[0]
        async with self._client.text_to_speech.with_raw_response.convert(
            utterance.voice,
            text=utterance.text,
            model_id=model,
            output_format=form,
            request_options=_ONCE,
            **more,
        ) as response:
            headers = response.headers
            cost, kind = headers.get("character-cost", ""), headers.get("content-type", "")
            stream = AudioStream(
                vendor=VENDOR,
                host=self._host,
                voice=utterance.voice,
                text=utterance.text,
                bill=Bill(characters=_billed(cost, "")),
                failures=BROKEN_ANSWERS,
                fault_of=lambda error: fault_of(error, host=self._host, text=utterance.text, secret=self._key),
            )
            sound = await stream.read(
                response.data,
                check=lambda data: self._sound(data, kind, form, utterance.text),
                on_progress=on_progress,
            )
        return RawAudio(
            sound.data,
            media_type=sound.media_type,
            characters=_billed(cost, utterance.text),
            request_id=headers.get("request-id", ""),
        )

    def _sound(self, data: bytes, content_type: str, form: str, text: str) -> Sound:
        """Raises TransientFault `bad_answer` when this is not audio."""
        kind = content_type.partition(";")[0].strip().lower()
        if not data:
            raise bad_answer(f"{self._host} answered with empty audio.", text=text)
        if kind and not kind.startswith("audio/") and kind != "application/octet-stream":
            said = first_words(data, secret=self._key)
            raise bad_answer(f"{self._host} answered {kind} where audio was asked{said}", text=text)
        if form.startswith("pcm_"):
            if len(data) % 2:
                raise bad_answer(f"{self._host} sent half a sample: the audio was cut off.", text=text)
            return Sound(data, f"audio/pcm;rate={form.removeprefix('pcm_')}")
        return Sound(data, "audio/mpeg")

    def _settings(self, utterance: Utterance) -> VoiceSettings | None:
        """None: those stored with the voice."""
        given = dict(utterance.settings)
        unknown = [name for name in given if name not in _SETTINGS]
        if unknown:
            message = f"{VENDOR}:{self._model} has no setting {unknown[0]!r}; it has {', '.join(_SETTINGS)}."
            raise ItemFault("request_rejected", message, provider=VENDOR, text=utterance.text)
        if utterance.speed != 1.0:
            known = model_named(utterance.model or self._model)
            if not known.speed or not MINIMUM_SPEED <= utterance.speed <= MAXIMUM_SPEED:
                message = f"{VENDOR}:{self._model} cannot speak at speed {utterance.speed}."
                raise ItemFault("request_rejected", message, provider=VENDOR, text=utterance.text)
            given["speed"] = utterance.speed
        return VoiceSettings.model_validate(given) if given else None


async def probe_account(client: AsyncElevenLabs, *, host: str, secret: str) -> None:
    """As `ElevenLabsSpeech.probe`."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            plan = await client.user.subscription.get(request_options={"max_retries": 0})
    except ApiError as error:
        if lacks_permission(error):
            return
        raise fault_of(error, host=host, secret=secret) from None
    except FAILURES as error:
        raise fault_of(error, host=host, secret=secret) from None
    if plan.character_count >= plan.character_limit and not plan.allowed_to_extend_character_limit:
        raise quota_used_up(host)


def _billed(header: str, text: str) -> int:
    """Credits as the vendor counted them; else the text's length."""
    try:
        return round(float(header))
    except ValueError:
        return len(text)
