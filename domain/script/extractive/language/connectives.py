"""Connectives at the head of a sentence, such as However or For example."""

import re

from domain.script.extractive.tables import load_alternatives

_CONNECTIVES = load_alternatives("language/connectives.toml")
LEADING_CONNECTIVE = re.compile(rf"(?:{_CONNECTIVES['droppable']}|{_CONNECTIVES['lasting']}),\s+", re.IGNORECASE)
_DROPPABLE = re.compile(rf"(?:{_CONNECTIVES['droppable']}),\s+", re.IGNORECASE)


def without_connective(sentence: str) -> str:
    """The sentence as said when the one before it is not: a However, Moreover or Thus at its head is dropped."""
    match = _DROPPABLE.match(sentence)
    if not match:
        return sentence
    rest = sentence[match.end() :]
    return rest[:1].upper() + rest[1:]
