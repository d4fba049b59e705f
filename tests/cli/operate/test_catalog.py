"""`podwright migrate` and `podwright catalog rebuild` on a real folder."""

import asyncio
from pathlib import Path

import pytest

from adapters.artifacts.obstore import ObstoreArtifacts
from tests.cli.contract import Podwright


def test_a_lost_catalog_is_rebuilt_and_only_then_served_again(podwright: Podwright, home: Path) -> None:
    assert podwright("gc", "--dry-run").code == 0  # the first start of all, which ties the two together
    (home / "catalog.db").unlink()
    assert "podwright migrate" in podwright("gc").err
    assert podwright("migrate").code == 0
    refused = podwright("gc")
    assert (refused.code, "PODWRIGHT_CATALOG_URL" in refused.err) == (4, True)
    assert "podwright catalog rebuild" in refused.err
    assert podwright("catalog", "rebuild", "--json").json["podcasts"] == 1
    assert "restored: 0 podcasts" in podwright("catalog", "rebuild").out
    assert podwright("gc").code == 0


def test_artifacts_of_another_installation_need_force(
    podwright: Podwright, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert podwright("gc").code == 0
    other = tmp_path / "other"
    asyncio.run(ObstoreArtifacts(other.as_uri()).create("deployment", b"another-installation"))
    monkeypatch.setenv("PODWRIGHT_STORE_URL", other.as_uri())
    ran = podwright("catalog", "rebuild")
    assert (ran.code, "two installations" in ran.err) == (4, True)
    assert podwright("catalog", "rebuild", "--force").code == 0
    assert podwright("gc").code == 0
