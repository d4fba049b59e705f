"""What a server says that answers something else than it was asked: a web page, or JSON with status 200."""

import re

_MOST = 200
_HEAD = 20_000
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def words_of(data: bytes, *, secret: str = "") -> str:
    """Its first words on one line without markup, with ": " in front; nothing when it has none."""
    text = _UNSEEN.sub(" ", data[:_HEAD].decode(errors="replace"))
    if len(secret) >= 4:
        text = text.replace(secret, "[key]")
    line = " ".join(text.split())[:_MOST]
    return f": {line}" if line else ""
