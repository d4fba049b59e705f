"""A vendor is a folder: found by what it exports, alone with its SDK, light until it is built, and documented."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from adapters.vendor import Vendor
from adapters.vendors import NAMES, vendor_in, vendors
from tests.architecture.test_packages import MODULES, ROOT

FOLDERS = {
    path.parent.name: vendor_in(path.parent.name)
    for path in sorted((ROOT / "adapters").glob("*/__init__.py"))
    if hasattr(import_module(f"adapters.{path.parent.name}"), "VENDOR")
}
DOUBLES = {"fake"}
OURS = {"domain", "workflows", "activities", "adapters", "worker", "api", "cli"}


def imported(path: Path) -> set[str]:
    """Top-level packages, wherever in the module they are imported."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def is_in(path: Path, folder: str) -> bool:
    return path.is_relative_to(ROOT / "adapters" / folder)


def test_every_vendor_is_listed_under_its_folder() -> None:
    assert set(FOLDERS) == {*NAMES, *DOUBLES}
    assert [vendor.name for vendor in vendors()] == list(NAMES)
    assert all(folder == vendor.name for folder, vendor in FOLDERS.items())


@pytest.mark.parametrize(("folder", "vendor"), FOLDERS.items(), ids=FOLDERS)
def test_an_sdk_is_imported_by_its_vendor_only(folder: str, vendor: Vendor) -> None:
    others = [path for path in MODULES if not is_in(path, folder)]
    strangers = {str(path.relative_to(ROOT)): imported(path) & set(vendor.sdk) for path in others}
    assert {name: packages for name, packages in strangers.items() if packages} == {}


@pytest.mark.parametrize(("folder", "vendor"), FOLDERS.items(), ids=FOLDERS)
def test_a_vendor_declares_what_only_it_imports(folder: str, vendor: Vendor) -> None:
    shared = {
        package for path in MODULES if not any(is_in(path, each) for each in FOLDERS) for package in imported(path)
    }
    own = {package for path in MODULES if is_in(path, folder) for package in imported(path)}
    assert own - shared - OURS - set(sys.stdlib_module_names) <= set(vendor.sdk)


def test_no_sdk_is_loaded_before_a_vendor_is_built() -> None:
    sdks = sorted({package for vendor in vendors() for package in vendor.sdk})
    program = f"""
import sys
from adapters.settings import load
load()
loaded = {{name.partition(".")[0] for name in sys.modules}} & set({sdks!r})
sys.exit(", ".join(sorted(loaded)) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={"PYTHONPATH": str(ROOT), "PODWRIGHT_DOTENV": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("vendor", vendors(), ids=NAMES)
def test_what_a_vendor_serves_and_needs_is_documented(vendor: Vendor) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    for role, terms in vendor.roles.items():
        needs = " or ".join(f"`{variable}`" for variable in terms.needs) or "nothing"
        model = f"`{terms.model}`" if terms.model else ""
        assert f"| `{vendor.name}` | {role.value} | {needs} | {model} |" in text


@pytest.mark.parametrize("vendor", vendors(), ids=NAMES)
def test_a_vendor_asks_for_settings_that_it_reads(vendor: Vendor) -> None:
    known = vendor.settings.variables()
    for terms in vendor.roles.values():
        assert {*terms.needs, *terms.default_when} <= set(known)
