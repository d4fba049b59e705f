"""The callback by which a long port call reports that it is still at work."""

from collections.abc import Awaitable, Callable

OnProgress = Callable[[str], Awaitable[None]]
"""Called every second or two with a few words on what is being done; the activity turns them into heartbeats."""
