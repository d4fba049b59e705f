"""ElevenLabs as a vendor: its settings and its roles, without its SDK."""

from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from adapters.elevenlabs.models import DEFAULT_MODEL, RECOGNITION
from adapters.fingerprint import fingerprint
from adapters.vendor import RecognitionService, RoleTerms, Service, SpeechService, Vendor, VendorSettings
from domain.vendors.declarations import ProviderRole

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.vendors.prices import PriceTable


class ElevenLabsSettings(VendorSettings):
    model_config = SettingsConfigDict(env_prefix="ELEVENLABS_")

    api_key: SecretStr | None = Field(
        default=None, description="With it ElevenLabs speaks; without it the local voices do, in English only."
    )
    base_url: str | None = None
    tts_concurrency: int | None = Field(
        default=None, ge=1, le=200, validation_alias="PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS"
    )
    stt_concurrency: int | None = Field(
        default=None, ge=1, le=200, validation_alias="PODWRIGHT_STT_CONCURRENCY_ELEVENLABS"
    )


async def _build(role: ProviderRole, settings: "Settings", prices: "PriceTable") -> Service:
    from adapters.elevenlabs.speech import ElevenLabsSpeech  # noqa: PLC0415 - the SDK, once it is needed

    own = settings.of(ElevenLabsSettings)
    key = own.value("ELEVENLABS_API_KEY")
    if role is ProviderRole.RECOGNITION:
        return _recognition(own, settings.model(role, "elevenlabs") or RECOGNITION, prices)
    model = settings.model(role, "elevenlabs") or DEFAULT_MODEL
    synthesizer = ElevenLabsSpeech(model, api_key=key, base_url=own.base_url)
    return SpeechService(
        declare=synthesizer.declare,
        synthesizer=synthesizer,
        close=synthesizer.close,
        probe=synthesizer.probe,
        fingerprint=fingerprint(key, own.base_url),
    )


def _recognition(own: ElevenLabsSettings, default: str, prices: "PriceTable") -> RecognitionService:
    from adapters.elevenlabs.recognition import ElevenLabsRecognizer  # noqa: PLC0415 - the SDK, once it is needed

    key, made = own.value("ELEVENLABS_API_KEY"), dict[str, ElevenLabsRecognizer]()

    def named(name: str) -> ElevenLabsRecognizer:
        name = name or default
        if name not in made:
            price = prices.minutes("elevenlabs", name)
            made[name] = ElevenLabsRecognizer(name, api_key=key, base_url=own.base_url, usd_per_minute=price)
        return made[name]

    async def close() -> None:
        for each in made.values():
            await each.close()

    return RecognitionService(
        declare=named("").declare,
        recognizer_named=named,
        close=close,
        probe=named("").probe,
        fingerprint=fingerprint(key, own.base_url),
    )


VENDOR = Vendor(
    name="elevenlabs",
    roles={
        ProviderRole.SPEECH: RoleTerms(
            model=DEFAULT_MODEL, needs=("ELEVENLABS_API_KEY",), default_when=("ELEVENLABS_API_KEY",)
        ),
        ProviderRole.RECOGNITION: RoleTerms(
            model=RECOGNITION, needs=("ELEVENLABS_API_KEY",), default_when=("ELEVENLABS_API_KEY",)
        ),
    },
    settings=ElevenLabsSettings,
    build=_build,
    sdk=("elevenlabs", "httpx"),
)
