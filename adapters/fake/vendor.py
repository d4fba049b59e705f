"""The doubles as a vendor. No worker serves it; the contracts of vendors hold for it too."""

from typing import TYPE_CHECKING

from adapters.vendor import RoleTerms, Service, SpeechService, Vendor, VendorSettings, WriterService
from domain.vendors.declarations import ProviderRole

if TYPE_CHECKING:
    from adapters.settings import Settings
    from domain.vendors.prices import PriceTable


async def _build(role: ProviderRole, settings: "Settings", prices: "PriceTable") -> Service:
    from adapters.fake.speech import FakeSpeech  # noqa: PLC0415 - as every vendor does
    from adapters.fake.writer import FakeWriter  # noqa: PLC0415

    if role is ProviderRole.SPEECH:
        speech = FakeSpeech()
        return SpeechService(declare=speech.declare, synthesizer=speech)
    writer = FakeWriter()
    return WriterService(declare=writer.declare, writer=writer)


VENDOR = Vendor(
    name="fake",
    roles={ProviderRole.WRITER: RoleTerms(), ProviderRole.SPEECH: RoleTerms()},
    settings=VendorSettings,
    build=_build,
    local=True,
)
