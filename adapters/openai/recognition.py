"""Speech recognition with OpenAI's API, and with every server that speaks it."""

import asyncio
import json
from pathlib import Path

import openai

from adapters.languages import code_of
from adapters.openai import models
from adapters.openai.connection import connect, host_of, is_openai, probe
from adapters.openai.errors import FAILURES, VENDOR, bad_answer, fault_of, may_be_billed, refuses_format
from adapters.openai.heard import words_of
from adapters.progress import await_with_progress
from domain.errors import Fault, ItemFault
from domain.money import Bill, TokenUsage
from domain.progress import OnProgress
from domain.transcribe.ports import RecognitionAsk
from domain.transcribe.words import Recognized
from domain.vendors.declarations import RecognitionTraits

ADAPTER_VERSION = "1"
"""It is part of every key. Raise it when the same request would be answered otherwise."""

USD_PER_MINUTE = {"gpt-4o-mini-transcribe": 0.003}
DEAREST = 0.006
"""From OpenAI's price list in 2026: what whisper-1 and gpt-4o-transcribe cost. Servers of one's own cost nothing."""

MAXIMUM_BYTES = 25_000_000
WHISPER_SECONDS, OTHERS_SECONDS = 7200.0, 1400.0
"""OpenAI takes 25 MB, and of its newer models at most 1,400 seconds."""

LEAST_SECONDS, SHARE = 120.0, 1.0
"""A call is waited for so long, and beside that as long as its audio lasts: a model on a slow machine of one's own
hears about as fast as people talk."""


def is_untimed(model: str) -> bool:
    """OpenAI's newer models tell no times, but for the one that tells speakers apart, which has those of sentences; the
    names of other servers' models are Whisper's."""
    return model.startswith(("gpt-4o", "gpt-transcribe")) and "diarize" not in model


def traits_of(model: str, *, base_url: str | None, usd_per_minute: float | None = None) -> RecognitionTraits:
    diarizes = "diarize" in model
    listed = next((usd for name, usd in USD_PER_MINUTE.items() if model.startswith(name)), DEAREST)
    known = listed if is_openai(base_url) else 0.0
    return RecognitionTraits(
        maximum_seconds=OTHERS_SECONDS if diarizes or is_untimed(model) else WHISPER_SECONDS,
        maximum_bytes=MAXIMUM_BYTES,
        word_times=not is_untimed(model),
        speakers=diarizes,
        prompt=not diarizes,
        usd_per_minute=known if usd_per_minute is None else usd_per_minute,
    )


class OpenAIRecognizer:
    """One model at one address."""

    def __init__(
        self,
        model: str = models.RECOGNITION,
        *,
        api_key: str | None,
        base_url: str | None = None,
        usd_per_minute: float | None = None,
        call_seconds: float | None = None,
    ) -> None:
        self.traits = traits_of(model, base_url=base_url, usd_per_minute=usd_per_minute)
        self._model, self._key, self._host = model, api_key or "", host_of(base_url)
        self._call_seconds = call_seconds
        self._plain = is_untimed(model)  # or the server refused to tell times
        self._client = connect(api_key=api_key, base_url=base_url, read_seconds=7200.0)

    @property
    def engine(self) -> str:
        return f"{self._host}/{ADAPTER_VERSION}"

    async def close(self) -> None:
        await self._client.close()

    async def probe(self) -> None:
        await probe(self._client, host=self._host, secret=self._key)

    async def recognize(
        self, audio: Path, ask: RecognitionAsk, *, seconds: float, on_progress: OnProgress
    ) -> Recognized:
        cost = Bill(cost_usd=seconds / 60 * self.traits.usd_per_minute)
        data = await asyncio.to_thread(audio.read_bytes)
        try:
            async with asyncio.timeout(self._call_seconds or LEAST_SECONDS + SHARE * seconds):
                call = self._answer(data, ask)
                answer = await await_with_progress(call, on_progress, f"{self._model} is listening", every_seconds=1.0)
            heard = self._read(answer[0], ask, seconds, TokenUsage(cost_usd=cost.cost_usd))
            return heard.model_copy(update={"request_id": answer[1]})
        except FAILURES as error:
            fault = _in_words(fault_of(error, host=self._host, secret=self._key))
            raise fault.with_bill(cost if may_be_billed(error) else fault.billed) from None

    async def _answer(self, data: bytes, ask: RecognitionAsk) -> tuple[bytes, str]:
        """What was answered, and the vendor's name of the call."""
        try:
            return await self._call(data, ask, plain=self._plain)
        except openai.APIStatusError as error:
            if self._plain or not refuses_format(error):
                raise
            self._plain = True
            return await self._call(data, ask, plain=True)

    async def _call(self, data: bytes, ask: RecognitionAsk, *, plain: bool) -> tuple[bytes, str]:
        diarized = self.traits.speakers  # without them it would tell no times either
        raw = await self._client.audio.transcriptions.with_raw_response.create(
            model=self._model,
            file=("piece.flac", data, "audio/flac"),
            language=ask.language or openai.omit,
            prompt=ask.prompt or openai.omit,
            response_format="diarized_json" if diarized else "json" if plain else "verbose_json",
            timestamp_granularities=openai.omit if plain or diarized else ["word", "segment"],
            chunking_strategy="auto" if self.traits.speakers else openai.omit,
        )
        return await raw.http_response.aread(), raw.headers.get("x-request-id", "")

    def _read(self, answer: bytes, ask: RecognitionAsk, seconds: float, usage: TokenUsage) -> Recognized:
        body = json.loads(answer)
        if not isinstance(body, dict) or not isinstance(body.get("text"), str):
            raise bad_answer(f"{self._host} answered something other than a transcription.").with_bill(usage.bill)
        words = words_of(body, seconds=seconds)
        if not ask.speakers:
            words = [each.model_copy(update={"speaker": ""}) for each in words]
        return Recognized(words=tuple(words), language=code_of(body.get("language")), usage=usage)


def _in_words(fault: Fault) -> Fault:
    """Advice on a recording in place of that on a text."""
    advice = "Try another recogniser (stt), without a prompt or with the language named."
    if isinstance(fault, ItemFault) and fault.code != "model_not_found":
        return ItemFault(fault.code, fault.message, advice=advice, provider=VENDOR)
    return fault
