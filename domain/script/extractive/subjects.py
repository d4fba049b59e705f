"""The noun phrase a question may name: verbatim from the answer's first sentence, at most five words, or none."""

import re
from dataclasses import dataclass

from domain.script.extractive.capitals import Capitals
from domain.script.extractive.edits import LEADING
from domain.script.extractive.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PLURAL_VERBS,
    PREPOSITIONS,
    PRONOUNS,
    SINGULAR_VERBS,
    WORD,
    word_set,
)
from domain.script.extractive.verbs import THIRD_PERSON, is_finite_at, is_past

LONGEST = 5
"""Words of a subject (rule 10)."""

_INDEFINITE = word_set(
    "a an some any many few most several every each no all more another such both one two three four "
    "five six seven eight nine ten"
)
_EMPTY_HEADS = word_set(
    "people person thing things result results reason reasons way ways time times question questions "
    "idea ideas fact facts case cases example examples number numbers part parts process author "
    "authors kind kinds sort step steps point points answer difference differences problem problems "
    "effect effects others rest something nothing everyone anyone year years day days world end "
    "beginning place one ones job work task trick secret aim goal lot majority use work works "
    "success failure change changes story paper study there here readers reader researchers "
    "experiment experiments first second third last next"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """`phrase` as it stands inside a question. `verb` is the finite verb behind it; `plural` None
    when it does not show."""

    phrase: str
    verb: str = ""
    after: str = ""
    plural: bool | None = None
    indefinite: bool = False


_INTRO = re.compile(
    r"(?P<word>In|At|On|During|By|Under|Inside|Near|Across|Throughout|Between|Around|After|Before|"
    r"Among|Within|From|Since|Until|Over)\s(?P<rest>[^,;:()“”\"]{2,60}),\s(?=\w)"
)
_CLAUSE = re.compile(r"(?:When|If|Once|As soon as|Whenever)\s[^,;:()“”\"]{5,60},\s(?=\w)")


def intro_phrase(sentence: str) -> str | None:
    """`In 1862,` or `In the oven,` at the head of a sentence, at most six words, without the comma."""
    match = _INTRO.match(sentence)
    if not match:
        return None
    words = [word.lower() for word in WORD.findall(match.group())]
    plain = match.group("rest")
    tangible = (
        re.search(r"\d|[A-Z]", plain) or words[1] in {"the", "a", "an", "most", "many", "some"} or " of " in plain
    )
    tired = {
        "end",
        "case",
        "cases",
        "way",
        "ways",
        "time",
        "sense",
        "whole",
        "fact",
        "view",
        "words",
        "contrast",
        "turn",
        "same",
        "other",
        "beginning",
        "start",
        "addition",
        "hand",
    }
    if (
        not tangible
        or len(words) > 6
        or set(words) & (tired | PRONOUNS)
        or any(word.endswith("ing") for word in words[1:2])
    ):
        return None
    return (
        None
        if any(is_finite_at(words, at) for at in range(1, len(words)) if words[at] in AUXILIARIES)
        else match.group()[:-2]
    )


def opening_clause(sentence: str) -> str | None:
    """`When dough rests,` at the head of a sentence, at most eight words and nobody's pronoun in it."""
    match = _CLAUSE.match(sentence)
    if not match:
        return None
    words = [word.lower() for word in WORD.findall(match.group())]
    return None if len(words) > 8 or set(words) & PRONOUNS or " that " in match.group() else match.group()[:-2]


def subject_of(sentence: str, capitals: Capitals) -> Subject | None:
    """The subject of the main clause, when nothing about it is doubtful."""
    start = 0
    if lead := LEADING.match(sentence):
        start = lead.end()
    text = sentence[start:]
    intro = intro_phrase(text)
    if intro:
        text = text[len(intro) + 2 :]
    found = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)][:12]
    words = [word.lower().replace("’", "'") for word, _, _ in found]
    stop = _verb_place(words)
    if stop is None or not 1 <= stop <= LONGEST:
        return None
    phrase = text[: found[stop - 1][2]]
    if not _is_noun_phrase(phrase, words[:stop], found[0][0], text):
        return None
    if stop == 1 and (words[0].endswith("ly") or (words[0].endswith("ing") and len(words[0]) > 5)):
        return None
    verb = words[stop]
    plural = True if verb in PLURAL_VERBS else False if verb in SINGULAR_VERBS or verb in THIRD_PERSON else None
    if plural is None and not is_past(verb) and verb not in AUXILIARIES:
        plural = True  # a base form after a plural noun
    after = words[stop + 1] if stop + 1 < len(words) else ""
    return Subject(
        capitals.lowered(phrase) if not intro else phrase,
        verb,
        after,
        plural,
        words[0] in _INDEFINITE or words[0][:1].isdigit(),
    )


def _verb_place(words: list[str]) -> int | None:
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
        if word in ADVERBS or word.endswith("ly"):
            verb = next((later for later in range(at, len(words)) if not _adverb(words[later])), len(words))
            return at if verb < len(words) and is_finite_at(words, verb) else None
    return None


def _adverb(word: str) -> bool:
    return word in ADVERBS or word.endswith("ly")


def _is_noun_phrase(phrase: str, words: list[str], first: str, text: str) -> bool:
    if re.search(r"[,;:()\[\]“”\"—–]", phrase) or first[:1].isdigit():
        return False
    if (
        words[0] in PRONOUNS | PREPOSITIONS | CONJUNCTIONS | ADVERBS | AUXILIARIES
        or words[-1] in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
    ):
        return False
    if (
        any(word in PRONOUNS or word.startswith("author") for word in words)
        or words[-1].split("'")[0] in _EMPTY_HEADS
        or (words[0] in DETERMINERS and len(words) == 1)
    ):
        return False
    if (
        len(words) > 2
        and "of" in words
        and words[words.index("of") - 1]
        in {"one", "some", "most", "all", "many", "each", "kind", "number", "lot", "part"}
    ):
        return False
    if words[-1].endswith(("'s", "'")):
        return False
    return not (words[0].endswith("ing") and words[0] not in {"spring", "king", "string", "evening", "morning"})
