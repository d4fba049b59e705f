"""Which vendors this worker serves, from the settings. Vendors are imported here alone, and only those in use."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from activities.script import WriterFor
from activities.vendors.access import GatedLanguageModel, VendorAccess
from adapters.settings import Settings
from domain.artifacts.ledger import Ledger
from domain.errors import Fault
from domain.script.cached import CachedLanguageModel
from domain.script.prompted import PromptedWriter, usable
from domain.tts.ports import SpeechSynthesizer
from domain.vendors.declarations import ProviderRole, WriterDeclaration, split_name
from domain.vendors.prices import UNCHANGED, PriceTable

log = logging.getLogger(__name__)

Declare = Callable[[], Awaitable[WriterDeclaration]]
Close = Callable[[], Awaitable[None]]
Probe = Callable[[], Awaitable[None]]
AccessFor = Callable[[str, ProviderRole, int, str], VendorAccess]
"""(vendor, role, the fleet's places, fingerprint of the key)."""


async def _nothing() -> None:
    return None


@dataclass(frozen=True)
class ServedWriter:
    """A vendor's writer on its queue. `default`: chosen when a request names none, for the reason `why`.

    `declare` raises Missing or NothingConfigured while it is not known what it serves. `slots`: the fleet's calls at
    once; what is local has this process's. `probe` asks a vendor for nothing whether it serves the key again, which
    `fingerprint` tells from another one.
    """

    vendor: str
    declare: Declare
    writer_for: WriterFor
    slots: int
    default: bool
    why: str
    local: bool = False
    close: Close = _nothing
    fingerprint: str = ""
    probe: Probe = _nothing
    role: ProviderRole = ProviderRole.WRITER


@dataclass(frozen=True)
class ServedSpeech:
    vendor: str
    synthesizer: SpeechSynthesizer
    slots: int
    default: bool
    why: str
    local: bool = False
    close: Close = _nothing
    fingerprint: str = ""
    probe: Probe = _nothing
    role: ProviderRole = ProviderRole.SPEECH


class NothingConfigured(Exception):
    """What the settings ask for cannot be served; the message says what to set."""


class Missing(Exception):
    """A vendor cannot be served just now; the message says why and what to do. Nothing needs a restart."""


class _SpeechAtVendor(SpeechSynthesizer, Protocol):
    async def close(self) -> None: ...
    async def probe(self) -> None: ...


def default_writer(settings: Settings) -> tuple[str, str]:
    """(vendor, why), by the rule of DESIGN §4: PODWRIGHT_LLM, else openai with a key or base URL, else local."""
    if settings.llm:
        return split_name(settings.llm)[0], "PODWRIGHT_LLM says so"
    if settings.openai_api_key or settings.openai_base_url:
        return "openai", "OPENAI_API_KEY is set" if settings.openai_api_key else "OPENAI_BASE_URL is set"
    return "local", "no key is set; it runs on this machine"


def default_speech(settings: Settings) -> tuple[str, str]:
    """(vendor, why): PODWRIGHT_TTS, else ElevenLabs with its key, else local; OpenAI voices only when asked for."""
    if settings.tts:
        return split_name(settings.tts)[0], "PODWRIGHT_TTS says so"
    if settings.elevenlabs_api_key:
        return "elevenlabs", "ELEVENLABS_API_KEY is set"
    return "local", "no key is set; they run on this machine"


async def writers(
    settings: Settings, ledger: Ledger, access_for: AccessFor, prices: PriceTable = UNCHANGED
) -> list[ServedWriter]:
    default, why = default_writer(settings)
    served = [_local_writer(settings, default=default == "local", why=why)]
    if settings.openai_api_key or settings.openai_base_url:
        served.append(await _openai_writer(settings, ledger, access_for, prices, default=default == "openai", why=why))
    if default not in {one.vendor for one in served}:
        raise NothingConfigured(f"PODWRIGHT_LLM={settings.llm}: set OPENAI_API_KEY or OPENAI_BASE_URL, or use `local`.")
    return served


def speakers(settings: Settings) -> list[ServedSpeech]:
    chosen = default_speech(settings)
    served: list[ServedSpeech] = []
    if local := _local_speech(settings, chosen):
        served.append(local)
    if key := _secret(settings.elevenlabs_api_key):
        from adapters.elevenlabs import models, speech  # noqa: PLC0415

        model, url = _named(settings.tts, "elevenlabs") or models.DEFAULT_MODEL, settings.elevenlabs_base_url
        eleven = speech.ElevenLabsSpeech(model, api_key=key, base_url=url)
        served.append(_at_vendor("elevenlabs", eleven, settings, chosen, mark=fingerprint(key, url)))
    if settings.openai_api_key or settings.openai_tts_base_url:
        from adapters.openai.speech import DEFAULT_MODEL, OpenAISpeech  # noqa: PLC0415

        key, url = _secret(settings.openai_api_key), settings.openai_tts_base_url or settings.openai_base_url
        openai = OpenAISpeech(_named(settings.tts, "openai") or DEFAULT_MODEL, api_key=key, base_url=url)
        served.append(_at_vendor("openai", openai, settings, chosen, mark=fingerprint(key, url)))
    if settings.tts and chosen[0] not in {one.vendor for one in served}:
        raise NothingConfigured(
            f"PODWRIGHT_TTS={settings.tts}: its key is not set, or its packages are not installed. "
            "Set ELEVENLABS_API_KEY or OPENAI_API_KEY, or install the local voices with `make setup`."
        )
    return served


def _at_vendor(
    vendor: str, synthesizer: _SpeechAtVendor, settings: Settings, chosen: tuple[str, str], *, mark: str
) -> ServedSpeech:
    return ServedSpeech(
        vendor=vendor,
        synthesizer=synthesizer,
        slots=settings.speech_slots(vendor),
        default=chosen[0] == vendor,
        why=chosen[1] if chosen[0] == vendor else f"chosen with tts: {vendor}",
        close=synthesizer.close,
        fingerprint=mark,
        probe=synthesizer.probe,
    )


def _local_speech(settings: Settings, chosen: tuple[str, str]) -> ServedSpeech | None:
    from adapters.local.speech import LocalSpeech, available  # noqa: PLC0415

    missing = available()
    if missing:
        log.warning("no local voices: %s", missing)
        return None
    slots = settings.speech_slots("local")
    synthesizer = LocalSpeech(processes=slots)
    return ServedSpeech(
        vendor="local",
        synthesizer=synthesizer,
        slots=slots,
        default=chosen[0] == "local",
        why=chosen[1] if chosen[0] == "local" else "chosen with tts: local",
        local=True,
        close=synthesizer.close,
    )


def _local_writer(settings: Settings, *, default: bool, why: str) -> ServedWriter:
    from domain.script.extractive.writer import DECLARATION, ExtractiveWriter  # noqa: PLC0415

    writer = ExtractiveWriter()

    async def declare() -> WriterDeclaration:
        return DECLARATION

    return ServedWriter(
        vendor="local",
        declare=declare,
        writer_for=lambda model: writer,
        slots=settings.llm_concurrency,
        default=default,
        why=why if default else "chosen with llm: local",
        local=True,
    )


async def _openai_writer(
    settings: Settings, ledger: Ledger, access_for: AccessFor, prices: PriceTable, *, default: bool, why: str
) -> ServedWriter:
    from adapters.openai.language import DEFAULT_MODEL, OpenAILanguageModel  # noqa: PLC0415

    key, url = _secret(settings.openai_api_key), settings.openai_base_url
    named = _named(settings.llm, "openai")
    models: dict[str, OpenAILanguageModel] = {}
    mark = fingerprint(key, url)
    access = access_for("openai", ProviderRole.WRITER, settings.llm_concurrency, mark)

    def model_for(model: str) -> OpenAILanguageModel:
        if model not in models:
            price = prices.tokens("openai", model or DEFAULT_MODEL)
            models[model] = OpenAILanguageModel(
                model or DEFAULT_MODEL,
                api_key=key,
                base_url=url,
                usd_per_million=(price.usd_per_million_input, price.usd_per_million_output) if price else None,
            )
        return models[model]

    async def declare() -> WriterDeclaration:
        nonlocal named
        if not named and url:
            named = await _only_model(key, url)
        return prices.of_writer("openai", model_for(named).declare())

    async def close() -> None:
        for model in models.values():
            await model.close()

    with suppress(Missing):  # a server that is away is asked again by whoever announces
        await declare()
    return ServedWriter(
        vendor="openai",
        declare=declare,
        writer_for=lambda model: PromptedWriter(
            CachedLanguageModel(GatedLanguageModel(model_for(model), access), ledger, accept=usable)
        ),
        slots=settings.llm_concurrency,
        default=default,
        why=why if default else "chosen with llm: openai",
        close=close,
        fingerprint=mark,
        probe=model_for(named).probe,
    )


async def _only_model(key: str, url: str) -> str:
    from adapters.openai.connection import host_of, served_models  # noqa: PLC0415

    try:
        served = list(await served_models(api_key=key, base_url=url))
    except Fault as fault:
        do = fault.advice or "Start that server, or mend OPENAI_BASE_URL."
        raise Missing(
            f"It is not known which model OPENAI_BASE_URL serves: {fault.message} {do} "
            "PODWRIGHT_LLM=openai:MODEL names one, PODWRIGHT_LLM=local does without."
        ) from fault
    if not served:
        raise Missing(f"OPENAI_BASE_URL: {host_of(url)} serves no model yet. Load one there.")
    if len(served) > 1:
        raise NothingConfigured(
            f"OPENAI_BASE_URL: {host_of(url)} serves {len(served)} models ({', '.join(served[:8])}). "
            f"Say which: PODWRIGHT_LLM=openai:{served[0]}"
        )
    return served[0]


def fingerprint(key: str, url: str | None) -> str:
    """Tells one key at one address from the next, and nothing of the key: 64 bits of a hash of something random."""
    return hashlib.sha256(f"{url or ''}\n{key}".encode()).hexdigest()[:16]


def _named(setting: str | None, vendor: str) -> str:
    """The model a setting names for this vendor."""
    named_vendor, model = split_name(setting or "")
    return model if named_vendor == vendor else ""


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
