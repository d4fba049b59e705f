"""The charset of bytes that no mark tells and that are not UTF-8, from what they read as."""

import re

from adapters.readers.text.alphabets import strangers

_SAMPLE = 8_000  # bytes of lines that hold more than ASCII: a model of letters needs a few hundred
_TAG = re.compile(rb"<[^<>]{0,500}>")
_LINE_BREAK = re.compile(rb"[\r\n]")
_LATIN_END = 0x24F
"""The last letter of the Latin blocks of Unicode."""
_FOREIGN = 0.3  # of the letters; a text in Latin letters has no others
_MOSTLY = 0.95
_LATIN = (
    "cp1252", "cp1250", "iso8859_2", "mac_roman", "iso8859_15", "cp1254", "cp1257", "iso8859_13", "iso8859_16", "cp850",
    "cp437", "cp852", "cp775",
)  # fmt: skip
"""In the order in which they are told apart where several read alike."""
_OUT_OF_PLACE = re.compile(
    r"(?<=[^\W\d_])(?:[^\w\s\x00-\x7f’‘“”—–…·]|[¹²³ªº¼½¾\ufffd\x80-\x9f])(?=[^\W\d_])|[¤\ufffd\x80-\x9f]"
)
"""A sign inside a word, or what stands for no letter at all."""
_RAISED = re.compile(r"(?<=[a-zà-öø-ÿß-ž])[À-ÖØ-Þ](?=[a-z])")
_NARROW = re.compile("[\uff61-\uff9f]{3}")
"""Narrow kana, as which Cyrillic letters read in Japanese charsets: hardly any text has them."""
_HEBREW = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xe0-\xfa]{2,}(?![A-Za-z\x80-\xff])")
"""A word of Hebrew letters: in other charsets, capitals and marks among them stand for other bytes."""


def guessed(data: bytes) -> str:
    """The codec that makes the most of the bytes; for those in Latin letters, Windows-1252 unless another does better.

    What counts is the text between the tags of markup.
    """
    sample = _sample(data)
    if len(b"".join(_HEBREW.findall(sample))) >= _MOSTLY * len(re.findall(rb"[\x80-\xff]", sample)):
        return "cp1255"
    foreign = _foreign(sample)
    if foreign is not None:
        return foreign
    texts = {codec: sample.decode(codec, errors="replace") for codec in _LATIN}
    faults = {codec: _faults(text) for codec, text in texts.items()}
    alike = [codec for codec in _LATIN if faults[codec] == min(faults.values())]
    if len({texts[codec] for codec in alike}) > 1:
        language = _language(sample)
        alike.sort(key=lambda codec: strangers(texts[codec], language))
    return alike[0]


def _language(sample: bytes) -> str:
    """The language by those words that have the letters of ASCII alone, which every charset writes alike."""
    from adapters.readers.language import language  # noqa: PLC0415  # loads a model in half a second; few files need it

    return language(" ".join(word.decode() for word in sample.split() if word.isascii()))


def _sample(data: bytes) -> bytes:
    lines, size = list[bytes](), 0
    for line in _LINE_BREAK.split(_TAG.sub(b"\n", data[: 40 * _SAMPLE])):
        if not line.isascii():
            lines.append(line[: 4 * _SAMPLE])
            size += len(line)
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _foreign(sample: bytes) -> str | None:
    """A charset in which most of the text is letters of another script."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # takes 40 ms, which most files do not need

    wrong: list[str] = []
    while (match := from_bytes(sample, cp_exclusion=wrong).best()) is not None:
        letters = [letter for letter in str(match) if letter.isalpha()]
        if not _NARROW.search(str(match)):
            foreign = sum(ord(letter) > _LATIN_END for letter in letters)
            if not letters or foreign < _FOREIGN * len(letters):
                return None
            return match.encoding
        wrong.append(match.encoding)
    return None


def _faults(text: str) -> int:
    return len(_OUT_OF_PLACE.findall(text)) + len(_RAISED.findall(text)) + strangers(text)
