"""`podwright keys` on a catalog of its own."""

import asyncio
import hashlib
import json
from pathlib import Path

import pytest

from adapters.catalog.catalog import open_catalog
from cli.operate.keys import create, list_keys, revoke
from cli.output import CliExit, Exit
from domain.access import Scope


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PODWRIGHT_HOME", str(tmp_path))
    monkeypatch.delenv("PODWRIGHT_CATALOG_URL", raising=False)
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    list_keys(as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def test_a_key_is_shown_once_and_stored_as_a_digest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create(owner="anna", scope=Scope.WRITE, priority=2, running=3, characters_per_day=None)
    printed = capsys.readouterr()
    key_text = printed.out.strip()
    assert key_text.startswith("pw_") and len(key_text) > 64
    assert "From now on" in printed.err
    assert key_text not in printed.err
    for file in home.rglob("*"):
        assert not file.is_file() or key_text.encode() not in file.read_bytes()
    [key] = listed(capsys)
    assert (key["owner"], key["scope"], key["priority"], key["running"]) == ("anna", "write", 2, 3)
    assert key_text not in json.dumps(key)
    create(owner="ben", scope=Scope.ADMIN, as_json=True)
    second = capsys.readouterr()
    assert json.loads(second.out)["key"].startswith("pw_")
    assert len(listed(capsys)) == 2


async def test_the_digest_is_the_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await asyncio.to_thread(create, owner="anna", scope=Scope.READ)
    key_text = capsys.readouterr().out.strip()
    catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
    [held] = await catalog.keys.all()
    await catalog.close()
    assert held.digest == hashlib.sha256(key_text.encode()).hexdigest()
    assert held.key.key_id == key_text.split("_")[1]


def test_a_key_is_revoked_by_its_id_or_itself(capsys: pytest.CaptureFixture[str]) -> None:
    create(owner="anna", scope=Scope.WRITE)
    key_text = capsys.readouterr().out.strip()
    revoke(key_text)
    assert listed(capsys)[0]["revoked_at"]
    with pytest.raises(CliExit) as ended:
        revoke("unknown")
    assert ended.value.code is Exit.BAD_INPUT


@pytest.mark.parametrize("owner", ["", " ", "a b", "-a", "a" * 65, "a/b", "ä"])
def test_an_owner_has_a_plain_name(owner: str) -> None:
    with pytest.raises(CliExit) as ended:
        create(owner=owner, scope=Scope.WRITE)
    assert ended.value.code is Exit.BAD_INPUT
