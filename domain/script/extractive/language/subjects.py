"""The noun phrase that a question may name (docs/local-writer.md, rule 10)."""

import re
from dataclasses import dataclass

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.connectives import LEADING_CONNECTIVE
from domain.script.extractive.language.leading_phrases import leading_phrase
from domain.script.extractive.language.verbs import THIRD_PERSONS, is_ambiguous_at, is_finite_at, is_past
from domain.script.extractive.language.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PLURAL_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    SINGULAR_VERBS,
    WORD,
)
from domain.script.extractive.tables import load_words

LONGEST = 5
"""Words that a subject has at most."""
_LISTS = load_words("language/subjects.toml")


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase as it stands inside a question; `verb` and `after`: the finite verb behind it and the next word.

    `plural` is None when neither phrase nor verb shows it. `indefinite`: `a loaf`, `three loaves`.
    """

    phrase: str
    verb: str = ""
    after: str = ""
    plural: bool | None = None
    indefinite: bool = False


def subject_of(sentence: str, capitals: Capitals) -> Subject | None:
    """The subject of the main clause, when nothing about it is doubtful."""
    connective = LEADING_CONNECTIVE.match(sentence)
    text = sentence[connective.end() :] if connective else sentence
    opening = leading_phrase(text)
    if opening:
        text = text[len(opening) + 2 :]
    found = [(match.group(), match.end()) for match in WORD.finditer(text)][:12]
    words = [word.lower().replace("’", "'") for word, _ in found]
    stop = _verb_index(words)
    if stop is None or not 1 <= stop <= LONGEST or is_ambiguous_at(words, stop):  # "School groups remain"
        return None
    phrase = text[: found[stop - 1][1]]
    if not _is_noun_phrase(phrase, words[:stop]):
        return None
    if stop == 1 and not opening and is_doubtful(phrase, capitals):
        return None
    gerund = words[0].endswith("ing") and len(words[0]) > 5 and words[0] not in _LISTS["nouns_in_ing"]
    if stop == 1 and (words[0].endswith("ly") or (gerund and words[1] not in SINGULAR_VERBS | THIRD_PERSONS)):
        return None
    return Subject(
        phrase if opening else capitals.lowered(phrase),
        verb=words[stop],
        after=words[stop + 1] if stop + 1 < len(words) else "",
        plural=_is_plural(words[stop]),
        indefinite=words[0] in _LISTS["indefinite"] or words[0][:1].isdigit(),
    )


def is_doubtful(word: str, capitals: Capitals) -> bool:
    """Whether the first word of a sentence, alone, may be a name or not: "Guests", "Moisture"."""
    return capitals.lowered(word)[:1].isupper() and not capitals.is_name(word)


def _is_plural(verb: str) -> bool | None:
    """Whether the verb shows that its subject is plural; None when it does not show its number."""
    if verb in PLURAL_VERBS:
        return True
    if verb in SINGULAR_VERBS or verb in THIRD_PERSONS:
        return False
    return None if is_past(verb) or verb in AUXILIARIES else True  # a base form follows a plural noun


def _verb_index(words: list[str]) -> int | None:
    """The index at which the predicate begins: of the finite verb, or of an adverb before it."""
    for at in range(1, len(words)):
        if at == 1 and words[0] in DETERMINERS:
            continue
        word = words[at]
        if word in AUXILIARIES or is_finite_at(words, at):
            if (
                is_past(word)
                and at + 1 < len(words)
                and words[at + 1] not in DETERMINERS | PREPOSITIONS | CONJUNCTIONS | ADVERBS | PRONOUNS
            ):
                # "the baked loaf": a participle before its noun, unless something shows a verb
                if words[at - 1] in DETERMINERS:
                    continue
                if any(later in AUXILIARIES for later in words[at + 1 : at + 4]):
                    return None
            elif (
                is_past(word)
                and word not in AUXILIARIES
                and any(later in {"is", "are", "was", "were", "has", "have", "had"} for later in words[at + 1 : at + 7])
            ):
                return None  # "the bread baked in Egypt was": a clause inside the subject
            return at
        if word in CONJUNCTIONS - {"and"} or (word in PREPOSITIONS and word != "of") or word in PRONOUNS:
            return None
        if _is_adverb(word):
            verb = next((later for later in range(at, len(words)) if not _is_adverb(words[later])), len(words))
            return at if verb < len(words) and is_finite_at(words, verb) else None
    return None


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or word.endswith("ly")


def _is_whole(words: list[str]) -> bool:
    """Whether no word shows that a verb the lists do not know stands inside, as in `programmers target a diverse`."""
    inner = range(1, len(words))
    if any(words[at] in DETERMINERS and words[at - 1] not in {"of", "and"} for at in inner):
        return False
    if any(words[at] in PREPOSITIONS - {"of"} | AUXILIARIES | PRONOUNS for at in inner):
        return False
    return words[1] not in _LISTS["empty_beginnings"] if len(words) > 1 and words[0] in DETERMINERS else True


def _is_noun_phrase(phrase: str, words: list[str]) -> bool:
    """Whether the phrase, whose lower-case words are `words`, can stand in a question as it is."""
    if re.search(r"[,;:()\[\]“”\"—–]", phrase) or words[0][:1].isdigit():
        return False
    if (
        words[0] in PRONOUNS | PREPOSITIONS | CONJUNCTIONS | ADVERBS | AUXILIARIES | _LISTS["empty_beginnings"]
        or words[-1] in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
        or words[-1].endswith(("'s", "'"))
        or any(word in PRONOUNS or word.startswith("author") for word in words)
        or words[-1].split("'")[0] in _LISTS["empty_heads"]
        or (words[0] in DETERMINERS and len(words) == 1)
    ):
        return False
    if len(words) > 2 and "of" in words and words[words.index("of") - 1] in _LISTS["partitives"]:
        return False
    noun_in_ing = words[0] in _LISTS["nouns_in_ing"] or len(words) == 1
    return _is_whole(words) and (not words[0].endswith("ing") or noun_in_ing)
