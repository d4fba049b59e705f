"""A catalog that hangs stops no call; the request goes on in the background."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.vendors.gate import VendorGate
from adapters.catalog.catalog import Catalog
from adapters.catalog.database import Database, create_engine, database_url
from adapters.catalog.gates import SqlGates
from domain.errors import AccountFault
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import Gate, closed_by_hand

SPEECH = ProviderRole.SPEECH


class Hanging(SqlGates):
    """Answers once `answering` is set."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.answering = asyncio.Event()
        self.asked = 0

    async def get(self, vendor: str, role: ProviderRole) -> Gate | None:
        self.asked += 1
        await self.answering.wait()
        return await super().get(vendor, role)


async def test_calls_go_on_and_the_gate_is_read_once(catalog: Catalog, tmp_path: Path) -> None:
    database = Database(create_engine(database_url(f"sqlite:///{tmp_path / 'catalog.db'}")))
    gates = Hanging(database)
    hasty = VendorGate(
        gates, vendor="fake", role=SPEECH, answer_within=timedelta(milliseconds=5), fresh=timedelta(hours=1)
    )
    await asyncio.gather(hasty.check(), hasty.check())
    await hasty.check()
    assert gates.asked == 1

    await catalog.gates.close(closed_by_hand("fake", SPEECH, "Until Monday.", datetime.now(UTC)))
    gates.answering.set()
    patient = VendorGate(gates, vendor="fake", role=SPEECH, fresh=timedelta(0), answer_within=timedelta(seconds=30))
    with pytest.raises(AccountFault, match="Until Monday"):
        await patient.check()
    with pytest.raises(AccountFault, match="Until Monday"):
        while gates.asked == 2:  # the first request goes on, too
            await hasty.check()
    await database.close()
