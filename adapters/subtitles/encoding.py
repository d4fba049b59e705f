"""Bytes of a subtitle file as text and back: byte order marks and charsets stay what they were."""

import codecs
import re
from dataclasses import dataclass

from adapters.readers.text.decoding import BOMS, wide_charset
from adapters.readers.text.guessing import guessed

_BROKEN = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as Python keeps them in a text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` writes no byte order mark; `mark` is the one that the file begins with."""

    codec: str
    mark: bytes = b""

    def encoded(self, text: str) -> bytes:
        """In UTF-8 with a mark where the charset lacks a letter: players then know that it is another one."""
        try:
            return self.mark + text.encode(self.codec, errors="surrogateescape" if self.codec == "utf-8" else "strict")
        except UnicodeEncodeError:
            return codecs.BOM_UTF8 + text.encode()


def shown(text: str) -> str:
    """Without bytes that stand for no letter."""
    return _BROKEN.sub("\ufffd", text)


def decoded(data: bytes) -> tuple[str, Encoding]:
    """The text without its mark, every byte of which comes back when it is encoded. Some bytes of it may be broken.

    Raises:
        UnicodeDecodeError: it is not text in the charset that its mark names.
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            little = "le" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else "be"
            codec = "utf-8" if mark == codecs.BOM_UTF8 else f"{name}-{little}"
            errors = "surrogateescape" if codec == "utf-8" else "strict"
            return data[len(mark) :].decode(codec, errors), Encoding(codec, mark)
    text = data.decode("utf-8", errors="surrogateescape")
    broken, beyond = len(_BROKEN.findall(text)), sum(each > "\x7f" for each in text)
    wide = wide_charset(data)
    if wide is None and 3 * broken <= beyond:  # more whole letters than broken ones
        return text, Encoding("utf-8")
    for codec in filter(None, (wide, guessed(data) if broken else "utf-8", "latin-1")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if text.encode(codec) == data:
            return text, Encoding(codec)
    raise AssertionError("every byte is a letter of Latin-1")
