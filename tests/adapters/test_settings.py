"""Settings of ours and of vendors, read together from one file and one environment."""

from pathlib import Path

import pytest

from adapters.elevenlabs.vendor import ElevenLabsSettings
from adapters.openai.vendor import OpenAISettings
from adapters.settings import Settings, SettingsError, load
from adapters.vendors import vendors
from domain.vendors.declarations import ProviderRole

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
