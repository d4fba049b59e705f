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


def test_a_key_is_shown_once_and_kept_hashed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create(owner="anna", scope=Scope.WRITE, priority=2, running=3, characters_per_day=None)
    told = capsys.readouterr()
    word = told.out.strip()
    assert word.startswith("pw_") and len(word) > 64
    assert "From now on" in told.err
    assert word not in told.err
    for file in home.rglob("*"):
        assert not file.is_file() or word.encode() not in file.read_bytes()
    [key] = listed(capsys)
    assert (key["owner"], key["scope"], key["priority"], key["running"]) == ("anna", "write", 2, 3)
    assert word not in json.dumps(key)
    create(owner="ben", scope=Scope.ADMIN, as_json=True)
    second = capsys.readouterr()
    assert json.loads(second.out)["key"].startswith("pw_")
    assert len(listed(capsys)) == 2


async def test_the_digest_is_the_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:

    await asyncio.to_thread(create, owner="anna", scope=Scope.READ)
    word = capsys.readouterr().out.strip()
    catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
    [held] = await catalog.keys.all()
    await catalog.close()
    assert held.digest == hashlib.sha256(word.encode()).hexdigest()
    assert held.key.key_id == word.split("_")[1]


def test_a_key_is_revoked_by_its_id_or_itself(capsys: pytest.CaptureFixture[str]) -> None:
    create(owner="anna", scope=Scope.WRITE)
    word = capsys.readouterr().out.strip()
    revoke(word)
    assert listed(capsys)[0]["revoked_at"]
    with pytest.raises(CliExit) as ended:
        revoke("nobody")
    assert ended.value.code is Exit.BAD_INPUT


@pytest.mark.parametrize("owner", ["", " ", "a b", "-a", "a" * 65, "a/b", "ä"])
def test_an_owner_has_a_plain_name(owner: str) -> None:
    with pytest.raises(CliExit) as ended:
        create(owner=owner, scope=Scope.WRITE)
    assert ended.value.code is Exit.BAD_INPUT
