"""The docs are true to the code: settings, options and routes stand in them, and the README's commands are CI's."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from pydantic import AliasChoices
from typer.core import TyperGroup
from typer.main import get_command

from adapters.settings import Settings
from api.routes import files, health, making, podcasts, providers, session
from cli.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def variables() -> list[str]:
    names: list[str] = []
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names.append(str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"PODWRIGHT_{name.upper()}")
    return names


@pytest.mark.parametrize("variable", variables())
def test_every_setting_is_explained(variable: str) -> None:
    assert f"`{variable}`" in (DOCS / "configuration.md").read_text()


def test_no_setting_is_explained_that_is_not_there() -> None:
    named = set(re.findall(r"`(PODWRIGHT_[A-Z_]+)`", (DOCS / "configuration.md").read_text()))
    assert named - set(variables()) == {"PODWRIGHT_DOTENV"}


def test_the_example_env_names_only_settings() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named <= set(variables())


def test_every_command_and_option_is_explained() -> None:
    text = (DOCS / "cli.md").read_text()
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        section = re.search(rf"^## podwright {name}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        assert section, f"podwright {name} is not in docs/cli.md"
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("--") and option != "--help":
                    assert f"`{option}`" in section.group(), f"podwright {name} {option}"


def routes() -> list[str]:
    routers = (podcasts, making, files, providers, session, health)
    return sorted({route.path for module in routers for route in module.router.routes if isinstance(route, APIRoute)})


@pytest.mark.parametrize("path", routes())
def test_every_route_is_explained(path: str) -> None:
    assert f"{path}`" in (DOCS / "api.md").read_text()


@pytest.mark.parametrize("command", ["make podcast", "make test"])
def test_the_two_commands_are_those_that_ci_runs(command: str) -> None:
    assert re.search(rf"^{command}\b", (ROOT / "README.md").read_text(), re.MULTILINE)
    ran = (ROOT / ".ci" / "run").read_text() + (ROOT / "Makefile").read_text()
    assert command in ran
