"""Writing systems: which letters stand without spaces between words, and which run from right to left."""

import re

_IDEOGRAPHIC = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Chinese characters, kana and bopomofo."""
_BRAHMIC = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u0f00-\u0fff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
    "\u1950-\u19df\u1a20-\u1aaf\uaa80-\uaadf\u1b00-\u1b7f\ua980-\ua9df"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, Javanese."""
_WIDE_MARKS = "\u3000-\u3004\u3008-\u3020\u3030\u303d\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
FIRST_RIGHT_TO_LEFT = 0x590
"""Code point of the first letter of Hebrew, before which no letter runs from right to left."""
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"

UNSPACED = re.compile(f"[{_IDEOGRAPHIC}{_BRAHMIC}]")
IDEOGRAPHIC = re.compile(f"[{_IDEOGRAPHIC}]")
BRAHMIC = re.compile(f"[{_BRAHMIC}]")
_JOINED = re.compile(f"[{_IDEOGRAPHIC}{_BRAHMIC}{_WIDE_MARKS}]")
_RTL = re.compile(f"[{_RIGHT_TO_LEFT}]")


def line_joint(before: str, following: str) -> str:
    """What stands between two lines of one paragraph: nothing between letters and marks of unspaced scripts."""
    if before and following and _JOINED.match(before[-1]) and _JOINED.match(following[0]):
        return ""
    return " "


def is_right_to_left(text: str) -> bool:
    """Whether most of the letters of a text run from right to left."""
    letters = sum(character.isalpha() for character in text)
    return letters > 0 and 2 * len(_RTL.findall(text)) > letters
