"""Rules of the packages that no linter holds: contracts and packaging, dynamic imports, environment, files."""

import ast
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "workflows", "activities", "adapters", "worker", "api", "cli")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_package_is_covered_by_contracts_types_and_packaging() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"benchmarks"} == set(PACKAGES), "a new top-level package needs its contracts"
    assert set(config["importlinter"]["root_packages"]) == set(PACKAGES)
    assert set(PACKAGES) <= set(config["mypy"]["files"])
    assert {f"{package}*" for package in PACKAGES} == set(config["setuptools"]["packages"]["find"]["include"])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_generic_name_resolves_inside_this_project(package: str) -> None:
    """Another distribution's package of the same name must not be found first."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_dynamic_imports_stand_in_one_place() -> None:
    found = [
        named(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("importlib.import_module", "import_module", "__import__")
    ]
    assert set(found) <= {"adapters/vendors.py"}


def test_only_settings_read_the_environment() -> None:
    allowed = {"adapters/settings.py", "adapters/temporal/client.py"}
    found = {
        named(path)
        for path in MODULES
        if re.search(r"os\.environ\b(?!\s*\|)|os\.getenv\(", path.read_text()) and named(path) not in allowed
    }
    starts_children = {name for name in found if name.startswith(("cli/stack/", "adapters/process/"))}
    assert found == starts_children, "read it in adapters/settings.py (handing an environment to a child is fine)"


FILES = {"os", "io", "tempfile", "shutil", "glob", "fileinput", "importlib", "pkgutil", "tomllib"}
PATHS = re.compile(r"\bopen|.+\.(?:read_text|read_bytes|write_text|write_bytes|iterdir|rglob|exists|mkdir|unlink)")
"""Calls on a path, which a port may name and only an adapter may follow. The port of blobs has an `exists` too."""


def test_domain_and_workflows_touch_no_file() -> None:
    found = set()
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] not in ("domain", "workflows"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            call = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            touches = PATHS.fullmatch(call) and not call.endswith("blobs.exists")
            if touches or any(name.partition(".")[0] in FILES for name in names):
                found.add(named(path))
    parses = "domain/script/prompted/other_forms.py"  # TOML that a model wrote, from a text
    allowed = {"domain/script/extractive/tables.py", "domain/script/grounding/tables.py", parses}
    assert found == allowed, "their docstrings say why they may"


def test_no_package_index_is_named() -> None:
    for path in [*ROOT.glob("requirements/*"), ROOT / "pyproject.toml"]:
        text = path.read_text()
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text), named(path)
