"""What the contracts run against: an SQLite file, a PostgreSQL cluster that is thrown away, a bucket on loopback."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from adapters.catalog.catalog import Catalog, open_catalog
from adapters.catalog.schema import migrate
from tests.contracts.bucket import Bucket


class Clock:
    """Stands still until a test moves it on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalog.db'}"
    make: Callable[[], str] = request.getfixturevalue("postgres_database")
    return make()


@pytest.fixture
async def catalog(empty_database: str, clock: Clock) -> AsyncIterator[Catalog]:
    await migrate(empty_database)
    opened = await open_catalog(empty_database, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def s3_bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket at s3://bucket, reached over HTTP as S3 is."""
    with Bucket.serving() as bucket:
        monkeypatch.setenv("AWS_ENDPOINT_URL", bucket.url)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        yield bucket


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[Callable[[], str]]:
    """Makes a fresh database in a cluster of this session's own, on a socket in a folder of its own."""
    initdb = _program("initdb")
    server = _program("postgres")
    if initdb is None or server is None:
        pytest.skip("PostgreSQL's initdb and postgres are not on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pw-pg-"))  # short: a socket's path has at most 107 bytes
    user = _unprivileged_user()
    try:
        if user is not None:
            shutil.chown(folder, *user)
        uid, gid, groups = (*user, ()) if user else (None, None, None)
        data = folder / "data"
        subprocess.run(
            [initdb, "-D", data, "-U", "podwright", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            capture_output=True,
            cwd=folder,
            user=uid,
            group=gid,
            extra_groups=groups,
        )
        log = (folder / "log").open("wb")
        process = subprocess.Popen(
            [server, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=log,
            stderr=log,
            cwd=folder,
            user=uid,
            group=gid,
            extra_groups=groups,
        )
        try:
            admin = f"postgresql://podwright@/postgres?host={folder}"
            _wait(admin, process, folder / "log")

            def make() -> str:
                name = f"t{uuid.uuid4().hex}"
                with psycopg.connect(admin, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
                return f"postgres://podwright@/{name}?host={folder}"

            yield make
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))


def _unprivileged_user() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root; None when we are not."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _wait(admin: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    while process.poll() is None:
        try:
            psycopg.connect(admin).close()
        except psycopg.OperationalError:
            os.sched_yield()
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text()}")
