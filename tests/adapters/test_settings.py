"""Settings of ours and of vendors, read together from one file and one environment."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from adapters.elevenlabs.vendor import ElevenLabsSettings
from adapters.openai.vendor import OpenAISettings
from adapters.settings import Settings, SettingsError, load, secret_variables
from adapters.vendors import vendors
from domain.vendors.declarations import ProviderRole
from workflows.jobs.policies import HEARTBEAT

SPEECH, WRITER = ProviderRole.SPEECH, ProviderRole.WRITER


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [*Settings.variables(), *(name for each in vendors() for name in each.settings.variables())]:
        monkeypatch.delenv(variable, raising=False)


def dotenv(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "env"
    path.write_text("\n".join(lines))
    return path


def test_vendors_settings_come_from_the_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://environment/v1")
    file = dotenv(tmp_path, "OPENAI_API_KEY=from-file", "OPENAI_BASE_URL=http://file/v1", "PODWRIGHT_LLM=openai:large")
    settings = load(file)
    assert settings.of(OpenAISettings).value("OPENAI_API_KEY") == "from-file"
    assert settings.of(OpenAISettings).base_url == "http://environment/v1"
    assert settings.of(ElevenLabsSettings).value("ELEVENLABS_API_KEY") == ""
    assert (settings.model(WRITER, "openai"), settings.model(WRITER, "local")) == ("large", "")
    assert "from-file" not in repr(settings.of(OpenAISettings))


def test_slots_are_a_vendors_own_else_the_common_ones(tmp_path: Path) -> None:
    file = dotenv(tmp_path, "PODWRIGHT_TTS_CONCURRENCY=7", "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS=15")
    settings = load(file)
    assert [settings.slots(SPEECH, name) for name in ("elevenlabs", "openai", "unknown")] == [15, 7, 7]
    assert settings.slots(SPEECH, "local") > 0, "the cores"
    assert settings.slots(WRITER, "openai") == settings.llm_concurrency
    assert settings.slots_variable(SPEECH, "openai") == "PODWRIGHT_TTS_CONCURRENCY_OPENAI"
    assert settings.slots_variable(WRITER, "openai") == "PODWRIGHT_LLM_CONCURRENCY"


def test_wrong_settings_are_named_together(tmp_path: Path) -> None:
    file = dotenv(tmp_path, "PODWRIGHT_API_PORT=many", "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS=0")
    with pytest.raises(SettingsError) as raised:
        load(file)
    assert "PODWRIGHT_API_PORT: " in str(raised.value)
    assert "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS: " in str(raised.value)


def test_a_vendors_key_is_among_the_values_that_a_restart_depends_on(tmp_path: Path) -> None:
    with_key = dict(load(dotenv(tmp_path, "ELEVENLABS_API_KEY=one")).values())
    assert with_key["ELEVENLABS_API_KEY"] != dict(load(dotenv(tmp_path)).values())["ELEVENLABS_API_KEY"]


@pytest.mark.parametrize("port", ["0", "99999", "-1", "many"])
@pytest.mark.parametrize("name", ["API_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "METRICS_PORT"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, name: str, port: str) -> None:
    with pytest.raises(SettingsError, match=f"PODWRIGHT_{name}: "):
        load(dotenv(tmp_path, f"PODWRIGHT_{name}={port}"))


def test_every_secret_can_be_given_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    models: list[type[BaseSettings]] = [Settings, *(each.settings for each in vendors())]
    secrets = [name for model in models for name in secret_variables(model)]
    assert {"OPENAI_API_KEY", "ELEVENLABS_API_KEY", "PODWRIGHT_API_KEY", "PODWRIGHT_CATALOG_URL"} <= set(secrets)
    assert {"PODWRIGHT_ENCRYPTION_KEYS", "TEMPORAL_API_KEY"} <= set(secrets)
    monkeypatch.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "secret"))
    others = [f"{name}_FILE={tmp_path / 'secret'}" for name in secrets if name != "OPENAI_API_KEY"]
    settings = load(dotenv(tmp_path, *others))
    values = dict(settings.values())
    for model in models:
        for name, field in secret_variables(model).items():
            found = values[field] if model is Settings else values[name]
            shown = found.get_secret_value() if isinstance(found, SecretStr) else found
            assert shown == "from-a-file", name


def test_a_secret_that_is_given_twice_or_whose_file_is_away_is_named(tmp_path: Path) -> None:
    twice = dotenv(tmp_path, "OPENAI_API_KEY=one", f"OPENAI_API_KEY_FILE={tmp_path / 'env'}")
    with pytest.raises(SettingsError, match="OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set"):
        load(twice)
    with pytest.raises(SettingsError, match="PODWRIGHT_API_KEY_FILE: /nowhere cannot be read"):
        load(dotenv(tmp_path, "PODWRIGHT_API_KEY_FILE=/nowhere"))


def test_heartbeats_stay_within_half_of_the_time_out_that_the_workflows_hold(tmp_path: Path) -> None:
    longest = HEARTBEAT.total_seconds() / 2
    assert load(dotenv(tmp_path, f"PODWRIGHT_HEARTBEAT_SECONDS={longest}")).heartbeat * 2 == HEARTBEAT
    with pytest.raises(SettingsError, match="PODWRIGHT_HEARTBEAT_SECONDS: "):
        load(dotenv(tmp_path, f"PODWRIGHT_HEARTBEAT_SECONDS={longest + 0.1}"))
