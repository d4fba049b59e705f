"""The closed list of edits a sentence may undergo, and the way back.

Everything is a replacement of a stretch of the source; `Edited.undone` puts the stretches back, so that what was done
to the text of a document can be shown, and tested, character by character.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.script.extractive.lexicon import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS

_BRACKET_MARK = re.compile(r"\s*\[(?:\d+|[a-z]|note \d+|citation needed)(?:\s*[,;–-]\s*\d+)*\]", re.IGNORECASE)
_RAISED_MARK = re.compile(r"[¹²³⁰⁴-⁹]+(?:[,–-][¹²³⁰⁴-⁹]+)*|[†‡]+")
_ASIDE = re.compile(r"\s*\(([^()]*)\)|\s*\[([^\[\]]*)\]")
_WEIGHTY = re.compile(
    r"\b(?:not|no|never|none|nor|only|may|might|could|can|cannot|unless|except|without|if|but|perhaps|"
    r"possibly|probably|about|approximately|roughly|"
    r"almost|nearly|up to|at least|at most|less|more|hardly|rarely|sometimes|excluding|n['’]t)\b",
    re.IGNORECASE,
)
_ACRONYM_ASIDE = re.compile(r"[A-Z][A-Za-z]?[A-Z0-9]{1,5}s?")
_LEADS_TO_A_NAME = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES
_RANGE = re.compile(r"(?<=\d)\s?–\s?(?=\d)")
_SPELLED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\be\.g\.,?"), "for example,"),
    (re.compile(r"\bi\.e\.,?"), "that is,"),
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (re.compile(r"(?<=\d)\s?°C\b"), " degrees Celsius"),
    (re.compile(r"(?<=\d)\s?°F\b"), " degrees Fahrenheit"),
    (re.compile(r"(?<=\d)\s?°(?!\w)"), " degrees"),
    (re.compile(r"(?<=\d)\s?km/h\b"), " kilometres per hour"),
    (re.compile(r"(?<=\d)\s?km\b"), " kilometres"),
    (re.compile(r"(?<=\d)\s?cm\b"), " centimetres"),
    (re.compile(r"(?<=\d)\s?mm\b"), " millimetres"),
    (re.compile(r"(?<=\d)\s?kg\b"), " kilograms"),
    (re.compile(r"(?<=\d)\s?mg\b"), " milligrams"),
    (re.compile(r"(?<=\d)\s?ml\b", re.IGNORECASE), " millilitres"),
    (re.compile(r"(?<=\d)\s?kWh\b"), " kilowatt hours"),
    (re.compile(r"(?<=\d)\s?kW\b"), " kilowatts"),
    (re.compile(r"(?<=\d)\s?MW\b"), " megawatts"),
    (re.compile(r"(?<=\d)\s?GW\b"), " gigawatts"),
    (re.compile(r"(?<=\d)\s?ms\b"), " milliseconds"),
    (re.compile(r"(?<=\d)\s?Hz\b"), " hertz"),
    (re.compile(r"(?<=\d)\s?GB\b"), " gigabytes"),
    (re.compile(r"(?<=\d)\s?MB\b"), " megabytes"),
    (re.compile(r"(?<=\d)\sm\b(?!\.m)"), " metres"),
    (re.compile(r"(?<=\d)\sg\b"), " grams"),
)
_ONE = re.compile(r"(?<![\d.,])1$")

CONNECTIVES = (
    "however|moreover|furthermore|in "
    "addition|additionally|besides|thus|hence|therefore|consequently|accordingly|as a consequence|as "
    "a result|"
    "nevertheless|nonetheless|on the other hand|by contrast|in "
    "contrast|conversely|similarly|likewise|in fact|indeed|of course|in other words|"
    "that said|meanwhile|in turn|also|for example|for instance|still|in particular|by comparison|to "
    "be sure|after all|at the same time|again"
)
LEADING = re.compile(rf"(?:{CONNECTIVES}),\s+", re.IGNORECASE)
DROPPABLE = re.compile(
    r"(?:however|moreover|furthermore|in addition|additionally|besides|thus|hence|therefore|"
    r"consequently|accordingly|as a consequence|nevertheless|"
    r"nonetheless|on the other hand|by contrast|in contrast|similarly|likewise|in fact|indeed|"
    r"of course|that said|meanwhile|also|to be sure|after all),\s+",
    re.IGNORECASE,
)
"""What rule 3 allows to drop at the head of a sentence; `for example` and `as a result` say more than they link."""


@dataclass(frozen=True, slots=True)
class Change:
    """Source characters [start, end) were replaced."""

    start: int
    end: int
    by: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence as said, with the changes that made it, in order."""

    source: str
    changes: tuple[Change, ...] = ()

    @property
    def text(self) -> str:
        parts, at = [], 0
        for change in self.changes:
            parts += [self.source[at : change.start], change.by]
            at = change.end
        return "".join([*parts, self.source[at:]])

    def undone(self, said: str) -> str | None:
        """The source again, from what is said; None when `said` is not what the changes make."""
        parts, at, place = [], 0, 0
        for change in self.changes:
            kept = change.start - place
            if said[at + kept : at + kept + len(change.by)] != change.by:
                return None
            parts += [said[at : at + kept], self.source[change.start : change.end]]
            at, place = at + kept + len(change.by), change.end
        return "".join([*parts, said[at:]])


def edit(source: str, *, keep: Callable[[str], bool] = lambda acronym: False) -> Edited | None:
    """All edits that do not depend on the neighbours. None: an aside carries a negation or hedge, so nothing may go.

    `keep(acronym)` says whether a bracketed acronym is used later, so that its expansion has to stay.
    """
    changes: list[Change] = []
    taken: list[tuple[int, int]] = []

    def claim(start: int, end: int, by: str) -> None:
        if all(end <= low or start >= high for low, high in taken):
            taken.append((start, end))
            changes.append(Change(start, end, by))

    for match in _BRACKET_MARK.finditer(source):
        claim(match.start(), match.end(), "")
    for match in _ASIDE.finditer(source):
        inner = (match.group(1) if match.group(1) is not None else match.group(2)).strip()
        if _ACRONYM_ASIDE.fullmatch(inner) and keep(inner.rstrip("s")):
            continue
        if _covered(match.span(), taken):
            continue
        if _WEIGHTY.search(inner) or not _may_go(source, match.start(), match.end()):
            return None
        claim(match.start(), match.end(), "")
    for match in _RAISED_MARK.finditer(source):
        if match.group()[0] in "²³" and re.search(r"\b(?:m|km|cm|mm|ft|x)$", source[: match.start()]):
            return None
        claim(match.start(), match.end(), "")
    for start, end, by in _spelled(source):
        claim(start, end, by)
    for match in re.finditer(r"\s+", source):
        if match.group() != " ":
            claim(match.start(), match.end(), " ")
    changes.sort(key=lambda change: change.start)
    return Edited(source, tuple(changes))


def _covered(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < high and span[1] > low for low, high in taken)


def _may_go(source: str, start: int, end: int) -> bool:
    """An aside may go when it stands free behind a word that can do without: not `fire(s)`, `but (x, y) does`."""
    before, after = source[:start].rstrip(), source[end:]
    opens_glued = start < len(source) and source[start] in "([" and source[start - 1 : start].isalnum()
    glued = opens_glued or after[:1].isalnum()
    word = re.search(r"([\w’'%]+)$", before)
    return not glued and word is not None and word.group().lower() not in _LEADS_TO_A_NAME


def _spelled(source: str) -> Iterator[tuple[int, int, str]]:
    for pattern, words in _SPELLED:
        for match in pattern.finditer(source):
            by = words
            if _ONE.search(source[: match.start()]) and by.endswith("s") and by not in {" degrees Celsius"}:
                by = by[:-1]
            by = by if match.start() else by[:1].upper() + by[1:]
            yield match.start(), match.end(), by
    for match in _RANGE.finditer(source):
        yield match.start(), match.end(), " to "


def without_lead(said: str) -> str:
    """What is said when the sentence before is not: a leading However, Moreover or Thus is dropped."""
    match = DROPPABLE.match(said)
    if not match:
        return said
    rest = said[match.end() :]
    return rest[:1].upper() + rest[1:]


def lowered(text: str, proper: Callable[[str], bool]) -> str:
    """The first word in lower case unless it is always written with a capital."""
    match = re.match(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", text)
    if (
        not match
        or match.group() == "I"
        or (not match.group()[1:].islower() and len(match.group()) > 1)
        or proper(match.group())
    ):
        return text
    return text[:1].lower() + text[1:]


_WE = {"we": "they", "our": "their", "us": "them", "ours": "theirs", "ourselves": "themselves"}
_WE_WORD = re.compile(r"\b(?:we|our|us|ours|ourselves)\b", re.IGNORECASE)


def in_third_person(said: str) -> str:
    """Rule 5 for papers and reports, outside quotations: the first `we` becomes `the authors`, later ones `they`."""
    seen = False

    def third(match: re.Match[str]) -> str:
        nonlocal seen
        if said[: match.start()].count("“") > said[: match.start()].count("”") or said[: match.start()].count('"') % 2:
            return match.group()
        word = match.group().lower()
        if word == "us" and match.group() == "US":
            return match.group()
        by = _WE[word]
        if not seen:
            by = {"we": "the authors", "our": "the authors’", "us": "the authors"}.get(word, by)
        seen = True
        return by[:1].upper() + by[1:] if match.group()[:1].isupper() else by

    return _WE_WORD.sub(third, said)


def out_of_third_person(said: str, source: str) -> bool:
    """Whether `said` is `source` with rule 5 undone word by word; for the tests."""
    return in_third_person(source) == said
