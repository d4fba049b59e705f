"""Negations and hedges that a turn drops, and negations that it adds, against the sentence that it comes from."""

import re
from collections.abc import Iterator, Sequence

from domain.script.grounding.content import WORD, content_stem, content_stems
from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.quotations import without_quotations
from domain.script.grounding.reading import Reading, read
from domain.script.grounding.tables import Language

SCOPE = 9
"""Words behind a negation or a hedge in which the word that it bears on stands."""
HEADS = 3
"""Content words of the scope that count as borne on, the first above all."""
LEAST_COMMON = 2
"""Stems that turn and sentence share, for one to be said of the other."""
NEAREST = 0.75
"""Of the stems that the nearest sentence shares: one with fewer says something else."""
PLAINLY = 0.5
"""Of the stems of a sentence that the one has which it comes from: with half of them, one of 515 true turns came from
another, and a dropped hedge was found in three of six more."""
GAINED_SHARE = 0.6
"""Of a clause that gains a negation: how many of its stems the sentence without one has."""
LONGEST_QUOTED = 300
"""Characters of a sentence in a message."""
_MONTH = "May"  # the month, and never a hedge
_CLAUSE = re.compile(r"[;:—]\s|\s-\s|\bbut\b|\balthough\b|\bthough\b|,\s(?=(?:and|so|while|whereas|which|or)\b)")


def check_polarity(turn: Reading, cited: Sequence[Reading]) -> list[Finding]:
    """English only, as yet: other tables name no negations."""
    language = turn.language
    if language is None or not language.words.negations:
        return []
    rules = _Rules(language)
    sentences = [sentence for held in cited for sentence in held.sentences]
    findings: list[Finding] = []
    said = read(without_quotations(turn.text), turn.code).sentences
    for at, sentence in enumerate(said):
        if sentence.text.rstrip("\"”'").endswith("?"):
            continue
        near = " ".join(one.text for one in said[max(0, at - 1) : at + 2])
        finding = (
            rules.lost(sentence, near, sentences)
            or rules.surer(sentence, near, sentences)
            or rules.gained(sentence, sentences)
        )
        if finding is not None:
            findings.append(finding)
    return findings


class _Rules:
    def __init__(self, language: Language) -> None:
        words = language.words
        self._negations = frozenset(words.negations.split())
        self._implied = frozenset(words.implied_negations.split())
        self._conditions = frozenset(words.conditions.split())
        self._limits = frozenset(words.limits.split())
        self._hedges = frozenset(words.hedges.split())
        self._softeners = frozenset(words.softeners.split())
        self._certainties = frozenset(words.certainties.split())
        self._phrases = _either(words.negating_phrases)
        self._harmless = _either(words.no_negations)
        self._hedging = _either(words.hedging_phrases)

    def lost(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """A negation or a hedge of the source whose word the turn states without one."""
        stems = sentence.content
        nearest = max((len(stems & source.content) for source in sentences), default=0)
        for source in sentences:
            common = stems & source.content
            if len(common) < max(min(LEAST_COMMON, len(stems)), NEAREST * nearest):
                continue
            for word, heads in self._borne(source.text, hedges=False):
                if self._states(stems, heads, source) and not self._denies(sentence, heads):
                    return _lost(FindingKind.NEGATION, sentence, source, word)
            for word, heads in self._borne(source.text, hedges=True):
                denied = self._denies_anywhere(source.text)
                if self._states(stems, heads, source) and not self._softens(near, denied=denied):
                    return _lost(FindingKind.HEDGE, sentence, source, word)
        return None

    def surer(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """A hedge anywhere in the sentence that the turn plainly comes from, where the turn has none."""
        stems = sentence.content
        best = max(sentences, key=lambda one: len(stems & one.content), default=None)
        common = stems & best.content if best is not None else frozenset()
        if best is None or len(common) < max(LEAST_COMMON, PLAINLY * len(stems)) or self._softens(near, denied=False):
            return None
        part = max(re.split(r"[;:]\s", best.text), key=lambda one: len(stems & content_stems(one)))
        hedge = next((word for word, _ in self._borne(part, hedges=True)), None)
        return _lost(FindingKind.HEDGE, sentence, best, hedge) if hedge else None

    def gained(self, sentence: Reading, sentences: Sequence[Reading]) -> Finding | None:
        """A negation of the turn on a word that the nearest sentence states."""
        for clause in _clauses(sentence.text):
            words = set(_words(clause))
            if words & self._conditions or self._harmless.search(clause.lower()):
                continue
            stems = content_stems(clause)
            for word, heads in self._borne(clause, hedges=False):
                best = max(sentences, key=lambda one: len(stems & one.content), default=None)
                if best is None or not heads or heads[0] not in best.content:
                    continue
                common = stems & best.content
                enough = len(common) >= LEAST_COMMON + 1 and len(common) >= GAINED_SHARE * len(stems)
                if enough and not self._denies_anywhere(best.text):
                    message = f"The turn says “{word}”; the passage says: {_quoted(best)}"
                    return Finding(kind=FindingKind.NEGATION, words=clause.strip(), message=message)
        return None

    def _borne(self, text: str, *, hedges: bool) -> Iterator[tuple[str, list[str]]]:
        """Each negation or hedge of a text, with the stems of the content words that it bears on."""
        lower = text.lower()
        if not hedges:
            lower = self._harmless.sub(lambda found: " " * len(found[0]), lower)
        marks = self._hedges if hedges else self._negations
        phrases = self._hedging if hedges else self._phrases
        ends = [(found[0], found.end()) for found in phrases.finditer(lower)]
        for match in WORD.finditer(lower):
            word = match[0]
            if text[match.start() : match.end()] == _MONTH:
                continue
            if hedges and self._negations.intersection(_words(lower[: match.start()])[-2:]):
                continue  # "does not expect" is sure
            if word in marks or (not hedges and word.endswith("n't")):
                ends.append((word, match.end()))
        for word, end in ends:
            behind = [one for one in WORD.findall(_scope(lower[end:]))[:SCOPE] if not self._is_mark(one)]
            if not hedges and self._limits.intersection(_words(lower[end:])):
                continue  # not until, not unless: what is denied comes to be true
            heads = [found for one in behind if not one[0].isdigit() and (found := content_stem(one))]
            if heads:
                yield word, heads[:HEADS]

    def _is_mark(self, word: str) -> bool:
        return word in self._negations or word in self._hedges

    def _states(self, stems: frozenset[str], heads: Sequence[str], source: Reading) -> bool:
        """Whether the turn says the word that the mark bears on, and enough around it, or the whole of the sentence."""
        return heads[0] in stems and (bool(stems & source.content - {heads[0]}) or stems == source.content)

    def _denies(self, sentence: Reading, heads: Sequence[str]) -> bool:
        """Whether the clause of the turn that holds the word has a negation, or its part between commas implies one."""
        clauses = [one for one in _clauses(sentence.text) if heads[0] in content_stems(one)]
        if any(self._negates(one) for one in clauses):
            return True
        parts = [part for one in clauses for part in one.split(", ") if heads[0] in content_stems(part)]
        return any(self._denies_anywhere(one) for one in parts)

    def _negates(self, text: str) -> bool:
        lower = text.lower()
        marked = any(one in self._negations or one.endswith("n't") for one in _words(lower))
        return marked or self._phrases.search(lower) is not None

    def _denies_anywhere(self, text: str) -> bool:
        return self._negates(text) or any(one in self._implied for one in _words(text))

    def _softens(self, near: str, *, denied: bool) -> bool:
        """Whether something says that it is not sure. `denied`: what is unsure is that something is not so."""
        words = _words(near)
        denying = any(one.endswith("n't") or one in self._negations for one in words)
        if any(one in self._softeners or (denying and one in self._certainties) for one in words):
            return True
        if denying and not denied:
            return True
        return self._hedging.search(near.lower()) is not None


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _scope(text: str) -> str:
    """What a mark bears on: up to the end of its clause, without what stands between commas right behind the mark.

    In "it is probable, they say, that …" it begins behind `that`.
    """
    text = re.sub(r"^(?:\s*,[^,;:.]*,)?(?:\s*that\b)?", "", text)
    return re.split(r"[;:—]|\bbut\b|\band (?=the|we|it|they|he|she|must|is|are)\b|\bwhen\b|\bif\b", text, maxsplit=1)[0]


def _clauses(text: str) -> list[str]:
    return [one for one in _CLAUSE.split(text) if one.strip()]


def _either(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{one}\b" if one[-1].isalpha() else rf"\b{one}" for one in phrases) or r"(?!)")


def _lost(kind: FindingKind, sentence: Reading, source: Reading, word: str) -> Finding:
    what = "says" if kind is FindingKind.NEGATION else "is less sure"
    message = f"The turn leaves out “{word.strip()}”; the passage {what}: {_quoted(source)}"
    return Finding(kind=kind, words=sentence.text, message=message)


def _quoted(sentence: Reading) -> str:
    text = sentence.text
    return text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED].rsplit(" ", 1)[0] + " …"
