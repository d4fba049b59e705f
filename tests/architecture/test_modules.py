"""Shape of modules: their names, their length, and that each says what it is."""

import ast
import re
import subprocess
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)(_|\.|$)")
SOURCES = (".py", ".js", ".css", ".html")
LONGEST = 300
"""Lines; tests, scripts and style sheets included."""

MEDIAN = 100
NOT_SHIPPED = ("tests", "benchmarks", "deploy")


def tracked() -> list[Path]:
    """Every source file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines() if line.endswith(SOURCES)]
    return sorted(path for path in paths if path.is_file())


FILES = tracked()
MODULES = [path for path in FILES if path.suffix == ".py" and path.read_text().strip()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_modules_are_named_for_what_they_hold() -> None:
    assert [named(path) for path in MODULES if BANNED_NAMES.search(path.name)] == []


def test_no_file_holds_two_things() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_most_modules_can_be_read_at_a_glance() -> None:
    shipped = [path for path in MODULES if path.relative_to(ROOT).parts[0] not in NOT_SHIPPED]
    assert median(len(path.read_text().splitlines()) for path in shipped) < MEDIAN


def test_every_module_says_what_it_is() -> None:
    assert [named(path) for path in MODULES if ast.get_docstring(ast.parse(path.read_text())) is None] == []
