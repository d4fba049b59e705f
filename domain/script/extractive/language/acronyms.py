"""Acronyms a sentence uses, and those it explains."""

import re

from domain.script.extractive.tables import load_words

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{1,5}\b|\b[A-Z][a-z]?[A-Z]{1,4}\b")
_EXPANSION = re.compile(r"((?:[\w’'-]+\s+){1,7})\(([A-Z][A-Za-z0-9]{1,6}?)s?\)")
_WELL_KNOWN = load_words("language/words.toml")["known_acronyms"]


def acronyms_in(text: str) -> frozenset[str]:
    """Acronyms that a listener does not know unless they are explained."""
    return frozenset(match for match in _ACRONYM.findall(text) if match not in _WELL_KNOWN)


def expanded_acronyms(text: str) -> frozenset[str]:
    """Acronyms that the text introduces: `sea surface temperature (SST)`."""
    found: set[str] = set()
    if "(" not in text:
        return frozenset()
    for match in _EXPANSION.finditer(text):
        initials = "".join(word[0] for part in match.group(1).split() for word in part.split("-") if word).lower()
        short = match.group(2).lower()
        if short[0] in initials and sum(letter in initials for letter in short) >= min(len(short), 2):
            found.add(match.group(2))
    return frozenset(found)
