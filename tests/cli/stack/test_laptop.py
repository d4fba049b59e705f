"""`podwright up` and `down` as real processes, with a worker and an API of a few lines in place of ours."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from cli.stack import process
from tests.cli.stack.fake_laptop import CHECKOUT, Laptop, free_port

pytestmark = pytest.mark.timeout(180)  # a test starts up to twenty processes, 15 s on two idle cores


@pytest.mark.thorough
def test_up_says_that_something_is_missing(laptop: Laptop) -> None:
    up = laptop.run("up", "--detach", FAKE_STATUS="degraded")
    assert up.returncode == 0, up.stderr
    assert up.stdout.startswith("Podwright is up")
    assert "something that podcasts need is missing: `podwright doctor`" in up.stderr


def test_up_down_and_what_a_killed_supervisor_leaves(laptop: Laptop) -> None:
    up = laptop.run("up", "--detach")
    assert up.returncode == 0, up.stderr
    assert up.stdout.startswith("Podwright is up: page http://127.0.0.1:")
    addresses = laptop.folder.addresses()
    assert addresses
    with urllib.request.urlopen(f"{addresses.api_url}/api/v1/health") as answer:
        assert json.load(answer)["home"] == str(laptop.folder.home)
    worker = laptop.pid("worker")

    laptop.kill("supervisor")
    assert process.start_mark(worker)
    laptop.kill("api")
    again = laptop.run("up", "--detach", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["api"] == addresses.api
    assert laptop.pid("worker") == worker

    third = laptop.run("up")
    assert third.returncode == 0
    assert "already running" in third.stderr

    changed = laptop.run("up", "--detach", PODWRIGHT_LLM_CONCURRENCY="7")
    assert changed.returncode == 0
    assert "settings changed since it was started" in changed.stderr
    assert laptop.pid("worker") != worker
    worker = laptop.pid("worker")

    down = laptop.run("down", "--json")
    assert json.loads(down.stdout) == {"stopped": ["api", "worker", "supervisor"]}
    assert laptop.folder.log("worker").read_text().splitlines() == ["working for 127.0.0.1:1", "drained"] * 2
    assert process.start_mark(worker) is None
    assert laptop.folder.processes() == {}
    assert laptop.run("down").stdout == "nothing was running\n"


def test_down_stops_what_a_killed_supervisor_left(laptop: Laptop) -> None:
    assert laptop.run("up", "--detach").returncode == 0
    laptop.kill("supervisor")
    assert json.loads(laptop.run("down", "--json").stdout) == {"stopped": ["api", "worker"]}
    assert laptop.folder.processes() == {}


@pytest.mark.thorough
def test_temporals_database_lies_in_the_home_and_is_found_again(laptop: Laptop) -> None:
    ports = {f"PODWRIGHT_TEMPORAL_{name}": str(free_port()) for name in ("PORT", "UI_PORT")}
    for _ in range(2):
        up = laptop.run("up", "--detach", TEMPORAL_ADDRESS="", **ports)
        assert up.returncode == 0, up.stderr
        assert json.loads(laptop.run("down", "--json", **ports).stdout)["stopped"][-2:] == ["temporal", "supervisor"]
    home = laptop.folder.home
    assert (home / "temporal.db").is_file()
    assert {path.name for path in home.parent.iterdir()} == {home.name, "programs"}
    assert [path for path in (home, *home.rglob("*")) if path.lstat().st_mode & 0o077] == []


def test_ctrl_c_drains_and_a_broken_part_is_reported(laptop: Laptop) -> None:
    foreground = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "up"],
        env=laptop.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert foreground.stdout
    assert foreground.stdout.readline().startswith("Podwright is up")
    os.killpg(foreground.pid, signal.SIGINT)
    _, printed = foreground.communicate(timeout=30)
    assert foreground.returncode == 0
    assert "stopping after what is being spoken now" in printed
    assert laptop.folder.log("worker").read_text().endswith("drained\n")

    broken = laptop.run("up", "--detach", PYTHONPATH=str(CHECKOUT), PODWRIGHT_LLM_CONCURRENCY="many")
    assert broken.returncode == 2
    assert "PODWRIGHT_LLM_CONCURRENCY" in broken.stderr


@pytest.mark.thorough
def test_with_keys_on_there_is_no_web_ui_unless_it_is_asked_for(laptop: Laptop) -> None:
    own = {"TEMPORAL_ADDRESS": ""} | {f"PODWRIGHT_TEMPORAL_{each}": str(free_port()) for each in ("PORT", "UI_PORT")}
    page = f"http://127.0.0.1:{own['PODWRIGHT_TEMPORAL_UI_PORT']}/"

    def has_page(*words: str, **more: str) -> bool:
        up = laptop.run("up", "--detach", *words, **own, **more)
        assert up.returncode == 0, up.stderr
        try:
            with urllib.request.urlopen(page) as answer:
                found = b"<html" in answer.read().lower()
        except urllib.error.HTTPError as refused:
            refused.close()
            found = False
        assert (page.rstrip("/") in up.stdout) == found
        laptop.run("down", **own)
        return found

    assert has_page()
    assert not has_page("--no-ui")
    assert not has_page(PODWRIGHT_API_KEY="a-key-of-the-user")
    assert laptop.run("keys", "create", "--owner", "anna", **own).returncode == 0
    assert not has_page()
    assert has_page("--ui")
