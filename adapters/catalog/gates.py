"""The rows of the vendors' gates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.catalog.database import Database
from adapters.catalog.tables import gates
from domain.vendors.declarations import ProviderRole
from domain.vendors.gates import Gate, GateKind, GateState

_GATES = select(*(column for column in gates.c if column.name not in ("tried_at", "probed_at")))


class SqlGates:
    """Implements `Gates`."""

    def __init__(self, database: Database) -> None:
        self._database = database
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
        values = gate.model_dump(mode="python") | {"tried_at": None}
        values |= {name: getattr(gate, name).value for name in ("role", "state", "kind")}
        values["reason"] = gate.reason.replace("\0", "")  # PostgreSQL stores no NUL; anyone may send one
        mine = None if gate.kind is GateKind.MANUAL else gates.c.state != GateState.CLOSED.value
        async with self._database.write() as connection:
            values["probed_at"] = await self._database.now(connection)
            write = self._insert(gates).values(**values)
            put = write.on_conflict_do_update(index_elements=[gates.c.vendor, gates.c.role], set_=values, where=mine)
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
        on_trial = and_(_of(gate.vendor, gate.role), gates.c.state == GateState.HALF_OPEN.value)
        return await self._claim(on_trial, gates.c.tried_at, every)

    async def claim_probe(self, gate: Gate, *, every: timedelta) -> bool:
        return await self._claim(_still(gate), gates.c.probed_at, every)

    async def _claim(self, which: ColumnElement[bool], last: Column[datetime], every: timedelta) -> bool:
        """Whether it was last done so long ago; then it is done now, by one caller."""
        async with self._database.write() as connection:
            now = await self._database.now(connection)
            due = or_(last.is_(None), last <= now - every)
            claimed = update(gates).where(and_(which, due)).values({last: now})
            return (await connection.execute(claimed)).rowcount == 1

    async def _change(self, which: ColumnElement[bool], **values: object) -> bool:
        async with self._database.write() as connection:
            return (await connection.execute(update(gates).where(which).values(**values))).rowcount == 1


def _of(vendor: str, role: ProviderRole) -> ColumnElement[bool]:
    return and_(gates.c.vendor == vendor, gates.c.role == role.value)


def _still(gate: Gate) -> ColumnElement[bool]:
    """Closed by its vendor, and not again since it was read."""
    closed = and_(gates.c.state == GateState.CLOSED.value, gates.c.kind == GateKind.ACCOUNT.value)
    return and_(_of(gate.vendor, gate.role), closed, gates.c.since == gate.since)
