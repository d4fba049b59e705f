"""Licence and notices: what stands in THIRD_PARTY.md is what is pinned, installed and offered."""

import importlib.util
import tomllib
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

from adapters.local.voices import MANNERS

ROOT = Path(__file__).resolve().parents[2]
NOTICE = (ROOT / "THIRD_PARTY.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


@pytest.fixture(scope="module")
def third_party() -> ModuleType:
    spec = importlib.util.spec_from_file_location("third_party", ROOT / "deploy" / "third_party.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_licence_is_the_apache_license_to_the_letter() -> None:
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert all((ROOT / name).is_file() for name in PROJECT["project"]["license-files"])


def test_packages_say_that_they_are_typed() -> None:
    packages = PROJECT["tool"]["importlinter"]["root_packages"]
    assert [name for name in packages if not (ROOT / name / "py.typed").is_file()] == []
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"]["*"]


def test_every_pinned_package_is_in_the_notice(third_party: ModuleType) -> None:
    listed = [(row.package, row.version) for row in third_party.written()]
    assert listed == third_party.pinned(), "run: python deploy/third_party.py"


def test_the_notice_says_what_the_installed_packages_say(third_party: ModuleType) -> None:
    wrong = [
        (row, found)
        for row in third_party.written()
        if (found := third_party.row(row.package, row.version)) is not None and found != row
    ]
    assert wrong == [], "run: python deploy/third_party.py"
    assert all(row.licence and row.source for row in third_party.written())


@pytest.mark.parametrize("voice", MANNERS)
def test_every_local_voice_has_its_terms(voice: str) -> None:
    section = NOTICE.partition("## The voices")[2].partition("\n## ")[0]
    assert voice in section.replace(",", " ").split()


def test_joe_is_opt_in() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert [name for name, packages in extras.items() if any("piper" in each for each in packages)] == ["joe", "dev"]
