"""What a heading becomes inside a line of the host (docs/local-writer.md, rule 13)."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.verbs import (
    IMPERATIVES,
    PAST_OF_IRREGULAR,
    THIRD_PERSONS,
    has_also_noun_at_end,
    is_finite_at,
    is_past,
)
from domain.script.extractive.language.words import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    lower_words,
    word_count,
)
from domain.script.extractive.reading.headings import bare_heading
from domain.script.extractive.tables import load_table
from domain.script.extractive.talking.sayable import is_sayable

_TABLES = load_table("talking/headings.toml", dict[str, dict[str, str]])
USUAL_PHRASES, USUAL_QUESTIONS = _TABLES["phrases"], _TABLES["questions"]
"""Phrases by usual headings, and questions by these phrases."""
UNINFORMATIVE = frozenset({"where it starts", "how it begins", "how it ends"})
"""Phrases of no interest before their section comes."""
LONGEST_PHRASE, LONGEST_QUOTED, LONGEST_OF_PART = 8, 9, 12
"""Words."""

_ROMAN_NUMERAL = re.compile(r"[ivxlc]+", re.IGNORECASE)
_SUBTITLE = re.compile(r":\s| – | — ")


@dataclass(frozen=True, slots=True)
class HeadingPhrase:
    """A heading as the host says it. `nominal`: it can follow "Let's turn to"; else it can only be quoted.

    `listed`: the same among others, in an opening. `repeated`: other parts have the same heading.
    """

    text: str
    nominal: bool
    listed: str = ""
    repeated: bool = False

    def of_part(self, parent: "HeadingPhrase | None") -> "HeadingPhrase":
        """The phrase where others have the same heading: told apart by the heading above it, when it has one."""
        if parent is None or not self.nominal or not parent.nominal:
            return replace(self, repeated=True)
        text = f"{self.listed or self.text}, in the part on {parent.listed or parent.text}"
        return replace(self, text=text if word_count(text) <= LONGEST_OF_PART else self.text, repeated=True)


def phrase_of(heading: str, capitals: Capitals) -> HeadingPhrase | None:
    """The phrase for a heading; None when that is empty, only a number, or too long to say."""
    bare = bare_heading(heading)
    if usual := USUAL_PHRASES.get(bare.lower()):
        return HeadingPhrase(usual, True)
    if _ROMAN_NUMERAL.fullmatch(bare):
        return None
    words = _words(bare)
    if not any(len(word) > 1 and any(char.isalpha() for char in word) for word in words) or not is_sayable(bare):
        return None
    if bare.isupper() and (word_count(bare) > 1 or len(bare) > 5):
        bare = capitals.restored(bare)
        words = _words(bare)
    if ":" in bare or " – " in bare or " — " in bare:
        title = _SUBTITLE.split(bare)[0]
        bare = title.strip() if word_count(title) >= 2 else bare
        words = _words(bare)
    if re.search(r"[?!:“”\"()\[\],;.]", bare) or word_count(bare) > LONGEST_PHRASE:
        quotable = word_count(bare) <= LONGEST_QUOTED and not re.search(r"[“”\"()\[\]:;?!]", bare)
        return HeadingPhrase(bare, False) if quotable else None
    if not _is_nominal(words):
        return HeadingPhrase(bare, False)
    phrase = capitals.lowered(bare)
    if len(words) > 2 and words[1] == "of" and not words[0].endswith("s"):
        phrase = f"the {phrase}"  # "the report of the Harbour Master"
    if len(words) == 1 and not capitals.is_name(bare) and bare[1:].islower():
        phrase = bare.lower()
    text = f"the part on {phrase}" if len(words) == 1 and not capitals.is_name(phrase) else phrase
    return HeadingPhrase(text, True, listed=phrase)


def _words(heading: str) -> list[str]:
    return [word.replace("’", "'") for word in lower_words(heading)]


def _is_nominal(words: list[str]) -> bool:
    """Whether the words read as a noun phrase, a gerund or an embedded question."""
    following = words[1] if len(words) > 1 else ""
    if words[0] in QUESTION_WORDS:
        return bool(following) and following not in AUXILIARIES and (len(words) > 2 or following in THIRD_PERSONS)
    if (
        words[0] in AUXILIARIES | PRONOUNS | CONJUNCTIONS | ADVERBS | PREPOSITIONS
        or words[-1] in DETERMINERS | PREPOSITIONS | CONJUNCTIONS
    ):
        return False
    if len(words) == 1 and is_past(words[0]):
        return False  # "Balanced"
    if words[0] in IMPERATIVES or (words[0] in PAST_OF_IRREGULAR and following in DETERMINERS | PRONOUNS):
        return False
    if has_also_noun_at_end(words):  # "ownership rules"
        words = words[:-1]
    return not any(is_finite_at(words, at) and not words[at].endswith("ed") for at in range(1, len(words)))


def repeated_headings(paths: Mapping[int, tuple[str, ...]]) -> frozenset[str]:
    """Headings, bare and in small letters, that more than one part of the text has."""
    counts = Counter(bare_heading(path[-1]).lower() for path in set(paths.values()) if path)
    return frozenset(heading for heading, count in counts.items() if count > 1)
