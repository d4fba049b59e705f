"""Text of a model without what no voice can say: control characters, markup, ids of passages, stage directions."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff]+")
_MARKUP = re.compile(r"\*\*|__|`+|^#+\s+")
_IDS = re.compile(r"\s*[\[(](?:passages?\s+)?s\d+-p\d+(?:[,;\s]+s\d+-p\d+)*[\])]", re.IGNORECASE)
_DIRECTION = re.compile(
    r"\s*[\[(*](?:(?:laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|paus(?:es?|ing)|sigh(?:s|ing)?|smil(?:es?|ing))(?: \w+)?"
    r"|(?:intro |outro |background )?music|applause)[\])*]",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """In one line."""
    text = _CONTROL.sub(" ", text)
    text = _DIRECTION.sub("", _IDS.sub("", _MARKUP.sub("", text.strip())))
    return " ".join(text.split())
