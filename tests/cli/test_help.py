"""The help of the command."""

import re
from inspect import cleandoc
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from cli.app import app
from tests.cli.contract import Podwright

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_command_explains_itself(podwright: Podwright) -> None:
    names = "up down new list jobs status watch log script resume retry cancel delete fetch open voices migrate doctor"
    shown = podwright("--help").out
    for name in names.split():
        assert name in shown
        assert "--json" in podwright(name, "--help").out


def commands() -> dict[str, TyperCommand]:
    """Every command by the words that call it."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    found: dict[str, object] = {}
    for name, command in group.commands.items():
        within = command.commands if isinstance(command, TyperGroup) else None
        found |= {name: command} if within is None else {f"{name} {word}": each for word, each in within.items()}
    return {name: command for name, command in found.items() if isinstance(command, TyperCommand)}


@pytest.mark.parametrize("name", commands())
def test_the_docs_say_what_the_help_says(name: str) -> None:
    command = commands()[name]
    text = (CHECKOUT / "docs" / "cli.md").read_text()
    section = re.search(rf"^##+ podwright {name}\b.*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"podwright {name} is not in docs/cli.md"
    assert cleandoc(command.help or "") in section.group()
    for option in command.params:
        if isinstance(option, TyperOption) and not option.hidden and option.name != "help":
            row = rf"^\| .*`{option.opts[0]}`.* \| {re.escape(option.help or '')} \|$"
            assert re.search(row, section.group(), re.MULTILINE), option.opts[0]
