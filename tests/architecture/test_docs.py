"""The docs are true to the code: settings, options and routes stand in them, and the README's commands are CI's."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from typer.core import TyperGroup
from typer.main import get_command

from adapters.settings import Settings
from adapters.vendors import vendors
from api.app import ROUTERS
from cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def variables() -> list[str]:
    """Ours and those of every vendor."""
    return Settings.variables() + [name for vendor in vendors() for name in vendor.settings.variables()]


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
    shown = {name: command for name, command in group.commands.items() if not command.hidden}
    for name, command in shown.items():
        section = re.search(rf"^## podwright {name}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        assert section, f"podwright {name} is not in docs/cli.md"
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("--") and option != "--help":
                    assert f"`{option}`" in section.group(), f"podwright {name} {option}"


def routes() -> list[str]:
    found = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return sorted({route.path for route in found if route.include_in_schema})


@pytest.mark.parametrize("path", routes())
def test_every_route_is_explained(path: str) -> None:
    assert f"{path}`" in (DOCS / "api.md").read_text()


def drawn_folders() -> set[str]:
    """The folders in the tree of the architecture page. Two spaces of indent are one level."""
    tree = (DOCS / "architecture.md").read_text().split("```")[1]
    found: set[str] = set()
    within: list[str] = []
    for line in filter(str.strip, tree.splitlines()):
        level = (len(line) - len(line.lstrip())) // 2
        names = re.match(r"\s*((?:[a-z0-9_]+/ ?)+)", line)
        assert names, line
        folders = ["/".join((*within[:level], name.rstrip("/"))) for name in names[1].split()]
        within[level:] = [folders[-1].rpartition("/")[2]]
        found |= set(folders)
    return found


def test_the_tree_of_the_architecture_is_the_tree_of_the_packages() -> None:
    """Two levels deep, and the folders of the script: whoever adds one says there what it is for."""
    packages = [ring for ring in drawn_folders() if "/" not in ring]
    there = {str(path.parent.relative_to(ROOT)) for ring in packages for path in ROOT.glob(f"{ring}/**/*.py")}
    deep = {folder for folder in there if folder.count("/") <= 1} | {
        "domain/script/extractive",
        "domain/script/grounding",
        "domain/script/prompted",
    }
    assert drawn_folders() == deep


PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_and_link_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    top = {path.name for path in ROOT.iterdir()}
    paths = re.findall(r"`([a-z_.]+/[\w./-]*)`", text)
    assert [path for path in paths if path.partition("/")[0] in top and not (ROOT / path).exists()] == []
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("command", ["make podcast", "make test"])
def test_the_two_commands_are_those_that_ci_runs(command: str) -> None:
    assert re.search(rf"^{command}\b", (ROOT / "README.md").read_text(), re.MULTILINE)
    ran = (ROOT / ".ci" / "run").read_text() + (ROOT / "Makefile").read_text()
    assert command in ran


def faults() -> list[tuple[str, str, str]]:
    """Fault, file and test of each row of "What happens when…" in the operations."""
    text = (DOCS / "operations.md").read_text()
    section = re.search(r"^## What happens when…$.*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert section
    rows = [line.strip("| ").split(" | ") for line in section.group().splitlines() if line.startswith("|")]
    rows = [row for row in rows if row[0] != "fault" and not row[0].startswith("---")]
    assert {len(row) for row in rows} == {4}, "fault, effect, what to do, the test that shows it"
    shown = [(row[0], re.fullmatch(r"`(\S+\.py)::(test_\w+)`", row[3])) for row in rows]
    assert [fault for fault, match in shown if match is None] == []
    return [(fault, match[1], match[2]) for fault, match in shown if match]


@pytest.mark.parametrize(("fault", "file", "test"), faults(), ids=[fault for fault, _, _ in faults()])
def test_every_fault_has_the_test_that_shows_it(fault: str, file: str, test: str) -> None:
    path = ROOT / "tests" / file
    assert path.is_file(), f"{fault}: there is no tests/{file}"
    assert re.search(rf"^(async )?def {test}\(", path.read_text(), re.MULTILINE), f"{fault}: {file} has no {test}"


def test_no_fault_stands_twice() -> None:
    named = [fault for fault, _, _ in faults()]
    assert len(named) == len(set(named)) > 60
