"""Which server is called, and how the command ends when there is none or it refuses."""

import pytest

from tests.cli.contract import FakeServer, Podwright, Reply, reply


def test_the_key_is_sent_and_its_absence_reported(
    server: FakeServer, podwright: Podwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("GET /podcasts/p-123456789", reply({"title": "Unauthorized", "code": "unauthorized"}, 401))
    assert "Set PODWRIGHT_API_KEY" in podwright("status", "p-123456789").err
    monkeypatch.setenv("PODWRIGHT_API_KEY", "s3cret")
    podwright("status", "p-123456789")
    assert server.calls[-1].headers["Authorization"] == "Bearer s3cret"


def test_without_a_server_it_says_podwright_up(podwright: Podwright, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODWRIGHT_API_PORT", "9")
    ran = podwright("list")
    assert ran.code == 5
    assert "podwright up" in ran.err


def test_another_program_on_the_port_is_not_taken_for_the_server(server: FakeServer, podwright: Podwright) -> None:
    server.on("GET /podcasts?limit=20", Reply(b"<html>", media_type="text/html"))
    ran = podwright("list")
    assert ran.code == 5
    assert "another program does" in ran.err
