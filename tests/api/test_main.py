"""The process: what stops its start, in words, and that it leaves cleanly."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import httpx2
import pytest

from adapters.catalog.schema import CatalogNotMigrated
from adapters.settings import Settings, SettingsError
from api.bootstrap import open_app

ROOT = Path(__file__).resolve().parents[2]


def settings(home: Path, **fields: object) -> Settings:
    return Settings.model_validate({"home": home, "temporal_port": 1, **fields})


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"api_host": "0.0.0.0"}, "PODWRIGHT_API_KEY"),
        ({"api_host": "192.0.2.1"}, "PODWRIGHT_API_KEY"),
        ({"fetch_allow": "10.0.0.0/99"}, "PODWRIGHT_FETCH_ALLOW"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path: Path, migrated: Path, fields: dict[str, object], named: str) -> None:
    shutil.copy(migrated, tmp_path / "catalog.db")
    with pytest.raises(SettingsError, match=named):
        await open_app(settings(tmp_path, **fields))


async def test_a_catalog_that_is_not_migrated(tmp_path: Path) -> None:
    with pytest.raises(CatalogNotMigrated, match="podwright migrate"):
        await open_app(settings(tmp_path))


async def start(home: Path, **variables: str) -> asyncio.subprocess.Process:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "api",
        env={
            **inherited,
            "PYTHONPATH": str(ROOT),
            "PODWRIGHT_DOTENV": "",
            "PODWRIGHT_HOME": str(home),
            "PODWRIGHT_TEMPORAL_PORT": "1",
            **variables,
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=home,
    )


async def test_the_process_says_what_is_wrong(tmp_path: Path) -> None:
    process = await start(tmp_path, PODWRIGHT_API_PORT="eight")
    _, output = await process.communicate()
    assert process.returncode == 2
    assert b"PODWRIGHT_API_PORT" in output
    assert b"Traceback" not in output


async def test_the_process_serves_without_temporal_and_leaves_at_sigterm(migrated: Path, tmp_path: Path) -> None:
    shutil.copy(migrated, tmp_path / "catalog.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await start(tmp_path, PODWRIGHT_API_PORT=str(port))
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            async with asyncio.timeout(30):
                while not await answers(client):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
            health = (await client.get("/api/v1/health")).json()
            assert (health["status"], health["temporal"]) == ("degraded", "away")
            assert (await client.get("/api/v1/podcasts")).json() == {"items": [], "next_cursor": None}
    finally:
        process.send_signal(signal.SIGTERM)
        _, output = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert b"Traceback" not in output
    assert not (tmp_path / "run").exists()


async def answers(client: httpx2.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).status_code == 200
    except httpx2.TransportError:
        return False
