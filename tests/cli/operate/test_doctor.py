"""`podwright doctor` says what was found and never shows a key."""

import socket
from pathlib import Path

import pytest

from tests.cli.contract import FakeServer, Podwright, reply


@pytest.fixture
def healthy(server: FakeServer) -> FakeServer:
    server.on("GET /health", reply({"status": "ok"}))
    server.on("GET /voices", reply({"items": [{"id": "heart", "tts": "local"}, {"id": "joe", "tts": "local"}]}))
    server.on("GET /providers", reply({"items": []}))
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


def test_the_voices_of_a_running_server_are_counted(healthy: FakeServer, podwright: Podwright) -> None:
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
    assert ran.out.splitlines()[-1] == "ready; start it with: podwright up"


def test_a_port_that_was_set_and_is_held_is_a_fault(healthy: FakeServer, podwright: Podwright) -> None:
    ran = podwright("doctor")
    assert ran.code == 3
    assert "PODWRIGHT_API_PORT names it, so `podwright up` will not start." in ran.out
    last = ran.out.splitlines()[-1]
    assert last == f"not ready; first type: PODWRIGHT_API_PORT=FREE_PORT podwright up   (port {healthy.port})"


def test_a_folder_that_cannot_be_written_is_a_fault(
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


def test_stalled_podcasts_are_named_with_where_to_look(server: FakeServer, podwright: Podwright) -> None:
    stalled = [
        {"podcast_id": "p1", "reason": "workflow_fails", "item": None, "attempts": 7, "since": "2026-03-01T12:00:00Z"},
        {"podcast_id": "p2", "reason": "activity_fails", "item": "tts-007", "attempts": 6, "since": "2026-03-01"},
    ]
    server.on("GET /health", reply({"status": "ok", "stalled": stalled}))
    server.on("GET /voices", reply({"items": []}))
    server.on("GET /providers", reply({"items": []}))
    out = podwright("doctor").out
    assert "p1: an exception in workflow code (7 attempts) since 2026-03-01" in out
    assert "p2: tts-007 fails again and again (6 attempts)" in out
    assert "worker.log" in out


def test_a_catalog_file_beside_a_temporal_elsewhere_is_noted(
    healthy: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SQLite, a file" not in podwright("doctor").out
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert "SQLite, a file" not in podwright("doctor").out
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.invalid:7233")
    assert "a catalog of their own" in podwright("doctor").out


def provider(vendor: str, role: str, **more: object) -> dict[str, object]:
    return {"vendor": vendor, "role": role, "state": "open", "reason": "", "slots": 5, **more}


def test_what_is_away_or_closed_is_reported_with_what_follows(healthy: FakeServer, podwright: Podwright) -> None:
    parts = [{"name": "catalog", "status": "away", "reason": "no answer within 2 s"}, {"name": "artifacts"}]
    healthy.on("GET /health", reply({"status": "degraded", "parts": parts}))
    away = provider("openai", "writer", state="away", reason="The connection to ::1 failed.", slots=4, default=True)
    closed = provider("elevenlabs", "speech", state="closed", reason="Invalid API key")
    healthy.on("GET /providers", reply({"items": [away, closed, provider("local", "speech", slots=99)]}))
    found = verdicts(podwright)
    assert found["API"] == ("missing", f"{healthy.url}: degraded")
    assert found["catalog (as the API sees it)"] == ("missing", "away: no answer within 2 s")
    assert "artifacts (as the API sees it)" not in found
    assert found["openai (writer)"] == ("note", "away: The connection to ::1 failed.")
    assert found["elevenlabs (speech)"] == ("note", "closed: Invalid API key")
    assert "local (speech)" not in found
    assert "type: podwright providers open elevenlabs" in podwright("doctor").out


def test_totals_that_are_not_the_same_everywhere_are_noted(
    healthy: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy.on("GET /providers", reply({"items": [provider("elevenlabs", "speech"), provider("openai", "writer")]}))
    monkeypatch.setenv("PODWRIGHT_LLM_CONCURRENCY", "5")
    found = verdicts(podwright)
    assert not {"elevenlabs (speech)", "openai (writer)"} & found.keys()
    monkeypatch.setenv("PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS", "15")
    assert (
        "5 calls at once, as a worker announced last; by the settings here 15"
        in verdicts(podwright)["elevenlabs (speech)"][1]
    )
    assert "PODWRIGHT_TTS_CONCURRENCY_ELEVENLABS" in podwright("doctor").out


def test_a_home_that_others_can_read_is_a_fault(
    healthy: FakeServer, podwright: Podwright, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "ours & theirs"
    home.mkdir()
    home.chmod(0o755)
    monkeypatch.setenv("PODWRIGHT_HOME", str(home))
    assert verdicts(podwright)["data folder"] == ("missing", f"open to others: {home}")
    ran = podwright("doctor")
    assert f"type: chmod -R go= '{home}'" in ran.out
    home.chmod(0o700)
    assert verdicts(podwright)["data folder"] == ("ok", f"{home} is private")


def test_a_damaged_database_is_a_fault_with_what_to_type(
    healthy: FakeServer, podwright: Podwright, tmp_path: Path
) -> None:
    assert podwright("migrate").code == 0
    database = tmp_path / "home" / "catalog.db"
    database.write_bytes(b"no database" * 1000)
    assert verdicts(podwright)["catalog.db"] == ("missing", "damaged: file is not a database")
    assert "podwright catalog rebuild" in podwright("doctor").out
    ran = podwright("migrate")
    assert ran.code == 4
    assert ran.err.startswith(f"The database {database} is damaged: file is not a database. Put it aside with `mkdir")


def test_a_home_that_is_a_file_is_a_fault(healthy: FakeServer, podwright: Podwright, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    found = verdicts(podwright)
    assert found["artifacts"][0] == "missing"
    assert "Not a directory" in found["artifacts"][1]
