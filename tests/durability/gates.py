"""The vendors' gates in the stack's catalog: time that passes for them, and a clean start for the next test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, update

from adapters.catalog.tables import gates
from domain.vendors.gates import GateState
from worker.gates import PROBE_EVERY


def time_for_a_probe(home: Path) -> None:
    """As if the closing, or the last probe, were so long ago."""
    _set(home, probed_at=datetime.now(UTC) - PROBE_EVERY - timedelta(seconds=1))


def all_open(home: Path) -> None:
    _set(home, state=GateState.OPEN.value)


def _set(home: Path, **values: object) -> None:
    file = home / "catalog.db"
    if not file.exists():
        return
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(update(gates).values(**values))
    engine.dispose()
