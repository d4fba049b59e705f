"""The callback by which a long port call reports that it is still at work, and the words that say what it waits for."""

import re
from collections.abc import Awaitable, Callable

OnProgress = Callable[[str], Awaitable[None]]
"""Called every second or two with a few words on what is being done; the activity turns them into heartbeats."""

_AWAITED = re.compile(r"(?:fetching|held up by) (\S+): (.+)", re.DOTALL)


def awaiting(host: str, reason: str) -> str:
    """The words of a call that has no answer yet."""
    return f"fetching {host}: {reason}"


def held_up_by(resource: str, reason: str) -> str:
    """The words of a call that cannot go on before something on this side is mended."""
    return f"held up by {resource}: {reason}"


def awaited(words: str) -> tuple[str, str] | None:
    """The host or resource, and the reason, in words that the two above made; None for other words."""
    found = _AWAITED.fullmatch(words)
    return (found[1], found[2]) if found else None
