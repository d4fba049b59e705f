"""The supervisor over tiny real processes."""

import os
import signal
from pathlib import Path

import pytest

from cli.stack import process
from cli.stack.folder import Folder, Process
from cli.stack.supervisor import StartFailed
from tests.cli.stack.supervised import STUBBORN, SupervisorHarness, until


def test_a_killed_part_is_started_again_and_recorded(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part())
    harness.supervisor.await_ready(["worker"], seconds=10)
    first = harness.pid()
    harness.watch()
    os.kill(first, signal.SIGKILL)
    until(lambda: harness.pid() not in (0, first))
    assert "worker was killed (signal 9); starting it again" in harness.reported


def test_a_later_supervisor_adopts_what_lives(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part())
    harness.supervisor.await_ready(["worker"], seconds=10)
    later = SupervisorHarness(harness.folder.home)
    later.supervisor.launch(later.part())
    later.supervisor.await_ready(["worker"], seconds=10)
    assert later.pid() == harness.pid()
    assert later.reported == [f"worker: still running (process {harness.pid()})"]


def test_an_adopted_part_that_dies_is_started_again(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part())
    first = harness.pid()
    later = SupervisorHarness(harness.folder.home)
    later.supervisor.launch(later.part())
    later.watch()
    try:
        os.kill(first, signal.SIGKILL)
        until(lambda: later.pid() not in (0, first))
    finally:
        later.end()
        later.supervisor.drain(["worker"])


def test_a_part_with_other_settings_is_replaced(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part(settings="old"))
    harness.supervisor.await_ready(["worker"], seconds=10)
    first = harness.pid()
    later = SupervisorHarness(harness.folder.home)
    later.supervisor.launch(later.part(settings="new"))
    assert harness.pid() != first
    assert process.start_mark(first) is None
    later.supervisor.drain(["worker"])


def test_a_reused_number_is_not_taken_for_ours(harness: SupervisorHarness) -> None:
    mine = process.identify(os.getpid())
    assert mine
    harness.folder.record("worker", Process(pid=mine.pid, started="another start"))
    harness.supervisor.launch(harness.part())
    assert harness.pid() != os.getpid()
    harness.supervisor.drain(["worker"])  # and it is not this process that was stopped


def test_a_part_that_keeps_dying_ends_the_start_with_the_end_of_its_log(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part(code="import sys; print('no voices here'); sys.exit(7)"))
    with pytest.raises(StartFailed, match=r"worker ended \(exit code 7\) 4 times(.|\n)*no voices here"):
        harness.supervisor.await_ready(["worker"], seconds=20)


def test_wrong_settings_end_the_start_at_once(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part(code="import sys; print('PODWRIGHT_LLM is wrong'); sys.exit(2)"))
    with pytest.raises(StartFailed, match=r"cannot start with these settings(.|\n)*PODWRIGHT_LLM is wrong"):
        harness.supervisor.await_ready(["worker"], seconds=20)


def test_a_part_that_never_answers_is_named(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part(code="import time; time.sleep(60)"))
    with pytest.raises(StartFailed, match="worker does not answer after"):
        harness.supervisor.await_ready(["worker"], seconds=0.3)


def test_parts_are_stopped_in_order_and_forgotten(harness: SupervisorHarness) -> None:
    for name in ("temporal", "worker", "api"):
        harness.supervisor.launch(harness.part(name))
    harness.supervisor.await_ready(["temporal", "worker", "api"], seconds=10)
    harness.supervisor.drain(["api", "worker", "temporal"])
    assert harness.folder.processes() == {}
    assert not list(harness.folder.run.glob("*.pid"))


def test_what_does_not_stop_in_time_is_killed(harness: SupervisorHarness) -> None:
    harness.supervisor.launch(harness.part(code=STUBBORN, grace=0.2))
    harness.supervisor.await_ready(["worker"], seconds=10)
    known = harness.folder.processes()["worker"]
    harness.supervisor.drain(["worker"])
    assert not process.alive(known)
    assert harness.reported == ["worker: did not stop in time and was killed"]


def test_only_one_supervisor_holds_a_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert not folder.locked()
    with folder.lock() as first:
        assert first
        assert folder.locked()
        with Folder(tmp_path).lock() as second:
            assert not second
    assert not folder.locked()


def test_an_overgrown_log_is_moved_aside_while_the_part_goes_on_writing(
    harness: SupervisorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.stack.folder.LOG_LIMIT_BYTES", 10)
    log = harness.folder.log("worker")
    with log.open("ab") as output:
        output.write(b"the first line\n")
        output.flush()
        harness.folder.bound_log("worker")
        output.write(b"the second\n")
    assert log.read_text() == "the second\n"
    assert log.with_suffix(".log.1").read_text() == "the first line\n"
    assert harness.folder.last_lines("worker") == "the second"
