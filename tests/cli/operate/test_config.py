"""The settings, and where they come from."""

from pathlib import Path

import pytest

from adapters.settings import Settings
from adapters.vendors import vendors
from tests.cli.contract import Podwright


@pytest.fixture
def shown(podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """Value and source by setting."""
    dotenv = tmp_path / "my.env"
    dotenv.write_text(
        "OPENAI_API_KEY=sk-very-secret\nPODWRIGHT_LOG_LEVEL=DEBUG\npodwright_llm=local\n"
        "PODWRIGHT_CATALOG_URL=postgresql://user:pass-word@db.example/x?sslpassword=pass-word\n"
    )
    monkeypatch.setenv("PODWRIGHT_DOTENV", str(dotenv))
    monkeypatch.setenv("PODWRIGHT_LOG_LEVEL", "WARNING")
    monkeypatch.setenv("PODWRIGHT_API_KEY", "very-secret-too")
    ran = podwright("config")
    assert ran.code == 0, ran.err
    for secret in ("very-secret", "pass-word"):
        assert secret not in ran.out
    lines = (line.split("\t") for line in ran.out.splitlines())
    return {name: (value, source) for name, value, source in lines}


def test_every_setting_is_shown_with_its_source(shown: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    assert set(shown) == {
        *Settings.variables(),
        *(each for vendor in vendors() for each in vendor.settings.variables()),
    }
    dotenv = str(tmp_path / "my.env")
    assert shown["PODWRIGHT_LOG_LEVEL"] == ("WARNING", "environment")
    assert shown["PODWRIGHT_LLM"] == ("local", dotenv)
    assert shown["PODWRIGHT_MEDIA_CONCURRENCY"] == ("2", "default")
    assert shown["PODWRIGHT_PUBLIC_URL"] == ("not set", "default")


def test_secrets_are_set_or_not(shown: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    assert shown["OPENAI_API_KEY"] == ("set", str(tmp_path / "my.env"))
    assert shown["PODWRIGHT_API_KEY"] == ("set", "environment")
    assert shown["ELEVENLABS_API_KEY"] == ("not set", "default")
    assert shown["PODWRIGHT_CATALOG_URL"][0] == "postgresql://…@db.example/x?…"
