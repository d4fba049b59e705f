"""The vendors Podwright knows. A new one is a folder that exports `VENDOR`, and its name here."""

from functools import cache
from importlib import import_module

from adapters.vendor import Vendor

NAMES = ("local", "elevenlabs", "openai")


@cache
def vendors() -> tuple[Vendor, ...]:
    return tuple(vendor_in(name) for name in NAMES)


def vendor_in(folder: str) -> Vendor:
    """The vendor that a folder of `adapters/` exports."""
    found: Vendor = import_module(f"adapters.{folder}").VENDOR
    return found
