"""Whether a name or heading can be said at all."""

import re

_UNSAYABLE = re.compile(r"[<>=*#|\\{}_/@]")


def is_sayable(text: str) -> bool:
    """Whether it holds a letter, and no sign that has no sound."""
    return any(char.isalpha() for char in text) and not _UNSAYABLE.search(text)
