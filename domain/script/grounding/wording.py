"""A text as the check reads it: one way of writing each character, and its tokens with their places."""

import re
import unicodedata
from dataclasses import dataclass
from functools import partial

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.333, "⅔": 0.667, "⅕": 0.2, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625}
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_CHARACTERS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "−": "-", "–": "-", "—": "—", "\u00ad": None, "\u200b": None}
)
_THOUSANDS = re.compile(r"(?<=\d)(?:[\u2009\u202f\u00a0\u2007]|'(?=\d{3}(?!\d)))(?=\d{3}(?!\d))")
_RAISED_MARK = re.compile(r"(?<=[^\W\d_]{4})[¹²³⁰⁴-⁹]+|(?<=[.,;:!?”\"')])[¹²³⁰⁴-⁹]+|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]")
_CLOCK = r"\d{1,2}:\d{2}(?!\d)"
_TOKEN = re.compile(
    rf"(?P<code>[A-Z]{{1,5}}-?\d[\w-]*|(?!\d{{4}}-\d{{2}}-\d{{2}}(?!\d))\d+(?:-\d+){{2,}})"
    rf"|(?P<clock>{_CLOCK})"
    r"|(?P<digits>\d+(?:[.,]\d+)*)"
    r"|(?P<unit>km/h|m/s|[Mm]bit/s|Gbit/s|[k]?m[²³2]\b|°[CF]|[µμ][gmsl]\b|[%‰°$€£¥₹℃℉])"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])",
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: code (R290), clock (21:40), digits, unit (a symbol), word or mark; `lower` is its text in lower case."""

    kind: str
    text: str
    lower: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text without ligatures, marks of notes, soft hyphens, and spaces inside numbers; one kind of apostrophe."""
    text = _RAISED_MARK.sub("", text.translate(_LIGATURES))
    for sign, value in _FRACTIONS.items():
        if sign in text:
            text = re.sub(rf"(\d*)\s?{sign}", partial(_mixed, value=value), text)
    text = _THOUSANDS.sub("", text)
    return unicodedata.normalize("NFC", text).translate(_CHARACTERS).replace("\u00a0", " ")


def _mixed(found: re.Match[str], *, value: float) -> str:
    return f"{int(found[1] or 0) + value:g}"


def tokens_of(text: str) -> list[Token]:
    """The tokens of a plain text."""
    return [
        Token(kind=str(one.lastgroup), text=one[0], lower=one[0].lower(), start=one.start(), end=one.end())
        for one in _TOKEN.finditer(text)
    ]


def folded(word: str) -> str:
    """A word without case, accents and a possessive: `Hruška's` is `hruska`."""
    word = word.casefold().removesuffix("'s").removesuffix("'")
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(one for one in decomposed if not unicodedata.combining(one)).translate(_UNDECOMPOSED)


_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})
