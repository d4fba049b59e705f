"""Characters that no voice can say, in any language: invisible ones, controls, emoji, ligatures."""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+|[\u2800\u3164\uffa0]")
_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\u20e3\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
"""Soft hyphens, directions, variation selectors, keycaps, skin tones, tags: removed without a space."""

_JOINERS = re.compile("[\u200c\u200d]")
_JOINED_SCRIPTS = "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af]"
_JOINER_AT_WORK = re.compile(f"(?<={_JOINED_SCRIPTS})[\u200c\u200d](?={_JOINED_SCRIPTS})")
"""Zero-width joiners that Persian and Indic spelling need; everywhere else they are invisible noise."""

_COMPATIBILITY = re.compile(
    "[\u1d62-\u1d6a\u2080-\u208e\u2090-\u209c\u2100-\u2115\u2117-\u211f\u2121-\u2125\u2128-\u2131\u2133-\u2138\u2160-\u217f"
    "\u2460-\u2473\u3371-\u337a\u3380-\u33df\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]"
)
"""Ligatures, letters and digits in fancy dress, square units: the same letters, plainly written."""

_LOWERED = re.compile("(?<=[^\\W\\d_])(?=[\u1d62-\u1d6a\u2090-\u209c])")
"""Before a letter that is set lower: the two are said apart."""
_KEPT_SYMBOLS = frozenset("°↑↓→←↔⇒⇔⟶")
_TRADE_MARKS = re.compile("[™®©℠℗]")


def without_unseen(text: str) -> str:
    """Without soft hyphens, directions, variation selectors and the like, which no reader sees."""
    return _DROPPED.sub("", text)


def clean_characters(text: str, *, joiners: bool = False) -> str:
    """Composed (NFC) text of visible characters, spaces and newlines; `joiners`: also those that spell a word."""
    text = _LINE_BREAKS.sub("\n", text)
    text = _TRADE_MARKS.sub("", without_unseen(text))
    text = _LOWERED.sub(" ", text)
    text = _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _without_idle_joiners(text) if joiners else _JOINERS.sub("", text)
    text = "".join(character if _is_kept(character) else " " for character in text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))


def _without_idle_joiners(text: str) -> str:
    if not _JOINERS.search(text):
        return text
    at_work = {match.start() for match in _JOINER_AT_WORK.finditer(text)}
    return "".join(one for at, one in enumerate(text) if at in at_work or not _JOINERS.match(one))


def _is_kept(character: str) -> bool:
    if character == "\n" or character in _KEPT_SYMBOLS or _JOINERS.match(character):
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "So")
