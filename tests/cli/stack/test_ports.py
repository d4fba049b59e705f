"""The choice of ports: one that the user set is used or refused, a default moves, one used before comes first."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.settings import Settings
from cli.stack.folder import Folder
from cli.stack.ports import PortTaken, choose, held


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def settings(home: Path, monkeypatch: pytest.MonkeyPatch, **ports: int | str) -> Settings:
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    for name in ("API_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "API_HOST", "TEMPORAL_UI_URL"):
        monkeypatch.delenv(f"PODWRIGHT_{name}", raising=False)
    for name, value in ports.items():
        monkeypatch.setenv(name if name == "TEMPORAL_ADDRESS" else f"PODWRIGHT_{name}", str(value))
    return Settings(home=home)


def test_a_held_port_is_seen(taken: int) -> None:
    assert held("127.0.0.1", taken)
    assert held("0.0.0.0", taken)


def test_a_port_the_user_set_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    found = settings(tmp_path, monkeypatch, API_PORT=taken)
    with pytest.raises(PortTaken, match=f"Port {taken} is held by another program. PODWRIGHT_API_PORT names it"):
        choose(found, remembered=None, ours=frozenset())


def test_a_port_that_our_own_part_holds_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    found = settings(tmp_path, monkeypatch, API_PORT=taken)
    assert choose(found, remembered=None, ours=frozenset({taken})).api == taken


def test_a_default_moves_to_the_next_free_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    found = settings(tmp_path, monkeypatch).model_copy(update={"api_port": taken})
    object.__setattr__(found, "__pydantic_fields_set__", set())
    chosen = choose(found, remembered=None, ours=frozenset())
    assert taken < chosen.api < taken + 100
    assert chosen.api_url == f"http://127.0.0.1:{chosen.api}"


def test_a_restart_keeps_the_ports_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    first = choose(settings(tmp_path, monkeypatch), remembered=None, ours=frozenset())
    moved = first.model_copy(update={"api": first.api + 7})
    folder.write_addresses(moved)
    assert choose(settings(tmp_path, monkeypatch), remembered=folder.addresses(), ours=frozenset()).api == moved.api


def test_the_three_ports_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = choose(settings(tmp_path, monkeypatch), remembered=None, ours=frozenset())
    assert len({chosen.api, chosen.temporal, chosen.temporal_ui}) == 3
    assert chosen.temporal_address == f"127.0.0.1:{chosen.temporal}"


def test_one_port_set_for_two_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(PortTaken, match=f"Port {port} is set for two parts"):
        choose(settings(tmp_path, monkeypatch, API_PORT=port, TEMPORAL_PORT=port), remembered=None, ours=frozenset())


def test_with_a_temporal_elsewhere_no_server_gets_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(tmp_path, monkeypatch, TEMPORAL_ADDRESS="temporal.example:7233")
    chosen = choose(found, remembered=None, ours=frozenset())
    assert (chosen.temporal, chosen.temporal_ui, chosen.temporal_ui_url) == (None, None, None)
    assert chosen.temporal_address == "temporal.example:7233"
