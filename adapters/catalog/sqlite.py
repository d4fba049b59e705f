"""Connections to an SQLite file that a cancelled question leaves in order.

The driver runs each statement on a thread. Cancelled meanwhile, it lets go of the connection as it is: the statement's
cursor keeps the transaction open, and its lock, until the garbage collector comes by. Here a cancel waits for the
statement, some milliseconds, and rolls the transaction back.

Nor does what touches no file take the way over the thread, which costs more than the work: these are two
thirds of the calls of a short transaction.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiosqlite

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
"""NORMAL, as in Temporal's own file database: a kill loses nothing, and a power cut at most the last moment, which the
records among the artifacts restore. FULL would cost every submission two waits for the disk."""

_Told = TypeVar("_Told")


def connect(file: str, *, timeout: float, check_same_thread: bool) -> aiosqlite.Connection:
    """A connection that opens when it is awaited. `timeout`: seconds that a writer waits for another."""

    def opened() -> sqlite3.Connection:
        # The driver would begin transactions on its own, and late: a reader that then writes cannot wait for its turn.
        connection = sqlite3.connect(file, timeout=timeout, isolation_level=None, check_same_thread=check_same_thread)
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:  # a damaged file
            connection.close()
            raise
        return connection

    connection = _Connection(opened, iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await _then_cancelled(super()._connect())
        except sqlite3.Error:
            await asyncio.to_thread(self._thread.join)  # it still tells the loop that it has stopped
            raise

    async def create_function(self, *args: Any, **kwargs: Any) -> None:
        await _then_cancelled(super().create_function(*args, **kwargs))

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._running and self._connection is not None and _touches_no_file(self._connection, fn, args):
            return fn(*args, **kwargs)
        told, cancel = await _finished(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call]
        if cancel is None:
            return told
        if self._connection is not None:
            await _finished(super()._execute(self._connection.rollback))  # type: ignore[no-untyped-call]
        raise cancel


def _touches_no_file(connection: sqlite3.Connection, fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """A cursor opened or closed, the begin of a transaction that takes no lock, the roll back of none."""
    of, name = getattr(fn, "__self__", None), getattr(fn, "__name__", "")
    if of is connection:
        return name == "cursor" or (name == "rollback" and not connection.in_transaction)
    return isinstance(of, sqlite3.Cursor) and (name == "close" or (name == "execute" and args[:1] == ("BEGIN",)))


async def _then_cancelled(work: Coroutine[Any, Any, _Told]) -> _Told:
    """For what begins a connection: a statement follows at once, and is the one that is cancelled."""
    told, cancel = await _finished(work)
    task = asyncio.current_task()
    if cancel is not None and task is not None:
        task.uncancel()
        task.cancel()
    return told


async def _finished(work: Coroutine[Any, Any, _Told]) -> tuple[_Told, asyncio.CancelledError | None]:
    """What `work` tells, and the cancel that came meanwhile."""
    running, cancel = asyncio.ensure_future(work), None
    while not running.done():
        try:
            await asyncio.wait([running])
        except asyncio.CancelledError as late:
            cancel = late
    return running.result(), cancel
