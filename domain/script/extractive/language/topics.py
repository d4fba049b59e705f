"""What a sentence speaks of besides its subject: names and noun phrases that the document comes back to.

A question may name one where the subject is doubtful (docs/local-writer.md, rule 10).
"""

from collections.abc import Iterable

from domain.script.extractive.language.capitals import Capitals
from domain.script.extractive.language.subjects import LONGEST
from domain.script.extractive.language.terms import terms_of
from domain.script.extractive.language.verbs import BASE_FORMS, THIRD_PERSONS, VERB_FORMS, is_past
from domain.script.extractive.language.words import DETERMINERS, FUNCTION_WORDS, PREPOSITIONS, WORD
from domain.script.extractive.tables import load_words

_LISTS = load_words("language/subjects.toml")
_QUANTITIES = _LISTS["quantities"]
"""Words of a number and its unit, of which none says what a sentence is about."""
_QUOTES = frozenset('“”"')
LEAST_USES, MOST_COUNTED = 2, 6
"""Sentences that a name stands in at least, to be asked for; more than so many count as many."""


class Topics:
    """The sentences of a document by their terms, so that a phrase that comes back is known from one that does not."""

    def __init__(self, texts: Iterable[str], capitals: Capitals) -> None:
        self._capitals = capitals
        self._sentences: dict[str, set[int]] = {}
        for at, text in enumerate(texts):
            for term in terms_of(text):
                self._sentences.setdefault(term, set()).add(at)

    def uses(self, phrase: str) -> int:
        """How many sentences hold every term of the phrase."""
        found = [self._sentences.get(term, set()) for term in terms_of(phrase)]
        return len(set.intersection(*found)) if found else 0

    def names_in(self, text: str) -> list[str]:
        """Names that stand in the text and come back in the document, the one met most often first."""
        names = dict.fromkeys(phrase for phrase in _phrases(text, self._capitals) if phrase != phrase.lower())
        return sorted((name for name in names if self.uses(name) >= LEAST_USES), key=lambda name: -self.uses(name))

    def of(self, sentence: str, *, without: frozenset[str] = frozenset()) -> list[str]:
        """Noun phrases of the sentence as they stand inside a question, best first.

        `without`: terms that name nothing on their own, such as those of the title.
        """
        found: dict[str, tuple[int, int]] = {}
        for at, phrase in enumerate(_phrases(sentence, self._capitals)):
            terms = set(terms_of(phrase))
            uses = self.uses(phrase)
            known = uses >= LEAST_USES or phrase.startswith("the ") or (at == 0 and phrase != sentence)
            if terms and not terms <= without and known and phrase not in found:
                found[phrase] = (-min(uses, MOST_COUNTED) - len(terms), at)
        return sorted(found, key=lambda phrase: found[phrase])


def _phrases(sentence: str, capitals: Capitals) -> Iterable[str]:
    """Articles with one to three nouns or adjectives before a word that cannot belong to them, plurals, and names."""
    words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(sentence)]
    at = 0
    while at < len(words):
        word = words[at][0]
        article = word.lower() in ("the", "a", "an")
        if word[:1].isupper() and not article and (at > 0 or capitals.is_name(word)):
            end = at + 1
            while (
                end < len(words) and words[end][0][:1].isupper() and _are_one_name(sentence, words[end - 1], words[end])
            ):
                end += 1
            while at < end - 1 and capitals.is_common(words[at][0]) and not capitals.is_name(words[at][0]):
                at += 1  # "Suddenly Weena"
            word, name = words[at][0], sentence[words[at][1] : words[end - 1][2]]
            follows = (
                words[end][0].lower() if end < len(words) and sentence[words[end - 1][2] : words[end][1]] == " " else ""
            )
            led = at > 0 and (words[at - 1][0].lower() in DETERMINERS or words[at - 1][0].lower() in _LISTS["ordinals"])
            part = (at == 0 or led) and follows and follows not in FUNCTION_WORDS | VERB_FORMS and not is_past(follows)
            if part:
                at = end  # "the first Ashikaga shogun": a piece of a longer name
                continue
            if name.isupper():
                at = end  # an acronym may not be explained yet
                continue
            if word.lower() not in FUNCTION_WORDS and end - at < LONGEST and len(name) > 2 and _is_name(name, capitals):
                yield name
            at = end
            continue
        start = at + 1 if article else at
        end = _end_of_run(sentence, words, start)
        following = words[end][0].lower() if end < len(words) else ""
        joined = following in {"and", "or", "one", "ones", "of", "whether"}  # "the traits and generics", "the big one"
        heads = at == 0 and following in PREPOSITIONS  # "Water quality in the basin"
        sure = article or heads
        if at == 0 and end == 1 and words[0][0].lower() in BASE_FORMS:
            at = end
            continue  # an order: "Bake at 240 degrees"
        quoted = end > at and not _QUOTES.isdisjoint(sentence[words[at][1] : words[end - 1][2]])
        if start < end <= at + LONGEST and not joined and not quoted and _is_noun_phrase(words[start:end], sure=sure):
            yield capitals.lowered(_text(sentence, words, at, end)) if at == 0 else _text(sentence, words, at, end)
        at = max(end, at + 1)


def _are_one_name(sentence: str, before: tuple[str, int, int], word: tuple[str, int, int]) -> bool:
    """Whether nothing but a space, or the full stop of a title, stands between two words: `Mr. Hale`."""
    between = sentence[before[2] : word[1]]
    return between == " " or (between == ". " and before[0] in ("Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Capt"))


def _is_noun_phrase(run: list[tuple[str, int, int]], *, sure: bool) -> bool:
    """Whether a run of content words is one as far as can be seen; unless it is sure, only a plural of two or three."""
    first, last = run[0][0].lower(), run[-1][0].lower()
    inner = {word.lower() for word, *_ in run[1:-1]}
    if (
        {first, *inner, last} & _QUANTITIES
        or inner & VERB_FORMS
        or any(map(is_past, inner))
        or first in _LISTS["empty_beginnings"]
        or not _is_head(last, alone=len(run) == 1)
    ):
        return False
    if sure:
        return not first.endswith("ing") and first not in THIRD_PERSONS and "author" not in last
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return (
        plural and 2 <= len(run) <= 3 and not first.endswith("ing") and not is_past(first) and first not in VERB_FORMS
    )


def _end_of_run(sentence: str, words: list[tuple[str, int, int]], start: int) -> int:
    """Where a run of content words ends; at `start` when it does not end in a word that cannot belong to it."""
    at = start
    while at < len(words):
        word, begins, _ = words[at]
        apart = at > start and sentence[words[at - 1][2] : begins] != " "
        name_begins = at > start and word[:1].isupper() and words[at - 1][0][:1].islower()
        if apart or name_begins or word.lower() in FUNCTION_WORDS:
            return at
        if word[:1].isdigit() or word.lower().endswith("ly"):
            return start
        at += 1
    return at


def _is_head(word: str, *, alone: bool) -> bool:
    """Whether the last word of a run is a noun as far as can be seen."""
    bare = word.lower()
    if bare in _LISTS["empty_heads"] or bare in _LISTS["empty_beginnings"] or len(bare) < 3 or is_past(bare):
        return False
    return alone or not (bare in THIRD_PERSONS or bare in BASE_FORMS)


def _is_name(name: str, capitals: Capitals) -> bool:
    return all(capitals.is_name(word) or not capitals.is_common(word) for word in name.split())


def _text(sentence: str, words: list[tuple[str, int, int]], at: int, end: int) -> str:
    text = sentence[words[at][1] : words[end - 1][2]]
    return text[:1].lower() + text[1:] if words[at][0] in ("The", "A", "An") else text
