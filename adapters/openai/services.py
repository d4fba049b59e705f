"""OpenAI's roles, built from its settings."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from adapters.fingerprint import fingerprint
from adapters.openai import models
from adapters.openai.connection import host_of, is_openai, served_models
from adapters.openai.embeddings import OpenAIEmbedder
from adapters.openai.language import OpenAILanguageModel
from adapters.openai.recognition import OpenAIRecognizer, traits_of
from adapters.openai.speech import OpenAISpeech
from adapters.openai.vendor import OpenAISettings
from adapters.vendor import (
    EmbeddingsService,
    LanguageModelService,
    NotConfigured,
    NotServed,
    RecognitionService,
    SpeechService,
)
from domain.errors import Fault
from domain.vendors.declarations import EmbeddingsDeclaration, RecognitionDeclaration, WriterDeclaration
from domain.vendors.prices import PriceTable


def speech(own: OpenAISettings, model: str) -> SpeechService:
    key, url = own.value("OPENAI_API_KEY"), own.tts_base_url or own.base_url
    synthesizer = OpenAISpeech(model or models.SPEECH, api_key=key, base_url=url)
    return SpeechService(
        declare=synthesizer.declare,
        synthesizer=synthesizer,
        close=synthesizer.close,
        probe=synthesizer.probe,
        fingerprint=fingerprint(key, url),
    )


def embedding(own: OpenAISettings, model: str, prices: PriceTable) -> EmbeddingsService:
    key, url, made = own.value("OPENAI_API_KEY"), own.base_url, dict[str, OpenAIEmbedder]()

    def named(name: str) -> OpenAIEmbedder:
        name = name or model or models.EMBEDDINGS
        if name not in made:
            price = prices.tokens("openai", name)
            usd = price.usd_per_million_input if price is not None else None
            made[name] = OpenAIEmbedder(name, api_key=key, base_url=url, usd_per_million=usd)
        return made[name]

    async def declare() -> EmbeddingsDeclaration:
        return named("").declare()

    async def close() -> None:
        for each in made.values():
            await each.close()

    return EmbeddingsService(
        declare=declare,
        embedder_named=named,
        close=close,
        probe=named("").probe,
        fingerprint=fingerprint(key, url),
    )


def recognition(own: OpenAISettings, model: str, prices: PriceTable) -> RecognitionService:
    key, url, made = own.value("OPENAI_API_KEY"), own.stt_base_url or own.base_url, dict[str, OpenAIRecognizer]()
    default = model or models.RECOGNITION

    def named(name: str) -> OpenAIRecognizer:
        name = name or default
        if name not in made:
            price = prices.minutes("openai", name)
            made[name] = OpenAIRecognizer(name, api_key=key, base_url=url, usd_per_minute=price)
        return made[name]

    async def declare() -> RecognitionDeclaration:
        known = dict.fromkeys((default, *(models.RECOGNIZERS if is_openai(url) else ())))
        traits = {name: traits_of(name, base_url=url) for name in (*known, *models.RECOGNIZERS, "")}
        return RecognitionDeclaration(models=tuple(known), engine=named("").engine, traits=traits)

    async def close() -> None:
        for each in made.values():
            await each.close()

    return RecognitionService(
        declare=declare,
        recognizer_named=named,
        close=close,
        probe=named("").probe,
        fingerprint=fingerprint(key, url),
    )


FEWEST_PARALLEL, MOST_PARALLEL = 4, 8
"""Segments written at once: with fewer an episode waits, and with more one podcast takes the account for itself."""


async def writing(own: OpenAISettings, model: str, prices: PriceTable, *, slots: int) -> LanguageModelService:
    """Raises NotConfigured when the server has several models and none of them was named."""
    served = _Models(own.value("OPENAI_API_KEY"), own.base_url, named=model, prices=prices, slots=slots)
    with suppress(NotServed):  # a server that is away is asked again by whoever announces
        await served.declare()
    return LanguageModelService(
        declare=served.declare,
        model_named=served.model,
        close=served.close,
        probe=served.probe,
        fingerprint=fingerprint(own.value("OPENAI_API_KEY"), own.base_url),
    )


class _Models:
    """Language models at one address, each made when it is first asked for. `named`: the default, as far as known.
    `contexts`: tokens that the models of a server hold, where it says so."""

    def __init__(self, key: str, url: str | None, *, named: str, prices: PriceTable, slots: int) -> None:
        self._key, self._url, self._named, self._prices = key, url, named, prices
        self._parallel = max(FEWEST_PARALLEL, min(slots, MOST_PARALLEL))
        self._made: dict[str, OpenAILanguageModel] = {}
        self._contexts: Mapping[str, int | None] = {}
        self._asked = False

    def model(self, name: str) -> OpenAILanguageModel:
        name = name or self._named or models.WRITING
        if name not in self._made:
            price = self._prices.tokens("openai", name)
            self._made[name] = OpenAILanguageModel(
                name,
                api_key=self._key,
                base_url=self._url,
                context_tokens=self._contexts.get(name),
                usd_per_million=(price.usd_per_million_input, price.usd_per_million_output) if price else None,
            )
        return self._made[name]

    async def declare(self) -> WriterDeclaration:
        if not self._named and self._url:
            self._contexts, self._asked = await _listed(self._key, self._url), True
            self._named = _only_model(self._contexts, self._url)
        elif self._url and not is_openai(self._url) and not self._asked:
            self._asked = True
            with suppress(Fault):  # what is named may be there all the same
                self._contexts = await served_models(api_key=self._key, base_url=self._url)
        return self.model("").declare().model_copy(update={"parallel": self._parallel})

    async def probe(self) -> None:
        await self.model("").probe()

    async def close(self) -> None:
        for model in self._made.values():
            await model.close()


async def _listed(key: str, url: str) -> Mapping[str, int | None]:
    try:
        return await served_models(api_key=key, base_url=url)
    except Fault as fault:
        do = fault.advice or "Start that server, or correct OPENAI_BASE_URL."
        raise NotServed(
            f"It is not known which model OPENAI_BASE_URL serves: {fault.message} {do} "
            "PODWRIGHT_LLM=openai:MODEL names one, PODWRIGHT_LLM=local does without."
        ) from fault


def _only_model(models_served: Iterable[str], url: str) -> str:
    served = list(models_served)
    if not served:
        raise NotServed(f"OPENAI_BASE_URL: {host_of(url)} serves no model yet. Load one there.")
    if len(served) > 1:
        raise NotConfigured(
            f"OPENAI_BASE_URL: {host_of(url)} serves {len(served)} models ({', '.join(served[:8])}). "
            f"Name one of them: PODWRIGHT_LLM=openai:{served[0]}"
        )
    return served[0]
