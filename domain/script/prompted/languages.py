"""Languages of a script: their names in a prompt, and whether a text is plainly in another language than asked for."""

import re
from collections import Counter

NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

_FREQUENT = {
    "en": "the and of is that with which this are it was to for from have they what how you does by an",
    "de": "der die und das ist nicht ein eine mit den von zu auf für dem sich wird werden auch wie was es",
    "fr": "le les des et est une dans que qui pour pas sur ce cette avec sont il elle par du au ne",
    "es": "el los las y es una que por con para del se lo como más pero son su al está no",
    "it": "il di che è una per con non sono della del gli nel più come anche si da le i questo",
    "pt": "o os as e é um uma que não com para do da dos das em por mais como são ao se",
    "nl": "de het een en van is dat niet met voor zijn op te aan wordt ook door er maar wat hoe",
}
"""The most frequent words of each language. Related languages share some, so only a wide lead counts."""

_SCRIPTS = {
    "ar": "\u0600-\u06ff", "bg": "\u0400-\u04ff", "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff\u4e00-\u9fff", "ko": "\uac00-\ud7af", "ru": "\u0400-\u04ff", "th": "\u0e00-\u0e7f",
    "uk": "\u0400-\u04ff", "zh": "\u4e00-\u9fff",
}  # fmt: skip

_ENOUGH_WORDS, _ENOUGH_LETTERS = 30, 80
_SHARE = 0.2
"""Of the words that are frequent ones of their language: 25-45 % in prose, under 12 % in a related language."""
_LEAD = 3


def language_name(code: str) -> str:
    """`German (de)`; a code without a known name is quoted."""
    name = NAMES.get(_base(code))
    return f"{name} ({code})" if name else f"“{code}”"


def is_in_another_language(text: str, asked: str) -> bool:
    """Whether `text` is certainly not in the language asked for; False in doubt, and for short texts."""
    asked = _base(asked)
    letters = sum(character.isalpha() for character in text)
    if letters < _ENOUGH_LETTERS:
        return False
    scripts = {span: len(re.findall(f"[{span}]", text)) / letters for span in set(_SCRIPTS.values())}
    if asked in _SCRIPTS:
        return scripts[_SCRIPTS[asked]] < 1 / 4
    if asked in NAMES and max(scripts.values()) > 1 / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _ENOUGH_WORDS:
        return False
    counts = Counter(words)
    shares = {code: sum(counts[one] for one in set(some.split())) / len(words) for code, some in _FREQUENT.items()}
    found = max(shares, key=shares.__getitem__)
    if asked not in shares and found != "en":
        return False  # perhaps a related language that we have no words of
    return found != asked and shares[found] >= _SHARE and shares[found] >= _LEAD * shares.get(asked, 0.0)


def _base(code: str) -> str:
    return code.lower().partition("-")[0]
