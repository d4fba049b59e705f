"""A vendor as one object: which roles it serves, which settings it reads, and how each role is built.

Every vendor is a folder of `adapters/` whose package exports `VENDOR`. The package itself imports no SDK; `build` does,
for the role that it is asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.vendors.declarations import Declaration, ProviderRole

if TYPE_CHECKING:  # whoever reads the settings, as every command does, needs no port
    from adapters.settings import Settings
    from domain.collections.embedding import Embedder
    from domain.script.ports import LanguageModel, ScriptWriter
    from domain.transcribe.ports import SpeechRecognizer
    from domain.tts.ports import SpeechSynthesizer
    from domain.vendors.prices import PriceTable


class NotConfigured(Exception):
    """What the settings ask for cannot be served; the message says what to set."""


class NotServed(Exception):
    """A vendor cannot be served at the moment; the message says why and what to do. No restart is needed."""


def variables_of(settings: type[BaseSettings]) -> dict[str, str]:
    """The field of each environment variable."""
    prefix = settings.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias or f"{prefix}{name.upper()}"): name for name, field in settings.model_fields.items()
    }


class VendorSettings(BaseSettings):
    """Settings of one vendor, read by adapters/settings.py. The description of a secret says what its vendor does."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    @classmethod
    def variables(cls) -> dict[str, str]:
        return variables_of(cls)

    def value(self, variable: str) -> str:
        """Empty when it is not set."""
        found: object = getattr(self, self.variables()[variable])
        return found.get_secret_value() if isinstance(found, SecretStr) else str(found or "")


@dataclass(frozen=True)
class RoleTerms:
    """What a vendor asks for in one role.

    `needs`: variables of which one has to be set, none when it needs none. `default_when`: variables that make it the
    default of the role, the first that is set. `model`: the one that serves when none is named. `only_named`: it serves
    only when the role's setting names it. `package`: what has to be installed.
    """

    model: str = ""
    needs: tuple[str, ...] = ()
    only_named: bool = False
    package: str = ""
    default_when: tuple[str, ...] = ()


async def _nothing() -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A vendor in one role, built.

    `declare` raises NotServed, NotConfigured or Fault while it is not known what it serves. `probe` asks the vendor,
    for nothing, whether it serves the account, which `fingerprint` tells from another one.
    """

    declare: Callable[[], Awaitable[Declaration]]
    close: Callable[[], Awaitable[None]] = _nothing
    probe: Callable[[], Awaitable[None]] = _nothing
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class LanguageModelService(Service):
    """Writes with the models of a vendor, by their names."""

    model_named: Callable[[str], "LanguageModel"]


@dataclass(frozen=True, kw_only=True)
class WriterService(Service):
    """Writes without a language model."""

    writer: "ScriptWriter"


@dataclass(frozen=True, kw_only=True)
class SpeechService(Service):
    synthesizer: "SpeechSynthesizer"


@dataclass(frozen=True, kw_only=True)
class EmbeddingsService(Service):
    """Embeds with the models of a vendor, by their names."""

    embedder_named: Callable[[str], "Embedder"]


@dataclass(frozen=True, kw_only=True)
class RecognitionService(Service):
    """Recognises speech with the models of a vendor, by their names."""

    recognizer_named: Callable[[str], "SpeechRecognizer"]


Build = Callable[[ProviderRole, "Settings", "PriceTable"], Awaitable[Service]]
"""Raises NotServed (the role is left out) or NotConfigured (the worker does not start)."""


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """`local`: it runs on this machine, needs no account, and its slots are those of each process.

    `sdk`: the packages of its own that nothing outside of its folder imports.
    """

    name: str
    roles: Mapping[ProviderRole, RoleTerms]
    settings: type[VendorSettings]
    build: Build
    local: bool = False
    sdk: tuple[str, ...] = ()
