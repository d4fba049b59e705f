"""The rows of the vendors' gates."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import gates
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import Gate, GateKind, GateState

_GATES = select(*(column for column in gates.c if column.name not in ("tried_at", "probed_at")))


class SqlGates:
    """Implements `Gates`."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    async def get(self, vendor: str, role: ProviderRole) -> Gate | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_GATES.where(_of(vendor, role)))).mappings().first()
        return None if row is None else Gate.model_validate(dict(row))

    async def all(self) -> Sequence[Gate]:
        async with self._database.read() as connection:
            rows = await connection.execute(_GATES.order_by(gates.c.vendor, gates.c.role))
            return [Gate.model_validate(dict(row)) for row in rows.mappings()]

    async def close(self, gate: Gate) -> bool:
        values = gate.model_dump(mode="python") | {"tried_at": None, "probed_at": gate.since}
        values |= {name: getattr(gate, name).value for name in ("role", "state", "kind")}
        values["reason"] = gate.reason.replace("\0", "")  # PostgreSQL stores no NUL; anyone may send one
        write = self._insert(gates).values(**values)
        mine = None if gate.kind is GateKind.MANUAL else gates.c.state != GateState.CLOSED.value
        put = write.on_conflict_do_update(index_elements=[gates.c.vendor, gates.c.role], set_=values, where=mine)
        async with self._database.write() as connection:
            return (await connection.execute(put.returning(gates.c.vendor))).first() is not None

    async def open(self, vendor: str, role: ProviderRole) -> bool:
        return await self._change(
            and_(_of(vendor, role), gates.c.state != GateState.OPEN.value), state=GateState.OPEN.value
        )

    async def half_open(self, gate: Gate) -> bool:
        return await self._change(_still(gate), state=GateState.HALF_OPEN.value)

    async def open_after_success(self, vendor: str, role: ProviderRole) -> bool:
        return await self._change(
            and_(_of(vendor, role), gates.c.state == GateState.HALF_OPEN.value), state=GateState.OPEN.value
        )

    async def claim_trial(self, gate: Gate, *, every: timedelta) -> bool:
        now = self._clock()
        due = or_(gates.c.tried_at.is_(None), gates.c.tried_at <= now - every)
        on_trial = gates.c.state == GateState.HALF_OPEN.value
        return await self._change(and_(_of(gate.vendor, gate.role), on_trial, due), tried_at=now)

    async def claim_probe(self, gate: Gate, *, every: timedelta) -> bool:
        now = self._clock()
        return await self._change(and_(_still(gate), gates.c.probed_at <= now - every), probed_at=now)

    async def _change(self, which: ColumnElement[bool], **values: object) -> bool:
        async with self._database.write() as connection:
            return (await connection.execute(update(gates).where(which).values(**values))).rowcount == 1


def _of(vendor: str, role: ProviderRole) -> ColumnElement[bool]:
    return and_(gates.c.vendor == vendor, gates.c.role == role.value)


def _still(gate: Gate) -> ColumnElement[bool]:
    """Closed by its vendor, and not again since it was read."""
    closed = and_(gates.c.state == GateState.CLOSED.value, gates.c.kind == GateKind.ACCOUNT.value)
    return and_(_of(gate.vendor, gate.role), closed, gates.c.since == gate.since)
