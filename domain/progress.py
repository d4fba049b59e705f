"""How a long port call tells that it is still at work."""

from collections.abc import Awaitable, Callable

OnProgress = Callable[[str], Awaitable[None]]
"""Called by long port calls every second or two with a word on what they do; the activity heartbeats."""
