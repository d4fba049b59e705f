"""Every setting, read from the environment and `.env` in this one place. Temporal's own variables are Temporal's.

A wrong value stops start-up with the name to set and an example. `PODWRIGHT_DOTENV=` (empty) switches `.env` off, as
tests do.
"""

import os
import sys
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.upkeep.retention import Retention

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
    api_port: int = 8000
    api_key: SecretStr | None = None
    public_url: str | None = None
    temporal_port: int = 7233
    temporal_ui_port: int = 8233
    temporal_ui_url: str | None = None
    store_url: str | None = None  # default: <home>/artifacts
    catalog_url: str | None = None  # default: <home>/catalog.db
    llm: str | None = None
    tts: str | None = None
    llm_concurrency: int = Field(default=4, ge=1, le=200)
    tts_concurrency: int = Field(default=5, ge=1, le=200)
    tts_concurrency_local: int | None = Field(default=None, ge=1, le=200)  # default: cores
    tts_concurrency_elevenlabs: int | None = Field(default=None, ge=1, le=200)
    tts_concurrency_openai: int | None = Field(default=None, ge=1, le=200)
    media_concurrency: int = Field(default=2, ge=1, le=64)
    max_upload_mb: int = Field(default=100, ge=1, le=2000)
    retain_clips_days: int = Field(default=30, ge=1)  # and completions, pieces: those that no podcast uses
    retain_podcasts_days: int = Field(default=0, ge=0)  # 0: for ever
    encryption_keys: SecretStr | None = None  # id:base64,…; the first encrypts what goes to Temporal
    prices: Path | None = None  # TOML, vendor or vendor:model to prices
    fetch_allow: str = ""  # comma-separated private hosts or networks
    metrics_port: int | None = None
    log_level: str = "INFO"

    openai_api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OPENAI_API_KEY"))
    openai_base_url: str | None = Field(default=None, validation_alias=AliasChoices("OPENAI_BASE_URL"))
    openai_tts_base_url: str | None = Field(default=None, validation_alias=AliasChoices("OPENAI_TTS_BASE_URL"))
    elevenlabs_api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("ELEVENLABS_API_KEY"))
    elevenlabs_base_url: str | None = Field(default=None, validation_alias=AliasChoices("ELEVENLABS_BASE_URL"))
    temporal_address: str | None = Field(default=None, validation_alias=AliasChoices("TEMPORAL_ADDRESS"))

    @property
    def artifacts_url(self) -> str:
        """Where bytes are kept, as a URL obstore understands."""
        return self.store_url or (self.home.resolve() / "artifacts").as_uri()

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL with an async driver."""
        return self.catalog_url or f"sqlite+aiosqlite:///{self.home.resolve() / 'catalog.db'}"

    @property
    def retention(self) -> Retention:
        clips = self.retain_clips_days
        return Retention(clips=clips, completions=clips, podcasts=self.retain_podcasts_days)

    @property
    def run_folder(self) -> Path:
        return self.home / "run"

    def speech_slots(self, vendor: str) -> int:
        """Calls in flight at a speech vendor: its own setting, else the common one; local: the cores."""
        own: int | None = getattr(self, f"tts_concurrency_{vendor}", None)
        if own is None and vendor == "local":
            own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
        return own or self.tts_concurrency


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what to write."""


def load(dotenv: Path | None = None) -> Settings:
    """Reads `.env` (of the checkout or the working folder, unless switched off), then the environment, which wins."""
    name = os.environ.get("PODWRIGHT_DOTENV")
    files: tuple[Path, ...] = (dotenv,) if dotenv else ()
    if name is None and dotenv is None:
        files = (CHECKOUT / ".env", Path.cwd() / ".env")
    elif name:
        files = (Path(name),)
    try:
        return Settings(_env_file=files or None)
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            field = str(problem["loc"][0]) if problem["loc"] else "?"
            variable = field if field.isupper() else f"PODWRIGHT_{field.upper()}"
            lines.append(f"{variable}: {problem['msg']}; it is {problem.get('input')!r}")
        raise SettingsError("A setting is wrong.\n  " + "\n  ".join(lines) + "\nSee docs/configuration.md.") from None
