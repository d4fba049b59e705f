"""`podwright keys` on a catalog of its own."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.catalog.catalog import open_catalog
from adapters.catalog.schema import migrate
from cli.operate.keys import create, list_keys, off, revoke
from cli.output import CliExit, Exit
from cli.settings import settings
from domain.access import Scope
from domain.artifacts.files import StoredFile
from domain.jobs.ports import Idempotency
from domain.jobs.record import Job


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
    holding = [file for file in home.rglob("*") if file.is_file() and key_text.encode() in file.read_bytes()]
    assert holding == [home / "key"], "for commands on this machine, and nowhere else"
    assert holding[0].stat().st_mode & 0o777 == 0o600
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


def key_in_use() -> str | None:
    """The key that commands send."""
    found = settings().api_key
    return found.get_secret_value() if found is not None else None


async def store_belongings(home: Path, owner: str, *ids: str) -> None:
    now = datetime.now(UTC)
    await migrate(f"sqlite:///{home / 'catalog.db'}")
    catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
    for each in ids:
        again = Idempotency(scope=f"{owner} POST /podcasts", key=each, body_hash="0" * 64)
        await catalog.jobs.create(Job(id=each, owner=owner, created_at=now), idempotency=again)
    await catalog.files.add(
        StoredFile(file_id=ids[0], owner=owner, name="a", media_type="text/plain", size=1, sha256="0", created_at=now)
    )
    await catalog.close()


def owners_of(home: Path, *ids: str) -> list[str]:
    async def look() -> list[str]:
        catalog = await open_catalog(f"sqlite:///{home / 'catalog.db'}")
        records = [await catalog.jobs.get(each) for each in ids]
        await catalog.close()
        return [record.job.owner for record in records if record is not None]

    return asyncio.run(look())


def test_commands_take_up_the_first_key_and_lose_it_with_its_revocation(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key_in_use() is None
    create(owner="anna", scope=Scope.ADMIN)
    first = capsys.readouterr().out.strip()
    assert key_in_use() == first
    create(owner="ben")
    assert key_in_use() == first, "commands have one that stands"
    assert "PODWRIGHT_API_KEY=" in capsys.readouterr().err
    monkeypatch.setenv("PODWRIGHT_API_KEY", "another word")
    assert key_in_use() == "another word"
    monkeypatch.delenv("PODWRIGHT_API_KEY")
    revoke(first)
    assert key_in_use() is None
    assert "need another" in capsys.readouterr().err
    create(owner="anna", scope=Scope.ADMIN)
    assert key_in_use() == capsys.readouterr().out.strip()


def test_revoking_the_last_key_says_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    create(owner="anna", scope=Scope.ADMIN)
    revoke(capsys.readouterr().out.strip())
    said = capsys.readouterr().err
    assert "No other key is left" in said and "podwright keys off" in said


def test_the_first_admin_adopts_what_this_machine_made_and_gives_it_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(store_belongings(home, "local", "p1", "p2"))
    create(owner="ben", scope=Scope.WRITE)
    assert "may not administer" in capsys.readouterr().err
    assert owners_of(home, "p1", "p2") == ["local", "local"], "he is not an admin"
    create(owner="anna", scope=Scope.ADMIN)
    assert "2 jobs, 1 files" in capsys.readouterr().err
    assert owners_of(home, "p1", "p2") == ["anna", "anna"]
    asyncio.run(store_belongings(home, "local", "p3"))
    create(owner="carl", scope=Scope.ADMIN)
    assert owners_of(home, "p3") == ["local"], "only the first"
    asyncio.run(store_belongings(home, "ben", "p4"))
    off()
    assert "3 keys" in capsys.readouterr().out
    assert owners_of(home, "p1", "p2", "p4") == ["local", "local", "ben"]
    assert listed(capsys) == []
    assert key_in_use() is None


def test_what_the_key_of_the_environment_made_stays_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(store_belongings(home, "local", "p1"))
    monkeypatch.setenv("PODWRIGHT_API_KEY", "a long random word of mine")
    create(owner="anna", scope=Scope.ADMIN)
    assert owners_of(home, "p1") == ["local"]
    assert key_in_use() == "a long random word of mine"
