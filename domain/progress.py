"""The callback by which a long port call reports that it is still at work, and the words that say what it waits for."""

import re
from collections.abc import Awaitable, Callable

OnProgress = Callable[[str], Awaitable[None]]
"""Called every second or two with a few words on what is being done; the activity turns them into heartbeats."""

_AWAITED = re.compile(r"fetching (\S+): (.+)", re.DOTALL)


def awaiting(host: str, reason: str) -> str:
    """The words of a call that has no answer yet."""
    return f"fetching {host}: {reason}"


def awaited(words: str) -> tuple[str, str] | None:
    """The host and the reason in words that `awaiting` made; None for other words."""
    found = _AWAITED.fullmatch(words)
    return (found[1], found[2]) if found else None
