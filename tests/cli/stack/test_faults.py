"""What stands in the way of a start is said in a line, and nothing that was started is left behind."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli.stack import process
from cli.stack.databases import damage
from cli.stack.orphans import orphans
from tests.cli.stack.fake_laptop import Laptop, free_port, until, write_programs
from tests.cli.stack.supervised import SupervisorHarness
from tests.cli.stack.supervised import until as soon
from tests.durability.fillable import Confined, FillableFolder, room_in

pytestmark = pytest.mark.timeout(180)

PAGE = 4096


@pytest.fixture
def fillable(tmp_path: Path) -> Iterator[FillableFolder]:
    with room_in(tmp_path / "disk") as made:
        if made is None:
            pytest.skip("nothing can be mounted here")
        yield made


@pytest.fixture
def on_disk(tmp_path: Path, fillable: FillableFolder) -> Iterator[Laptop]:
    """A laptop whose home lies on a disk that can be filled."""
    made = Laptop(tmp_path / "disk" / "home", write_programs(tmp_path / "programs"))
    yield made
    fillable.open()
    made.run("down")


def refused(laptop: Laptop, *words: str, **more: str) -> str:
    """What the command says when it fails: a line, without a traceback, and nothing runs afterwards."""
    ran = laptop.run(*(words or ("up", "--detach")), **more)
    assert ran.returncode in (2, 4), ran
    assert "Traceback" not in ran.stderr
    assert orphans(laptop.folder) == {}
    said = [line for line in ran.stderr.splitlines() if not line.startswith("waiting for ")]
    assert len(said) == 1, ran.stderr
    return said[0]


@pytest.mark.parametrize("words", [("up", "--detach"), ("up",), ("migrate",), ("keys", "list"), ("down",)])
def test_a_home_that_is_a_file(laptop: Laptop, words: tuple[str, ...]) -> None:
    laptop.folder.home.write_text("in the way")
    if words == ("down",):
        assert laptop.run(*words).stdout == "nothing was running\n"
        return
    assert refused(laptop, *words).startswith(f"The data folder {laptop.folder.home} cannot be written (")


def test_a_home_below_a_file(laptop: Laptop) -> None:
    laptop.folder.home.write_text("in the way")
    said = refused(laptop, PODWRIGHT_HOME=str(laptop.folder.home / "below"))
    assert "Not a directory" in said
    assert "PODWRIGHT_HOME" in said


def test_a_read_only_disk(on_disk: Laptop, fillable: FillableFolder) -> None:
    home = on_disk.folder.home
    home.mkdir()
    if isinstance(fillable, Confined):
        subprocess.run(["/bin/mount", "-o", "remount,ro", str(home.parent)], check=True)
    else:
        fillable.shut()
    for words in (("up", "--detach"), ("up",), ("migrate",)):
        assert refused(on_disk, *words).startswith(f"The data folder {home} cannot be written (")
    assert on_disk.run("down").stdout == "nothing was running\n"
    if isinstance(fillable, Confined):
        subprocess.run(["/bin/mount", "-o", "remount,rw", str(home.parent)], check=True)


def test_a_port_that_is_none(laptop: Laptop) -> None:
    ran = laptop.run("up", "--detach", PODWRIGHT_API_PORT="99999")
    assert ran.returncode == 2
    assert "PODWRIGHT_API_PORT: " in ran.stderr
    assert "Traceback" not in ran.stderr


def damaged_in_its_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 100)


def damaged_further_on(path: Path) -> None:
    """As a disk leaves it: the header is whole, and the pages are not."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * (size - PAGE))


@pytest.mark.thorough
@pytest.mark.parametrize("harm", [damaged_in_its_header, damaged_further_on])
@pytest.mark.parametrize("name", ["temporal.db", "catalog.db"])
def test_a_damaged_database_is_named_with_what_to_type(laptop: Laptop, name: str, harm: object) -> None:
    assert callable(harm)
    ports = {f"PODWRIGHT_TEMPORAL_{each}": str(free_port()) for each in ("PORT", "UI_PORT")}
    own = {"TEMPORAL_ADDRESS": "", **ports}
    assert laptop.run("up", "--detach", **own).returncode == 0
    assert laptop.run("down", **own).returncode == 0
    home = laptop.folder.home
    with closing(sqlite3.connect(home / name)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert damage(home / name, thorough=True) == ""
    harm(home / name)
    said = refused(laptop, **own)
    assert said.startswith(f"The database {home / name} is damaged: ")
    assert "`podwright retry ID`" in said or "`podwright migrate && podwright catalog rebuild`" in said
    typed = said.partition("Put it aside with `")[2].partition("`")[0]
    subprocess.run(["/bin/sh", "-c", typed], check=True)
    assert laptop.run("up", "--detach", **own).returncode == 0
    assert laptop.run("down", **own).returncode == 0


@pytest.mark.thorough
def test_an_unrecorded_part_is_ended_by_down_and_by_the_next_up(laptop: Laptop) -> None:
    """As a supervisor leaves it that is killed between starting a part and recording it, or on a full disk."""
    for command in (("down",), ("up", "--detach")):
        assert laptop.run("up", "--detach").returncode == 0
        worker = laptop.pid("worker")
        laptop.kill("supervisor")
        for file in laptop.folder.run.iterdir():
            file.unlink()
        ran = laptop.run(*command)
        assert ran.returncode == 0, ran.stderr
        assert process.start_mark(worker) is None
        laptop.run("down")
        assert orphans(laptop.folder) == {}


@pytest.mark.thorough
def test_what_another_home_runs_is_let_be(laptop: Laptop, tmp_path: Path) -> None:
    assert laptop.run("up", "--detach").returncode == 0
    other = {"PODWRIGHT_HOME": str(tmp_path / "another"), "PODWRIGHT_API_PORT": str(free_port())}
    assert laptop.run("down", **other).stdout == "nothing was running\n"
    assert laptop.run("up", "--detach", **other).returncode == 0
    assert laptop.run("down", **other).returncode == 0
    assert process.start_mark(laptop.pid("worker"))


def test_a_full_disk_and_a_part_that_dies(tmp_path: Path, fillable: FillableFolder) -> None:
    harness = SupervisorHarness(tmp_path / "disk" / "home")
    try:
        harness.supervisor.launch(harness.part())
        harness.supervisor.await_ready(["worker"], seconds=10)
        harness.watch()
        first = harness.pid()
        fillable.shut()
        os.kill(first, signal.SIGKILL)
        soon(lambda: any("cannot be written" in line for line in harness.reported))
        assert orphans(harness.folder) == {}, "what could not be recorded was ended"
        fillable.open()
        soon(lambda: harness.pid() not in (0, first) and process.start_mark(harness.pid()) is not None, seconds=20)
    finally:
        fillable.open()
        harness.end()
        harness.supervisor.drain(["worker"])


@pytest.mark.thorough
def test_a_full_disk_at_the_start_and_at_the_end(on_disk: Laptop, fillable: FillableFolder) -> None:
    on_disk.folder.make()
    (on_disk.folder.home / "what fills it").write_bytes(bytes(PAGE))
    fillable.shut()
    assert "No space left on device" in refused(on_disk)
    fillable.open()
    assert on_disk.run("up", "--detach").returncode == 0
    worker, api = on_disk.pid("worker"), on_disk.pid("api")
    fillable.shut()
    on_disk.kill("api")
    until(lambda: "cannot be written" in on_disk.folder.last_lines("supervisor") or not room(on_disk))
    ended = on_disk.run("down")
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert [process.start_mark(pid) for pid in (worker, api)] == [None, None]
    assert on_disk.folder.locked() is False
    assert orphans(on_disk.folder) == {}


def room(laptop: Laptop) -> bool:
    now = os.statvfs(laptop.folder.home)
    return now.f_bfree > 0


def test_a_database_that_was_restored_without_its_journal_is_named(laptop: Laptop) -> None:
    laptop.folder.make()
    (laptop.folder.home / "temporal.db").touch(mode=0o600)
    said = refused(laptop, TEMPORAL_ADDRESS="", PODWRIGHT_TEMPORAL_PORT=str(free_port()))
    assert "temporal.db is damaged: it has no tables (was its -wal file left behind?)" in said
