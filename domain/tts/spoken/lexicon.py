"""A pronunciation lexicon: written forms with the forms that are said for them, applied where speech text is made.

It sees the text before the normaliser does, and what it puts in is read like any other text. The transcript keeps what
was written.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from domain.tts.spoken.characters import without_unseen
from domain.value import Value

_APOSTROPHES = "'’ʼ"
_JOINERS = "\u200c\u200d"
"""They stand inside words of Persian and of Indic languages."""
_BRAHMIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese and Khmer write no spaces between words."""
_LAST_MARK = 0x20000
"""The combining marks of all scripts stand below it, those of no script (variation selectors) behind."""


class Reading(Value):
    """`exact`: only in this case; else in any."""

    written: str
    spoken: str
    exact: bool = False

    @property
    def form(self) -> str:
        """What two written forms are compared by, whatever their case."""
        return _plain(self.written).casefold()


class Lexicon(Value):
    readings: tuple[Reading, ...] = ()

    def applied(self, text: str) -> str:
        """The text with the spoken forms in it: whole words only, the longest written form first, and none within
        another one's spoken form."""
        plain = _plain(text)
        folded = plain.casefold()
        present = [each for each in self.readings if _plain(each.written).casefold().split()[0] in folded]
        if not present:
            return text
        present.sort(key=lambda each: (-len(each.form), not each.exact))
        pattern = re.compile("|".join(f"({_pattern(each)})" for each in present))
        return pattern.sub(lambda match: present[(match.lastindex or 1) - 1].spoken, plain)

    def over(self, other: "Lexicon") -> "Lexicon":
        """Both lexicons; this one's readings win over the other's of the same form."""
        own = {each.form for each in self.readings}
        return Lexicon(readings=(*self.readings, *(each for each in other.readings if each.form not in own)))


def doubled(readings: Sequence[Reading]) -> Reading | None:
    """The first reading whose written form another one before it has, under the same rule of case."""
    seen: set[tuple[str, bool]] = set()
    for each in readings:
        key = (_plain(each.written) if each.exact else each.form, each.exact)
        if key in seen:
            return each
        seen.add(key)
    return None


def _plain(text: str) -> str:
    """Composed, and without the characters that no voice says and no reader sees."""
    return unicodedata.normalize("NFC", without_unseen(text))


def _pattern(reading: Reading) -> str:
    written = _plain(reading.written).strip()
    words = r"\s+".join(re.escape(word) for word in written.split())
    words = re.sub(f"[{_APOSTROPHES}]", f"[{_APOSTROPHES}]", words)
    before = f"(?<![{_letters()}])" if _ends_words(written[0]) else ""
    # behind an apostrophe "s" is another word (SQL's), all else belongs to this one (can't)
    after = f"(?![{_letters()}]|[{_APOSTROPHES}](?!s\\b)\\w)" if _ends_words(written[-1]) else ""
    return before + (words if reading.exact else f"(?i:{words})") + after


def _ends_words(character: str) -> bool:
    """Whether a word ends where such a character meets no other: not in scripts without spaces between words."""
    if unicodedata.east_asian_width(character) == "W" or _BRAHMIC.match(character):
        return False
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


@cache
def _letters() -> str:
    """What continues a word, as the inside of a character class: letters, digits, joiners and combining marks."""
    ranges: list[list[int]] = []
    for code in range(0x300, _LAST_MARK):
        if unicodedata.category(chr(code)).startswith("M"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return rf"\w{_JOINERS}{marks}"
