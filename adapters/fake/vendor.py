"""The doubles as a vendor. No worker serves it; the contracts of vendors hold for it too."""

from typing import TYPE_CHECKING

from adapters.vendor import LanguageModelService, RoleTerms, Service, SpeechService, Vendor, VendorSettings
from domain.vendors.declarations import ProviderRole, WriterDeclaration

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.vendors.prices import PriceTable


async def _build(role: ProviderRole, settings: "Settings", prices: "PriceTable") -> Service:
    from adapters.fake.language import FakeLanguageModel  # noqa: PLC0415 - as every vendor does
    from adapters.fake.speech import FakeSpeech  # noqa: PLC0415

    if role is ProviderRole.SPEECH:
        speech = FakeSpeech()
        return SpeechService(declare=speech.declare, synthesizer=speech)
    model = FakeLanguageModel()

    async def declare() -> WriterDeclaration:
        return model.declare()

    return LanguageModelService(declare=declare, model_named=lambda _: model)


VENDOR = Vendor(
    name="fake",
    roles={ProviderRole.WRITER: RoleTerms(), ProviderRole.SPEECH: RoleTerms()},
    settings=VendorSettings,
    build=_build,
    local=True,
)
