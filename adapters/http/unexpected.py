"""The words of an answer that is not what was asked for: a web page, or JSON with status 200."""

import re

_MOST = 200
_HEAD = 20_000
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def first_words(data: bytes, *, secret: str = "") -> str:
    """On one line without markup, with ": " in front; nothing when it has no words."""
    text = _UNSEEN.sub(" ", data[:_HEAD].decode(errors="replace"))
    if len(secret) >= 4:
        text = text.replace(secret, "[key]")
    line = " ".join(text.split())[:_MOST]
    return f": {line}" if line else ""
