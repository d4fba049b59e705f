"""How long a server asked us to wait, from its headers."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_DECIMAL = re.compile(r"[0-9]{1,300}(\.[0-9]{1,300})?")
"""What a float holds; a longer number is not a wait."""

LONGEST_WAIT = timedelta(hours=1)
"""A server that asks for more is asked again after an hour: by then a person may have raised the limit."""


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> timedelta | None:
    """`Retry-After-Ms`, or `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3); None when there is none."""
    given = {name.lower(): value.strip() for name, value in headers.items()}
    wait = _number(given.get("retry-after-ms"), timedelta(milliseconds=1))
    wait = wait if wait is not None else _number(given.get("retry-after"), timedelta(seconds=1))
    if wait is None and "retry-after" in given:
        try:
            moment = parsedate_to_datetime(given["retry-after"])
            wait = moment.replace(tzinfo=moment.tzinfo or UTC) - (now or datetime.now(UTC))
        except (ValueError, OverflowError):
            return None
    return None if wait is None else min(max(wait, timedelta(0)), LONGEST_WAIT)


def _number(value: str | None, unit: timedelta) -> timedelta | None:
    """Vendors also send fractions. Digits of other scripts, signs and exponents are none."""
    return min(float(value), 1e9) * unit if value is not None and _DECIMAL.fullmatch(value) else None
