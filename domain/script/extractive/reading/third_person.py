"""A paper's "we" as the expert says it: the authors, then they (docs/local-writer.md, rule 5)."""

import re

_WE_WORD = re.compile(r"\b(?:we|our|us|ours|ourselves)\b", re.IGNORECASE)
_FIRST = {"we": "the authors", "our": "the authors’", "us": "the authors"}
_LATER = {"we": "they", "our": "their", "us": "them", "ours": "theirs", "ourselves": "themselves"}


def in_third_person(sentence: str) -> str:
    """The first `we` outside quotations becomes `the authors`, later ones become `they`."""
    named = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal named
        word = match.group()
        if word == "US" or _is_quoted(sentence[: match.start()]):
            return word
        words = _LATER if named else _LATER | _FIRST
        named = True
        third = words[word.lower()]
        return third[:1].upper() + third[1:] if word[:1].isupper() else third

    return _WE_WORD.sub(replacement, sentence)


def _is_quoted(before: str) -> bool:
    """Whether a quotation that begins in the text is still open at its end."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
