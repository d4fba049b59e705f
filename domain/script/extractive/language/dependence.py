"""How a sentence depends on the one before it (docs/local-writer.md, rule 4)."""

import re
from enum import StrEnum

from domain.script.extractive.language.back_references import points_back
from domain.script.extractive.language.connectives import LEADING_CONNECTIVE

_OWN_DOCUMENT = re.compile(
    r"^(?:this|the present) (?:paper|study|report|article|book|review|work|essay|guide|document|"
    r"thesis|survey|note|chapter)\b",
    re.IGNORECASE,
)


class Dependence(StrEnum):
    """NONE: it stands alone. CONNECTIVE: it opens with one, such as However. REFERENCE: a word of it points back."""

    NONE = "none"
    CONNECTIVE = "connective"
    REFERENCE = "reference"


def dependence_of(sentence: str) -> Dependence:
    if _OWN_DOCUMENT.match(sentence):
        return Dependence.NONE
    connective = LEADING_CONNECTIVE.match(sentence)
    if points_back(sentence[connective.end() :] if connective else sentence):
        return Dependence.REFERENCE
    return Dependence.CONNECTIVE if connective else Dependence.NONE
