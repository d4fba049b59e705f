"""Speech recognition with ElevenLabs' Scribe: words with times, and who says them."""

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.request_options import RequestOptions
from elevenlabs.speech_to_text.client import OMIT
from elevenlabs.types import SpeechToTextChunkResponseModel

from adapters.elevenlabs.errors import FAILURES, VENDOR, bad_answer, fault_of, may_be_billed
from adapters.elevenlabs.models import RECOGNITION
from adapters.elevenlabs.speech import ELEVENLABS_URL, probe_account
from adapters.languages import code_of
from adapters.progress import await_with_progress
from domain.errors import Fault, ItemFault
from domain.money import Bill, TokenUsage
from domain.progress import OnProgress
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.words import Recognized, Word
from domain.vendors.declarations import RecognitionDeclaration, RecognitionTraits

ADAPTER_VERSION = "1"
"""It is part of every key. Raise it when the same request would be answered otherwise."""

USD_PER_MINUTE = 0.48 / 60
"""An upper bound: 0.40 USD an hour on the Creator plan, and a fifth more with key terms."""

TRAITS = RecognitionTraits(
    maximum_seconds=10 * 3600.0,
    maximum_bytes=1_000_000_000,
    speakers=True,
    prompt=True,
    usd_per_minute=USD_PER_MINUTE,
)

LEAST_SECONDS, SHARE = 120.0, 0.5
"""A call is waited for so long, and beside that half as long as its audio lasts; Scribe hears an hour in a minute."""

SILENCE_SECONDS = 3600

TERM_CHARACTERS, TERM_WORDS, MOST_TERMS = 50, 5, 100
_NOT_IN_TERMS = re.compile(r"[<>{}\[\]\\]")
_ONCE: RequestOptions = {"max_retries": 0}


class ElevenLabsRecognizer:
    """One model of one account."""

    def __init__(
        self,
        model: str = RECOGNITION,
        *,
        api_key: str,
        base_url: str | None = None,
        usd_per_minute: float | None = None,
        call_seconds: float | None = None,
    ) -> None:
        url = base_url or ELEVENLABS_URL
        self._model, self._key, self._call_seconds = model, api_key, call_seconds
        self._usd_per_minute = USD_PER_MINUTE if usd_per_minute is None else usd_per_minute
        self._host = urlsplit(url).netloc.rpartition("@")[2]
        # no redirects: the key travels in a header of its own, which httpx would hand to another host
        self._http = httpx.AsyncClient(follow_redirects=False, limits=httpx.Limits(max_connections=None))
        self._client = AsyncElevenLabs(api_key=api_key, base_url=url, timeout=SILENCE_SECONDS, httpx_client=self._http)

    async def declare(self) -> RecognitionDeclaration:
        engine = f"{self._host}/{ADAPTER_VERSION}"
        return RecognitionDeclaration(models=(self._model,), engine=engine, traits={self._model: TRAITS, "": TRAITS})

    async def close(self) -> None:
        await self._http.aclose()

    async def probe(self) -> None:
        await probe_account(self._client, host=self._host, secret=self._key)

    async def recognize(
        self, audio: Path, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        cost = Bill(cost_usd=seconds / 60 * self._usd_per_minute)
        try:
            async with asyncio.timeout(self._call_seconds or LEAST_SECONDS + SHARE * seconds):
                call = self._answer(audio, ask)
                answer = await await_with_progress(call, on_progress, f"{self._model} is listening", every_seconds=1.0)
        except FAILURES as error:
            fault = _in_words(fault_of(error, host=self._host, secret=self._key))
            raise fault.with_bill(cost if may_be_billed(error) else fault.billed) from None
        return self._read(answer, TokenUsage(cost_usd=cost.cost_usd))

    async def _answer(self, audio: Path, ask: RecognitionAsk) -> object:
        terms = terms_of(ask.prompt)
        with await asyncio.to_thread(audio.open, "rb") as file:
            return await self._client.speech_to_text.convert(
                model_id=self._model,
                file=("piece.flac", file, "audio/flac"),
                timestamps_granularity="word",
                tag_audio_events=False,
                diarize=ask.speakers,
                language_code=ask.language or OMIT,
                keyterms=terms or OMIT,
                request_options=_ONCE,
            )

    def _read(self, answer: object, usage: TokenUsage) -> Recognized:
        words = answer.words if isinstance(answer, SpeechToTextChunkResponseModel) else None
        if not isinstance(answer, SpeechToTextChunkResponseModel) or not isinstance(words, list):
            raise bad_answer(f"{self._host} answered something other than a transcription.").with_bill(usage.bill)
        heard: list[Word] = []
        for each in words:
            text, kind, end = (each.text or "").strip(), each.type, heard[-1].end if heard else 0.0
            if text and kind == "word":
                start = end if each.start is None else each.start
                until = start if each.end is None else each.end
                heard.append(Word(text=text, start=start, end=max(start, until), speaker=each.speaker_id or ""))
        return Recognized(
            words=tuple(heard),
            language=code_of(answer.language_code),
            usage=usage,
            request_id=answer.transcription_id or "",
        )


def terms_of(prompt: str) -> list[str]:
    """A prompt as key terms: what stands between commas and ends of lines, as far as the vendor takes it."""
    parts = (" ".join(_NOT_IN_TERMS.sub(" ", each).split()) for each in re.split(r"[,;:.\n]", prompt))
    fits = [each for each in parts if each and len(each) <= TERM_CHARACTERS and len(each.split()) <= TERM_WORDS]
    return list(dict.fromkeys(fits))[:MOST_TERMS]


def _in_words(fault: Fault) -> Fault:
    """Advice on a recording in place of that on a text."""
    advice = "Try another recogniser (stt), without a prompt or with the language named."
    if isinstance(fault, ItemFault) and fault.code != "model_not_found":
        return ItemFault(fault.code, fault.message, advice=advice, provider=VENDOR)
    return fault
