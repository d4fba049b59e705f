"""The far end of each vendor in the contracts: what its settings say, so that it serves without an account.

A vendor without an entry fails the contracts: give it a server on loopback that speaks its API.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from adapters.vendor import Service, Vendor
from adapters.vendors import vendor_in
from domain.vendors.declarations import ProviderRole
from domain.vendors.prices import UNCHANGED
from tests.fakevendor.settings import settings_of
from tests.fakevendor.vendor import FakeVendor

ADAPTERS = Path(__file__).resolve().parents[2] / "adapters"

FAR_ENDS: dict[str, Callable[[FakeVendor], dict[str, object]]] = {
    "elevenlabs": lambda fake: {"ELEVENLABS_API_KEY": "a-key", "ELEVENLABS_BASE_URL": fake.url},
    "openai": lambda fake: {"OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": fake.openai_url},
    "local": lambda fake: {"PODWRIGHT_TTS_CONCURRENCY_LOCAL": 1},
    "fake": lambda fake: {},
}


def vendors_of(role: ProviderRole) -> list[str]:
    """Every vendor in `adapters/` that serves the role, the doubles too."""
    folders = sorted(path.parent.name for path in ADAPTERS.glob("*/__init__.py"))
    exporting = [folder for folder in folders if hasattr(import_module(f"adapters.{folder}"), "VENDOR")]
    return [folder for folder in exporting if role in vendor_in(folder).roles]


@asynccontextmanager
async def build(name: str, role: ProviderRole, fake: FakeVendor) -> AsyncIterator[Service]:
    """Raises NotServed when its packages are not installed."""
    vendor: Vendor = vendor_in(name)
    service = await vendor.build(role, settings_of(FAR_ENDS[name](fake), vendor), UNCHANGED)
    try:
        yield service
    finally:
        await service.close()
