"""`podwright doctor` says what was found and never shows a key."""

import socket
from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, reply


@pytest.fixture
def healthy(server: FakeServer) -> FakeServer:
    server.on("GET /health", reply({"status": "ok"}))
    server.on("GET /voices", reply({"items": [{"id": "heart", "tts": "local"}, {"id": "joe", "tts": "local"}]}))
    return server


def verdicts(podwright: Podwright) -> dict[str, tuple[str, str]]:
    found = podwright("doctor", "--json").json
    return {finding["what"]: (finding["verdict"], finding["found"]) for finding in found}


def test_keys_are_found_and_never_shown(
    healthy: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    ran = podwright("doctor")
    assert "OPENAI_API_KEY: found" in ran.out
    assert "sk-very-secret" not in ran.out + ran.err


def test_a_running_server_tells_its_voices(healthy: FakeServer, podwright: Podwright) -> None:
    found = verdicts(podwright)
    assert found["API"] == ("ok", f"{healthy.url}: ok")
    assert found["voices"] == ("ok", "2 announced (local)")
    assert found["ffmpeg"][0] == "ok"


def test_nothing_running_is_a_note_with_what_to_type(podwright: Podwright, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PODWRIGHT_API_PORT", str(probe.getsockname()[1]))
    ran = podwright("doctor")
    assert ran.code == 0
    assert "type: podwright up" in ran.out


def test_a_port_that_was_set_and_is_held_is_a_fault(healthy: FakeServer, podwright: Podwright) -> None:
    ran = podwright("doctor")
    assert ran.code == 4
    assert "PODWRIGHT_API_PORT names it, so `podwright up` will not start." in ran.out


def test_artifacts_that_cannot_be_kept_are_a_fault(
    healthy: FakeServer, podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    monkeypatch.setenv("PODWRIGHT_STORE_URL", (in_the_way / "artifacts").as_uri())
    assert verdicts(podwright)["artifacts"][0] == "missing"


def test_a_temporal_that_does_not_answer_is_a_fault(
    healthy: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:9")
    assert verdicts(podwright)["Temporal"][0] == "missing"


def test_migrate_makes_the_tables_that_doctor_misses(healthy: FakeServer, podwright: Podwright) -> None:
    assert verdicts(podwright)["catalog"][0] == "note"
    assert podwright("migrate", "--json").json["revision"]
    assert verdicts(podwright)["catalog"][0] == "ok"
