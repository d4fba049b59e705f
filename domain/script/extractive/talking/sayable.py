"""Whether a name or heading can be said at all, and where its last mark ends a sentence."""

import re

_UNSAYABLE = re.compile(r"[<>=*#|\\{}_/@]")


def is_sayable(text: str) -> bool:
    """Whether it holds a letter, and no sign that has no sound."""
    return any(char.isalpha() for char in text) and not _UNSAYABLE.search(text)


def with_one_stop(text: str) -> str:
    """The text without a full stop behind a question mark or an exclamation mark of a title."""
    return re.sub(r"([?!])\.", r"\1", text)
