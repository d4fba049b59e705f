"""Characters that no reader sees, and forms of letters that only a typesetter needs, in the blocks of every format."""

import re
import unicodedata

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
"""Characters that spell ASCII and show nothing: words for machines."""
_UNSEEN = re.compile(
    "[\u034f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e0fff]+|\u00ad(?![\n\ufdd3])"
)
_FORMS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdcf\ufdf0-\ufdfc\ufe70-\ufefc]+")
"""Ligatures (ﬁ) and the forms that letters of Hebrew and Arabic take inside a word."""


def plain_characters(text: str) -> str:
    """The text without characters that show nothing, and with letters in place of their forms."""
    if text.isascii():
        return text
    text = _FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _UNSEEN.sub("", text)


def spelled_unseen(text: str) -> str:
    """What characters that show nothing spell."""
    if text.isascii():
        return ""
    return " ".join("".join(chr(ord(each) - 0xE0000) for each in found) for found in _TAGS.findall(text))
