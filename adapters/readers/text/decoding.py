"""Bytes of a text file as text: byte order marks, UTF-8, what an HTML page declares, else Windows-1252."""

import codecs
import re

from adapters.charsets import known_charset

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def is_text(head: bytes) -> bool:
    """Whether bytes are text: they have a byte order mark, or none of the control characters that no text has."""
    if any(head.startswith(bom) for bom, _ in BOMS):
        return True
    return _CONTROL.search(head) is None


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text with `\\n` line ends. With `declared`, a charset named in the first 2 kB counts, as in HTML pages."""
    return _raw(data, declared=declared).replace("\r\n", "\n").replace("\r", "\n")


def _raw(data: bytes, *, declared: bool) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared and (match := _CHARSET.search(data[:2048])):
        charset = known_charset(match.group(1).decode("ascii"))
        if charset is not None:
            return data.decode(charset, errors="replace")
    clean = data.decode("utf-8", errors="replace")
    # A UTF-8 file with a few broken bytes is still UTF-8; in Windows-1252 every accented letter would be replaced.
    if clean.count("\ufffd") * 200 < sum(1 for character in clean if ord(character) > 127):
        return clean
    return data.decode("cp1252", errors="replace")
