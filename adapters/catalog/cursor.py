"""Cursors of lists, newest first: where the next page begins, as a text that is opaque to callers."""

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import Column, Select, tuple_

Columns = TypeVarTuple("Columns")


def cursor_after(what: str, created_at: datetime, identity: str) -> str:
    body = json.dumps([created_at.isoformat(), identity], separators=(",", ":")).encode()
    return urlsafe_b64encode(_check(what, body) + body).decode().rstrip("=")


def after(
    query: Select[*Columns],
    cursor: str | None,
    *,
    what: str,
    created_at: Column[datetime],
    identity: Column[str],
) -> Select[*Columns]:
    """Orders the query newest first, by id among equals, and starts it after the cursor.

    Raises:
        ValueError: it is not a cursor, or is one of another list.
    """
    if cursor is not None:
        query = query.where(tuple_(created_at, identity) < tuple_(*_read(what, cursor)))
    return query.order_by(created_at.desc(), identity.desc())


def _read(what: str, cursor: str) -> tuple[datetime, str]:
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("This is not a cursor of this list.") from None
    check, body = raw[:6], raw[6:]
    if check != _check(what, body):
        raise ValueError("This is not a cursor of this list.")
    try:
        created_at, identity = json.loads(body)
        return datetime.fromisoformat(created_at), str(identity)
    except (ValueError, TypeError, RecursionError):
        raise ValueError("This is not a cursor of this list.") from None


def _check(what: str, body: bytes) -> bytes:
    """A checksum, which is not a secret: it tells a mistyped text from a cursor."""
    return hashlib.sha256(what.encode() + b"\n" + body).digest()[:6]
