"""Names of charsets, as servers and pages give them."""

import codecs
import re

_NAME = re.compile(r"[A-Za-z0-9_.:-]{2,40}")
_MARKUP = b'<meta charset="x"> \\u0041 &amp; 0123'


def known_charset(name: str) -> str | None:
    """The codec of a charset that text on the web may be in; None for any other name.

    Python has codecs that are not charsets of texts (`undefined`, `idna`, `unicode_escape`). One that is known reads
    any bytes, and markup as itself. That leaves out UTF-16 and UTF-32, which a byte order mark tells, and EBCDIC.
    """
    if not _NAME.fullmatch(name):
        return None
    try:
        info = codecs.lookup(name)
        if not getattr(info, "_is_text_encoding", True):
            return None
        if _MARKUP.decode(info.name) != _MARKUP.decode("ascii"):
            return None
        bytes(range(256)).decode(info.name, errors="replace")
        return info.name
    except (LookupError, ValueError):
        return None
