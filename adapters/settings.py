"""Every setting, read from the environment and `.env` in this one place. Temporal's own variables are Temporal's.

A vendor declares its own settings in its folder; they are read here with the others. A wrong value stops start-up with
the name to set. `PODWRIGHT_DOTENV=` (empty) switches `.env` off, as tests do.
"""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args
from urllib.parse import quote

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from adapters.vendor import VendorSettings, variables_of
from adapters.vendors import vendors
from domain.upkeep.retention import Retention
from domain.vendors.declarations import ProviderRole, split_name

Own = TypeVar("Own", bound=VendorSettings)
Read = TypeVar("Read", bound=BaseSettings)

CHECKOUT = Path(__file__).resolve().parent.parent


def _default_home() -> Path:
    """`./var` in a checkout, else the platform's user data folder."""
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "podwright"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "podwright"


class Settings(BaseSettings):
    """What is not set has the default that stands here; docs/configuration.md lists them all."""

    model_config = SettingsConfigDict(env_prefix="PODWRIGHT_", extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(default_factory=_default_home)
    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=1, le=65535)
    api_key: SecretStr | None = None
    public_url: str | None = None
    allowed_hosts: str = ""  # comma-separated names that requests may be sent to; empty: any, once there are keys
    temporal_port: int = Field(default=7233, ge=1, le=65535)
    temporal_ui_port: int = Field(default=8233, ge=1, le=65535)
    temporal_ui: bool | None = None  # of the embedded server; default: on, unless API keys are on
    temporal_ui_url: str | None = None
    store_url: str | None = None  # default: <home>/artifacts
    catalog_url: str | None = None  # default: <home>/catalog.db
    llm: str | None = None
    tts: str | None = None
    embeddings: str | None = None  # of collections; none: full text alone
    stt: str | None = None  # of transcriptions
    llm_concurrency: int = Field(default=4, ge=1, le=200)
    tts_concurrency: int = Field(default=5, ge=1, le=200)
    embeddings_concurrency: int = Field(default=4, ge=1, le=200)
    stt_concurrency: int = Field(default=4, ge=1, le=200)
    media_concurrency: int = Field(default=2, ge=1, le=64)
    llm_drain_seconds: float = Field(default=60, gt=0, le=3600)  # at a stop, for calls under way; embeddings too
    tts_drain_seconds: float = Field(default=60, gt=0, le=3600)
    drain_seconds: float = Field(default=20, gt=0, le=3600)  # for what is not paid: sources, rendering, conversions
    max_upload_mb: int = Field(default=100, ge=1, le=2000)
    max_files_gb: int = Field(default=100, ge=0)  # of each owner; 0: no bound
    retain_clips_days: int = Field(default=30, ge=1)  # and completions, pieces: those that no podcast uses
    retain_podcasts_days: int = Field(default=0, ge=0)  # 0: for ever
    encryption_keys: SecretStr | None = None  # id:base64,…; the first encrypts what goes to Temporal
    prices: Path | None = None  # TOML, vendor or vendor:model to prices
    fetch_allow: str = ""  # comma-separated private hosts or networks
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    health_port: int | None = Field(default=None, ge=1, le=65535)
    worker_host: str = "127.0.0.1"  # where metrics and health of a worker are served
    heartbeat_seconds: float = Field(default=2, ge=0.5, le=4)  # half of the time-out, which the workflows hold, at most
    account_retry_seconds: float | None = Field(default=None, ge=1, le=3600)  # default: 5, then 15
    events_seconds: float = Field(default=0.5, ge=0.1, le=60)
    log_level: str = "INFO"

    temporal_address: str | None = Field(default=None, validation_alias="TEMPORAL_ADDRESS")
    temporal_api_key: SecretStr | None = Field(default=None, validation_alias="TEMPORAL_API_KEY")

    _own: dict[type[VendorSettings], VendorSettings] = PrivateAttr(default_factory=dict)

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().resolve()

    @classmethod
    def variables(cls) -> list[str]:
        return list(variables_of(cls))

    @property
    def artifacts_url(self) -> str:
        """Where bytes are kept, as a URL obstore understands."""
        return self.store_url or (self.home / "artifacts").as_uri()

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL, with an async driver; the path of a file is percent-encoded."""
        return self.catalog_url or f"sqlite+aiosqlite:///{quote(str(self.home / 'catalog.db'))}"

    @property
    def retention(self) -> Retention:
        clips = self.retain_clips_days
        return Retention(clips=clips, completions=clips, podcasts=self.retain_podcasts_days)

    @property
    def run_folder(self) -> Path:
        return self.home / "run"

    def having(self, *own: VendorSettings) -> "Settings":
        """These settings with those of vendors."""
        settings = self.model_copy()
        settings._own = {**self._own, **{type(each): each for each in own}}
        return settings

    def of(self, model: type[Own]) -> Own:
        """A vendor's own settings."""
        found = self._own.get(model)
        return found if isinstance(found, model) else model.model_validate({})

    def values(self) -> Iterator[tuple[str, object]]:
        """Name and value of every setting, those of vendors too."""
        yield from self
        for vendor in vendors():
            own = self.of(vendor.settings)
            yield from ((variable, getattr(own, field)) for variable, field in own.variables().items())

    def by_variable(self) -> Iterator[tuple[str, object]]:
        """Every environment variable and its value, those of vendors too."""
        yield from ((variable, getattr(self, field)) for variable, field in variables_of(type(self)).items())
        for vendor in vendors():
            own = self.of(vendor.settings)
            yield from ((variable, getattr(own, field)) for variable, field in own.variables().items())

    def named(self, role: ProviderRole) -> str:
        """What the setting of the role says, `vendor:model`; empty when it is not set."""
        named: str | None = getattr(self, role.word, None)
        return named or ""

    def model(self, role: ProviderRole, vendor: str) -> str:
        """The model that is named for this vendor; empty when none is."""
        named, model = split_name(self.named(role))
        return model if named == vendor else ""

    @property
    def heartbeat(self) -> timedelta:
        return timedelta(seconds=self.heartbeat_seconds)

    @property
    def account_retry(self) -> timedelta | None:
        return None if self.account_retry_seconds is None else timedelta(seconds=self.account_retry_seconds)

    @property
    def drain(self) -> timedelta:
        return timedelta(seconds=self.drain_seconds)

    def drain_of(self, role: ProviderRole) -> timedelta:
        """How long a worker that stops waits for calls of a vendor that are under way."""
        speaks = role is ProviderRole.SPEECH
        return timedelta(seconds=self.tts_drain_seconds if speaks else self.llm_drain_seconds)

    @property
    def longest_drain(self) -> timedelta:
        return max(self.drain, *(self.drain_of(role) for role in (ProviderRole.WRITER, ProviderRole.SPEECH)))

    def slots(self, role: ProviderRole, vendor: str) -> int:
        """Calls in flight at a vendor: its own setting, else the common one of the role."""
        name = f"{role.word}_concurrency"
        own: int | None = getattr(self._settings_of(vendor), name, None)
        common: int = getattr(self, name)
        return own or common

    def slots_variable(self, role: ProviderRole, vendor: str) -> str:
        """The most special variable that sets them."""
        name = f"{role.word}_concurrency"
        of_field = {field: variable for variable, field in self._settings_of(vendor).variables().items()}
        return of_field.get(name, f"PODWRIGHT_{name.upper()}")

    def _settings_of(self, vendor: str) -> VendorSettings:
        known = next((each.settings for each in vendors() if each.name == vendor), VendorSettings)
        return self.of(known)


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what to write."""


def load(dotenv: Path | None = None) -> Settings:
    """Reads `.env` (of the checkout or the working folder, unless switched off), then the environment, which wins."""
    files = (dotenv,) if dotenv and not os.environ.get("PODWRIGHT_DOTENV") else _dotenv_files()
    problems: list[str] = []
    settings = _read(Settings, files, problems)
    own = [_read(vendor.settings, files, problems) for vendor in vendors()]
    if settings is None or problems:
        raise SettingsError("A setting is wrong.\n  " + "\n  ".join(problems) + "\nSee docs/configuration.md.")
    return settings.having(*(each for each in own if each is not None))


def origins() -> dict[str, str]:
    """Where each variable that is set comes from: the path of a `.env`, or `environment`, which wins."""
    found: dict[str, str] = {}
    for file in _dotenv_files():
        lines = DotEnvSettingsSource(Settings, env_file=file, case_sensitive=False).env_vars
        found |= {name.upper(): str(file) for name, value in lines.items() if value}
    found |= {name.upper(): "environment" for name, value in os.environ.items() if value}
    in_files = {name.removesuffix("_FILE"): f"the file that {name} names" for name in found if name.endswith("_FILE")}
    return in_files | found


def editor() -> str:
    """The person's own editor, in the variables that every program reads; empty when none is set."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def _dotenv_files() -> tuple[Path, ...]:
    name = os.environ.get("PODWRIGHT_DOTENV")
    if name is None:
        return (CHECKOUT / ".env", Path.cwd() / ".env")
    return (Path(name),) if name else ()


def _read(model: type[Read], files: tuple[Path, ...], problems: list[str]) -> Read | None:
    in_files = _from_files(model, files, problems)
    try:
        return model(_env_file=files or None, **in_files)
    except ValidationError as error:
        prefix = model.model_config.get("env_prefix", "")
        for problem in error.errors():
            field = str(problem["loc"][0]) if problem["loc"] else "?"
            variable = field if field.isupper() else f"{prefix}{field.upper()}"
            problems.append(f"{variable}: {problem['msg']}; it is {problem.get('input')!r}")
        return None


def secret_variables(model: type[BaseSettings]) -> dict[str, str]:
    """Variables that hold a secret, and their fields. `<name>_FILE` may name a file that holds it instead."""
    return {
        variable: field
        for variable, field in variables_of(model).items()
        if field == "catalog_url" or SecretStr in get_args(model.model_fields[field].annotation)
    }


def _from_files(model: type[BaseSettings], files: tuple[Path, ...], problems: list[str]) -> dict[str, Any]:
    """What the files hold that `<name>_FILE` names, as containers are given their secrets."""
    said = {**DotEnvSettingsSource(model, env_file=files, case_sensitive=False).env_vars}
    said |= {name.lower(): value for name, value in os.environ.items()}
    found = {}
    for variable, field in secret_variables(model).items():
        path = said.get(f"{variable}_FILE".lower())
        if not path:
            continue
        if said.get(variable.lower()):
            problems.append(f"{variable} and {variable}_FILE are both set; keep one of them")
            continue
        try:
            text = Path(path).read_text().strip()
        except (OSError, ValueError) as error:
            problems.append(f"{variable}_FILE: {path} cannot be read: {error}")
            continue
        found[str(model.model_fields[field].validation_alias or field)] = text
    return found
