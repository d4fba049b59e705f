"""OpenAI as a vendor: its settings and its roles, without its SDK."""

from typing import TYPE_CHECKING

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from adapters.openai import models
from adapters.vendor import RoleTerms, Service, Vendor, VendorSettings
from domain.vendors.declarations import ProviderRole

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.vendors.prices import PriceTable


class OpenAISettings(VendorSettings):
    model_config = SettingsConfigDict(env_prefix="OPENAI_")

    api_key: SecretStr | None = Field(
        default=None,
        description="With it OpenAI writes the script; without it the local writer does, in the sources' words.",
    )
    base_url: str | None = None
    tts_base_url: str | None = None  # default: base_url
    stt_base_url: str | None = None  # default: base_url
    tts_concurrency: int | None = Field(default=None, ge=1, le=200, validation_alias="PODWRIGHT_TTS_CONCURRENCY_OPENAI")
    stt_concurrency: int | None = Field(default=None, ge=1, le=200, validation_alias="PODWRIGHT_STT_CONCURRENCY_OPENAI")


async def _build(role: ProviderRole, settings: "Settings", prices: "PriceTable") -> Service:
    from adapters.openai import services  # noqa: PLC0415 - the SDK, once it is needed

    own = settings.of(OpenAISettings)
    if role is ProviderRole.EMBEDDINGS:
        return services.embedding(own, settings.model(role, "openai"), prices)
    if role is ProviderRole.RECOGNITION:
        return services.recognition(own, settings.model(role, "openai"), prices)
    if role is ProviderRole.SPEECH:
        return services.speech(own, settings.model(role, "openai"))
    return await services.writing(own, settings.model(role, "openai"), prices, slots=settings.slots(role, "openai"))


VENDOR = Vendor(
    name="openai",
    roles={
        ProviderRole.WRITER: RoleTerms(
            model=models.WRITING,
            needs=("OPENAI_API_KEY", "OPENAI_BASE_URL"),
            default_when=("OPENAI_API_KEY", "OPENAI_BASE_URL"),
        ),
        ProviderRole.EMBEDDINGS: RoleTerms(
            model=models.EMBEDDINGS, needs=("OPENAI_API_KEY", "OPENAI_BASE_URL"), only_named=True
        ),
        ProviderRole.RECOGNITION: RoleTerms(
            model=models.RECOGNITION,
            needs=("OPENAI_API_KEY", "OPENAI_STT_BASE_URL"),
            default_when=("OPENAI_STT_BASE_URL", "OPENAI_API_KEY"),
        ),
        ProviderRole.SPEECH: RoleTerms(model=models.SPEECH, needs=("OPENAI_API_KEY", "OPENAI_TTS_BASE_URL")),
    },
    settings=OpenAISettings,
    build=_build,
    sdk=("openai",),
)
