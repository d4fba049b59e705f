"""Statements of a turn that its passages make with a negation, when all that both say is the same but for that."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from domain.script.grounding.opposing import Marks, Statement, agree, statement
from domain.script.grounding.reading import Reading

LEAST = 2
"""Words that turn and clause share."""
SHARE = 0.5
"""Of the words of the turn's sentence, and of those of the clause."""
KEPT = 2048
_PARTS = re.compile(
    r"[;:—]\s|,?\s(?:but|while|whereas|although|though|because|as|since|so that)\s|,\s(?=(?:and|which|who)\b)"
    r"|\sand (?=(?:the|it|they|he|she|its|their|his|her|did|does|do|is|was|are|were|has|had|no|never|cannot)\b)"
)
_PLAIN = re.compile(r"n't\b|\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot)\b", re.IGNORECASE)
_LESS = re.compile(
    r"\b(?:that|which|who)\b[^,;]*(?:\bnot\b|n't\b|\bnever\b)|\([^)]*\bnot\b|\b(?:exceed|longer|later|more|less|fewer)\b"
    r"|^\W*(?:do not|don't|never|no)\b",
    re.IGNORECASE,
)
"""What is denied there is a part of it, or what one must not do, for which a turn says what one may."""


def denied_clause(
    sentence: Reading, near: str, sentences: Sequence[Reading], marks: Marks, denies: Callable[[str], bool]
) -> Reading | None:
    """The sentence of the passages with a clause that denies what the turn's sentence states, or None.

    `near`: the turn's sentence with those beside it. `denies`: whether a text has a negation of any kind.
    """
    if denies(near) or sentence.text.lstrip().lower().startswith(("if ", "unless ", "whether ")):
        return None
    said = statement(sentence, None, sentence.text, marks, said=True)
    total = len(said.terms)
    best, source = 0, None
    for one in sentences:
        for clause, plain in _clauses(one, marks):
            common = sum(1 for term in said.terms if term.keys & clause.keys)
            size = len(clause.terms)
            if common < max(best, LEAST, SHARE * total, SHARE * size):
                continue
            if common == best and not plain:
                source = None
                continue
            best, source = common, one if plain and not agree(said, clause) else None
    return source


@lru_cache(maxsize=KEPT)
def _clauses(sentence: Reading, marks: Marks) -> tuple[tuple[Statement, bool], ...]:
    """Each clause, and whether it has a negation that counts."""
    found = []
    for part in _PARTS.split(sentence.text):
        if part and part.strip():
            places = marks(part, said=False)
            plain = any(_PLAIN.search(part[start:end]) for start, end in places)
            plain = plain and not _LESS.search(part) and f"{part} but " not in sentence.text
            found.append((statement(sentence, None, part, marks, said=False), plain))
    return tuple(found)
