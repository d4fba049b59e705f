"""The help of the command."""

import re
import shlex
from inspect import cleandoc
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from adapters.local.voices import installed_voices
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
    return {
        name: command for name, command in found.items() if isinstance(command, TyperCommand) and not command.hidden
    }


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("list --limit nope", "Invalid value for '--limit': 'nope' must be a whole number"),
        ("list --limit 2.5", "Invalid value for '--limit': '2.5' must be a whole number"),
        ("list --limit 0", "Invalid value for '--limit': '0' must be at least 1"),
        ("new a.txt --minutes long", "Invalid value for '--minutes': 'long' must be a number"),
        ("fetch x --format wav2", "Invalid value for '--format': 'wav2' is not one of 'mp3'"),
    ],
)
def test_a_wrong_option_is_told_in_plain_words(podwright: Podwright, typed: str, said: str) -> None:
    answer = podwright(*typed.split())
    words = " ".join(re.sub(r"[│╭╮╰╯─]", " ", answer.err).split())
    assert said in words
    assert "Input should" not in words
    assert answer.code == 2


def examples() -> list[str]:
    """Every command line in the help, in docs/cli.md and in the README."""
    texts = [command.help or "" for command in commands().values()]
    texts += [(CHECKOUT / page).read_text() for page in ("docs/cli.md", "README.md")]
    codes = [code for text in texts for line in text.splitlines() for code in re.findall(r"`([^`]+)`", line)]
    found = [code for code in codes if re.match(r"(\S+ \| |[A-Z_]+=\S+ )*podwright [a-z]", code)]
    found += re.findall(r"^podwright .*$", (CHECKOUT / "README.md").read_text(), re.MULTILINE)
    return sorted({" ".join(line.partition("#")[0].split()) for line in found})


@pytest.mark.parametrize("line", examples())
def test_every_example_is_a_command_with_its_options(line: str) -> None:
    words = shlex.split(re.sub(r"^.*\| (?=podwright)|^(\S+=\S+ )+| (\||>) .*$", "", line).replace("…", ""))[1:]
    name = next((each for each in commands() if words[: len(each.split())] == each.split()), None)
    if name is None:
        group = get_command(app)
        assert isinstance(group, TyperGroup)
        assert words[0] in group.commands, line
        return
    known = {option for each in commands()[name].params for option in (*each.opts, *each.secondary_opts)}
    typed = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert typed - {"--help"} <= known, line


def test_every_voice_of_an_example_exists() -> None:
    """The voices of vendors with a voice library are theirs: `rachel` is one that ElevenLabs has for everybody."""
    own = {voice.id for voice in installed_voices()}
    named = {each for line in examples() for each in re.findall(r"(?:--play|--save|--\w+-voice) ([a-z-]+)", line)}
    assert named
    assert named <= own | {"rachel"}
