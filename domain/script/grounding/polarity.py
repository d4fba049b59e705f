"""Negations and hedges that a turn drops, and negations that it adds, against the sentence that it comes from."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from domain.script.grounding.clauses import clauses_of, either, scope_of, words_of
from domain.script.grounding.content import WORD, content_stem, content_stems
from domain.script.grounding.denied import denied_clause
from domain.script.grounding.ellipsis import spelled_out
from domain.script.grounding.finding import Finding, FindingKind
from domain.script.grounding.opposing import is_denial, opposed
from domain.script.grounding.quotations import without_quotations
from domain.script.grounding.reading import Reading, read
from domain.script.grounding.tables import Language, language_table

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
BRIEF = 3
"""Words of a sentence that denies what the one before it says: `Tenants don't.`"""
LONGEST_QUOTED = 300
"""Characters of a sentence in a message."""
_BEFORE = re.compile(r"^[^;:.]*\bbefore(?: \w)")
_FORBIDS = re.compile(
    r" (?:not(?! (?:be|have|apply|hold|always|yet|even|seem|know|last|help|work|reflect|represent)\b)|only)\b"
)
_OWN = re.compile(
    r"\bI(?:'m not|'(?:ve|d) never| (?:\w+ )?(?:not|never)"
    r"| (?:was|did|do|had|have|would|could|can|should)n't)\b[^.,;:!?]*"
)
"""What the speaker says of himself and denies."""
_NEVER = re.compile(r"(?!)")
_STILL = re.compile(r"\bbefore (?:it|he|she|they|we|you)\b")  # "had the next before it lost the last"
_DYING = re.compile(r"\blos(?:t|e|es|ing) (?:their|his|her) li(?:fe|ves)\b", re.IGNORECASE)
_MONTH = "May"  # the month, and never a hedge


def check_polarity(turn: Reading, cited: Sequence[Reading]) -> list[Finding]:
    """English only, as yet: other tables name no negations."""
    language = turn.language
    if language is None or not language.words.negations:
        return []
    rules = _rules(turn.code)
    sentences = [each for held in cited for one in held.sentences for each in (one, *spelled_out(one))]
    findings: list[Finding] = []
    said = read(_OWN.sub(" ", without_quotations(turn.text)), turn.code).sentences
    for at, sentence in enumerate(said):
        if sentence.text.rstrip("\"”'").endswith("?"):
            continue
        near = " ".join(one.text for one in said[max(0, at - 1) : at + 2])
        finding = (
            rules.lost(sentence, near, sentences)
            or rules.surer(sentence, near, sentences)
            or rules.gained(sentence, sentences)
            or rules.disowned(sentence, near, sentences)
            or rules.denied(sentence, near, sentences)
            or rules.turned(sentence, near, said[at - 1] if at else None, sentences)
        )
        if finding is not None:
            findings.append(finding)
    return findings


@cache
def _rules(code: str) -> "_Rules":
    language = language_table(code)
    assert language is not None
    return _Rules(language)


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
        self._entitled = re.compile(rf"\b(?:{'|'.join(words.entitled.split())}) may\b") if words.entitled else _NEVER
        self._disowning = either(words.disowning)
        self._intended = frozenset(words.intended.split())
        self._phrases = either(words.negating_phrases)
        self._harmless = either(words.no_negations)
        self._hedging = either(words.hedging_phrases)

    def lost(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """A negation or a hedge of the source whose word the turn states without one."""
        stems = sentence.content
        nearest = max((len(stems & source.content) for source in sentences), default=0)
        for source in sentences:
            common = stems & source.content
            if len(common) < max(min(LEAST_COMMON, len(stems)), NEAREST * nearest):
                continue
            if self._denies_beside(sentence, near):
                return None
            for word, heads in self._borne(source.text, hedges=False):
                if not self._states(stems, heads, source) or self._denies(sentence, heads, source.content):
                    continue
                if self._denies_near(heads, near):
                    continue
                if not any(heads[0] in content_stems(one) for one in clauses_of(source.text) if not self._negates(one)):
                    return _lost(FindingKind.NEGATION, sentence, source, word)
            for word, heads in self._borne(source.text, hedges=True):
                denied = self._denies_anywhere(source.text) and not self._entitled.search(source.text.lower())
                if self._states(stems, heads, source) and not self._softens(near, denied=denied):
                    return _lost(FindingKind.HEDGE, sentence, source, word)
        return None

    def _denies_beside(self, sentence: Reading, near: str) -> bool:
        """Whether another sentence says what became of what was expected, or does no more than deny."""
        if self._intended & set(words_of(sentence.text)) and self._denies_anywhere(near):
            return True
        return any(
            self._negates(one.text)
            and len(one.content - self._negations - {"without"}) <= 1
            and len(words_of(one.text)) <= BRIEF
            for one in read(near, sentence.code).sentences
        )

    def _denies_near(self, heads: Sequence[str], near: str) -> bool:
        """Whether a sentence beside it denies the same: `Juice in bed? … No juice in bed.`"""
        parts = [(one, content_stems(one)) for one in re.split(r"[.!?]\s", near) if self._negates(one)]
        return any(
            heads[0] in held or (words_of(one)[0] in self._negations and held.intersection(heads))
            for one, held in parts
        )

    def surer(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """A hedge anywhere in the sentence that the turn plainly comes from, where the turn has none."""
        stems = sentence.content
        best = max(sentences, key=lambda one: len(stems & one.content), default=None)
        common = stems & best.content if best is not None else frozenset()
        if best is None or len(common) < max(LEAST_COMMON, PLAINLY * len(stems)):
            return None
        if self._softens(near, denied=False) or self._denies_beside(sentence, near):
            return None
        part = max(re.split(r"[;:]\s", best.text), key=lambda one: len(stems & content_stems(one)))
        part = self._entitled.sub(lambda found: " " * len(found[0]), part)  # what is allowed
        hedge = next((word for word, _ in self._borne(part, hedges=True)), None)
        return _lost(FindingKind.HEDGE, sentence, best, hedge) if hedge else None

    def gained(self, sentence: Reading, sentences: Sequence[Reading]) -> Finding | None:
        """A negation of the turn on a word that the nearest sentence states."""
        for clause in clauses_of(sentence.text):
            words = set(words_of(clause))
            if words & self._conditions or self._harmless.search(clause.lower()):
                continue
            stems = content_stems(clause)
            for word, heads in self._borne(clause, hedges=False):
                best = max(sentences, key=lambda one: len(stems & one.content), default=None)
                if best is None or not heads or heads[0] not in best.content:
                    continue
                common = stems & best.content
                enough = len(common) >= LEAST_COMMON + 1 and len(common) >= GAINED_SHARE * len(stems)
                if enough and not self._denies_anywhere(best.text) and not is_denial(best, self.marks):
                    message = f"The turn says “{word}”; the passage says: {_quoted(best)}"
                    return Finding(kind=FindingKind.NEGATION, words=clause.strip(), message=message)
        return None

    def disowned(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """What the passage calls false, said as if it were so."""
        stems = sentence.content
        for source in sentences:
            found = self._disowning.search(source.text.lower())
            if found is None or self._denies_anywhere(near) or self._softens(near, denied=True):
                continue
            common = stems & content_stems(source.text[: found.start()])
            if len(common) >= LEAST_COMMON and len(common) >= GAINED_SHARE * len(stems):
                return _lost(FindingKind.NEGATION, sentence, source, found[0])
        return None

    def denied(self, sentence: Reading, near: str, sentences: Sequence[Reading]) -> Finding | None:
        """What a clause of the passages says with a negation, in whatever words."""
        source = denied_clause(sentence, near, sentences, self.marks, self._denies_anywhere)
        return _lost(FindingKind.NEGATION, sentence, source, "not") if source is not None else None

    def turned(
        self, sentence: Reading, near: str, before: Reading | None, sentences: Sequence[Reading]
    ) -> Finding | None:
        """The opposite of what the nearest sentence says, in a word of its own."""
        found = opposed(sentence, before, sentences, self.marks, self._denies_anywhere)
        if found is None or self._denies_beside(sentence, near):
            return None
        message = f"The turn says “{found.said}”; the passage says: {_quoted(found.source)}"
        return Finding(kind=FindingKind.NEGATION, words=sentence.text, message=message)

    def marks(self, text: str, *, said: bool = False) -> tuple[tuple[int, int], ...]:
        """The places of the negations in a text, without those that deny nothing or end with `until`.

        `said`: by a turn, in which `not before` is a negation; a passage says with it when something began.
        """
        lower = self._harmless.sub(lambda found: " " * len(found[0]), text.lower())
        found = [one.span() for one in self._phrases.finditer(lower)]
        for match in WORD.finditer(lower):
            word = match[0]
            if any(start <= match.start() < end for start, end in found):
                continue
            if word in self._negations or word.endswith("n't"):
                found.append(match.span())
        return tuple(sorted(one for one in found if not self._is_limited(lower[slice(*one)], lower[one[1] :], said)))

    def _is_limited(self, mark: str, behind: str, said: bool = False) -> bool:
        """`not until`, `not unless`: what is denied comes to be true."""
        if mark in ("no", "without"):
            return False
        if self._limits.intersection(words_of(behind)):
            return True
        return not said and mark != "never" and _BEFORE.search(behind) is not None

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
            if hedges and self._negations.intersection(words_of(lower[: match.start()])[-2:]):
                continue  # "does not expect" is sure
            if word == "may" and _FORBIDS.match(lower[match.end() :]):
                continue
            if word in marks or (not hedges and word.endswith("n't")):
                ends.append((word, match.end()))
        for word, end in ends:
            if word == "without" and not lower[: end - len(word)].strip():
                continue  # "Without the scales, …": on a condition
            behind = [one for one in WORD.findall(scope_of(lower[end:]))[:SCOPE] if not self._is_mark(one)]
            if not hedges and self._is_limited(word, lower[end:]):
                continue
            heads = [found for one in behind if not one[0].isdigit() and (found := content_stem(one))]
            if heads:
                yield word, heads[:HEADS]

    def _is_mark(self, word: str) -> bool:
        return word in self._negations or word in self._hedges

    def _states(self, stems: frozenset[str], heads: Sequence[str], source: Reading) -> bool:
        """Whether the turn says the word that the mark bears on, and enough around it, or the whole of the sentence."""
        return heads[0] in stems and (bool(stems & source.content - {heads[0]}) or stems == source.content)

    def _denies(self, sentence: Reading, heads: Sequence[str], held: frozenset[str]) -> bool:
        """Whether the clause of the turn that holds the word has a negation, or its part between commas implies one.

        `held`: the stems of the passage's sentence; what both say implies nothing.
        """
        clauses = [one for one in clauses_of(sentence.text) if heads[0] in content_stems(one)]
        if any(self._negates(one) or _STILL.search(one.lower()) for one in clauses):
            return True
        parts = [part for one in clauses for part in one.split(", ") if heads[0] in content_stems(part)]
        return any(self._implied & {word for word in words_of(one) if content_stem(word) not in held} for one in parts)

    def _negates(self, text: str) -> bool:
        lower = text.lower()
        marked = any(one in self._negations or one.endswith("n't") for one in words_of(lower))
        return marked or self._phrases.search(lower) is not None

    def _denies_anywhere(self, text: str) -> bool:
        text = _DYING.sub("died", text)
        return self._negates(text) or any(one in self._implied for one in words_of(text))

    def _softens(self, near: str, *, denied: bool) -> bool:
        """Whether something says that it is not sure. `denied`: what is unsure is that something is not so."""
        words = words_of(near)
        denying = any(one.endswith("n't") or one in self._negations for one in words)
        if any(one in self._softeners or (denying and one in self._certainties) for one in words):
            return True
        if denying and not denied:
            return True
        return self._hedging.search(near.lower()) is not None


def _lost(kind: FindingKind, sentence: Reading, source: Reading, word: str) -> Finding:
    what = "says" if kind is FindingKind.NEGATION else "is less sure"
    message = f"The turn leaves out “{word.strip()}”; the passage {what}: {_quoted(source)}"
    return Finding(kind=kind, words=sentence.text, message=message)


def _quoted(sentence: Reading) -> str:
    text = sentence.text
    return text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED].rsplit(" ", 1)[0] + " …"
