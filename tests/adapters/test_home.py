"""The data folder is its user's alone, whatever made it; and it may have any name."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.artifacts.obstore import ObstoreArtifacts
from adapters.catalog import schema
from adapters.catalog.catalog import open_catalog
from adapters.catalog.database import create_engine, database_url
from adapters.home import keep_private, open_paths
from adapters.settings import Settings

OPEN_UMASK = 0o022
PRINTABLE = sorted(
    {chr(code) for code in range(0x20, 0x7F)} - {"/"} | set("äß¿ø語🎧\u0301\u200f\u00a0")  # combining, bidi, no-break
)


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(OPEN_UMASK)
    yield
    os.umask(before)


def modes(home: Path) -> dict[str, int]:
    found = {".": stat.S_IMODE(home.stat().st_mode)}
    for path in home.rglob("*"):
        found[str(path.relative_to(home))] = stat.S_IMODE(path.stat().st_mode)
    return found


def test_what_an_older_version_left_open_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("artifacts/signing/key", "artifacts/blobs/ab", "logs/worker.log", "run/ports.json"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("secret")
    for name in ("catalog.db", "catalog.db-wal", "temporal.db"):
        (home / name).write_text("secret")
    assert list(open_paths(home)), "it was open before"
    keep_private(home)
    assert {mode & 0o077 for mode in modes(home).values()} == {0}
    assert (home / "artifacts" / "signing" / "key").read_text() == "secret"
    assert not list(open_paths(home))


def test_what_is_no_folder_keeps_its_mode(tmp_path: Path) -> None:
    """`PODWRIGHT_HOME=/dev/null` by an administrator would close it to everyone."""
    notes, pipe, home = tmp_path / "notes.txt", tmp_path / "pipe", tmp_path / "home"
    notes.touch(mode=0o644)
    os.mkfifo(pipe, mode=0o644)
    (home / "run").mkdir(parents=True)
    os.mkfifo(home / "run" / "pipe", mode=0o644)
    for path in (notes, pipe, home):
        keep_private(path)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (notes, pipe, home / "run" / "pipe")] == [0o644] * 3


def test_one_open_file_in_a_closed_home_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "catalog.db").touch()
    keep_private(home)
    assert modes(home) == {".": 0o700, "catalog.db": 0o600}


def test_what_else_lies_in_a_home_and_what_links_lead_to_stays_as_it_is(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    for path in (home / "photo.jpg", elsewhere / "song.mp3"):
        path.touch()
    (home / "artifacts").symlink_to(elsewhere)
    keep_private(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home / "photo.jpg", elsewhere)] == [0o644, 0o755]
    assert stat.S_IMODE((elsewhere / "song.mp3").stat().st_mode) == 0o644


def test_a_folder_that_all_users_share_is_not_closed(tmp_path: Path) -> None:
    home = tmp_path / "tmp"
    home.mkdir()
    home.chmod(0o1777)
    (home / "catalog.db").touch()
    keep_private(home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o1777
    assert stat.S_IMODE((home / "catalog.db").stat().st_mode) == 0o600


async def test_keys_databases_and_artifacts_are_private_from_their_creation_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    keep_private(home)
    settings = Settings(home=home)
    await schema.migrate(settings.database_url)
    catalog = await open_catalog(settings.database_url)
    try:
        artifacts = ObstoreArtifacts(settings.artifacts_url)
        await artifacts.create("signing/key", b"secret")
        await artifacts.put(b"bytes", media_type="text/plain")
        found = modes(home)
    finally:
        await catalog.close()
    assert {"artifacts/signing/key", "catalog.db"} <= found.keys()
    assert {path: oct(mode) for path, mode in found.items() if mode & 0o077} == {}


@pytest.mark.parametrize("character", PRINTABLE)
async def test_a_home_may_have_any_name(tmp_path: Path, character: str) -> None:
    home = tmp_path / f"a{character}b{character}41" / "data"
    home.mkdir(parents=True)
    settings = Settings(home=home)
    engine = create_engine(database_url(settings.database_url))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE here (id INTEGER)"))
    await engine.dispose()
    artifacts = ObstoreArtifacts(settings.artifacts_url)
    await artifacts.create("signing/key", b"secret")
    assert (home / "artifacts" / "signing" / "key").is_file()
    assert os.listdir(tmp_path) == [home.parent.name], "nothing lies outside of it"  # noqa: PTH208
    assert await schema.current(settings.database_url) is None
    assert await ObstoreArtifacts(settings.artifacts_url).get("signing/key") is not None


@pytest.mark.parametrize("name", ["mode=memory", ":memory:", "file:x?mode=memory", "100%", "%2F", "a;b"])
def test_a_home_named_like_a_part_of_a_url_is_a_folder(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path / name)
    assert database_url(settings.database_url).database == str(tmp_path / name / "catalog.db")


def test_a_home_may_begin_with_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings.model_validate({"home": "~/podcasts"})
    assert settings.home == tmp_path.resolve() / "podcasts"
    assert settings.database_url.endswith("/podcasts/catalog.db")


@pytest.mark.skipif(sys.platform != "linux", reason="the umask of a running process is read from /proc")
def test_the_umask_holds_for_this_process(tmp_path: Path) -> None:
    keep_private(tmp_path)
    assert "Umask:\t0077" in Path("/proc/self/status").read_text()
