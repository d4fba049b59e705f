"""Foreign text made harmless: what a terminal would obey, and what would reorder the words around it."""

import re

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, moving the cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and other strings
    r"|\x1b[ -/]*[0-~]?"  # any other
)
"""Control sequences of ECMA-48, in their 7-bit and 8-bit forms."""

_REORDERING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates of the bidirectional algorithm: they change the order of what follows."""

_SURROGATES = "\ud800-\udfff"
_HIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_REORDERING}{_SURROGATES}]")
_OBEYED = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_REORDERING}{_SURROGATES}]")
"""Without the white space of documents: form feed, vertical tab, carriage return, next line."""


def visible(text: str) -> str:
    """The text without control sequences, control characters and characters that reorder others."""
    return _HIDDEN.sub("", _SEQUENCES.sub("", text))


def document_text(text: str) -> str:
    """The same for a document, whose pages and lines stay apart."""
    return _OBEYED.sub("", _SEQUENCES.sub("", text))


def is_hidden(character: str) -> bool:
    return _HIDDEN.match(character) is not None


def hidden_in(text: str) -> str:
    """The first character that `visible` drops, other than a carriage return; empty when there is none."""
    found = _HIDDEN.search(text.replace("\r", "\n"))
    return found[0] if found else ""
