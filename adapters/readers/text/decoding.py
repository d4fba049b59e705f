"""Bytes of a text file as text: byte order marks, UTF-8, what markup declares, else what they read as."""

import codecs
import re
import unicodedata

from adapters.charsets import known_charset
from adapters.readers.text.guessing import guessed

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"(?:charset|<\?xml[^>]{0,80}?\sencoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_JAPANESE = b"\x1b$B"
"""Leads to two-byte characters in ISO-2022-JP, the charset of Japanese mail, whose every byte is ASCII."""
_HEAD = 100_000  # bytes in which one stands
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = 0.3  # of the bytes in even, or in odd, places that are zero in UTF-16: spaces, figures and Latin letters
_WRITTEN = 0.99  # of the characters; of binary bytes, a third stand for nothing
_FEW = 1 / 200  # of the characters beyond ASCII: that many broken ones say nothing about the charset


def is_text(head: bytes) -> bool:
    """Whether bytes are text: they are in a wide charset, or have none of the control characters that no text has."""
    return wide_charset(head) is not None or _CONTROL.search(head) is None


def wide_charset(head: bytes) -> str | None:
    """The codec that a byte order mark names, or UTF-16 without one, by the zeros of its Latin letters."""
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return encoding
    some = head[: len(head[:4096]) & ~1]
    even, odd = some[::2].count(0), some[1::2].count(0)
    if max(even, odd) <= _WIDE * len(some[::2]) or min(even, odd) > max(even, odd) / 20:
        return _wide_by_letters(some) if _CONTROL.search(some) else None
    wide = "utf-16-le" if odd > even else "utf-16-be"
    return None if _CONTROL.search(some.decode(wide, errors="replace").encode()) else wide


def _wide_by_letters(some: bytes) -> str | None:
    """UTF-16 whose letters are other than Latin, so that few of its bytes are zero: all that it holds is writing."""
    for codec in ("utf-16-le", "utf-16-be"):
        text = some.decode(codec, errors="ignore")
        written = sum(letter in "\n\r\t" or unicodedata.category(letter)[0] in "LMNPZ" for letter in text)
        if len(text) * 2 >= len(some) - 2 and written >= _WRITTEN * len(text) and re.search(r"[ \n.,。、，]", text):
            return codec
    return None


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text with `\\n` line ends. With `declared`, a charset named in the first 2 kB counts, as in HTML pages."""
    return _raw(data, declared=declared).replace("\r\n", "\n").replace("\r", "\n")


def _raw(data: bytes, *, declared: bool) -> str:  # noqa: PLR0911  # one rule a return
    if wide := wide_charset(data):
        return data.decode(wide, errors="replace")
    if _JAPANESE in data[:_HEAD]:
        return data.decode("iso2022_jp_2", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared and (match := _CHARSET.search(data[:2048])):
        charset = known_charset(match.group(1).decode("ascii"))
        if charset is not None and codecs.lookup(charset).name != "utf-8":
            return data.decode(charset, errors="replace")
    clean = data.decode("utf-8", errors="replace")
    broken, whole = clean.count("\ufffd"), sum(1 for character in clean if ord(character) > 127)
    if broken < _FEW * whole:
        return clean
    if broken * 2 <= whole:  # more whole characters than broken ones: files of two programs in one
        return data.decode("utf-8", errors="as_windows_1252")
    return data.decode(guessed(data), errors="replace")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("as_windows_1252", _as_windows_1252)
