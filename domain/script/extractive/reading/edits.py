"""The closed list of edits that a sentence may undergo (docs/local-writer.md, rule 3), and the way back.

Every edit replaces a stretch of the source. `EditedSentence.undone` puts the stretches back, so that a test can show,
character by character, what was done to the text of a document.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.script.extractive.language.words import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS
from domain.script.extractive.reading.spelling_out import spelled_out
from domain.script.extractive.tables import load_alternatives

_REFERENCE_MARK = re.compile(
    r"\s*\[(?:\d+|[a-z]|note \d+|citation needed)(?:\s*[,;–-]\s*\d+)*\](?:\s+(?=[.,;:](?:\s|$)))?", re.IGNORECASE
)
_RAISED_MARK = re.compile(r"[¹²³⁰⁴-⁹]+(?:[,–-][¹²³⁰⁴-⁹]+)*|[†‡]+")
_DATELINE = r"[A-Z][A-Z.'’-]+(?:,? [A-Z][A-Za-z.'’-]+){0,3}(?: \([A-Z][A-Za-z]+\))? [—–-]{1,2} (?=[A-Z“\"])"
_CLAUSE_NUMBER = r"(?:\((?:\d{1,3}|[a-z]|[ivx]{1,4})\)|§+\s?\d+[a-z]?|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+(?=[A-Z][a-z])"
_OPENING_MARK = re.compile(f"{_DATELINE}|{_CLAUSE_NUMBER}")
_EMPHASIS = re.compile(r"(?<!\w)_(?=[^\s_])[^_\n]{0,200}[^\s_]_(?!\w)|(?<!\w)_[^\s_]_(?!\w)")
_HALF_EMPHASIS = re.compile(r"(?<!\w)_+|_+(?!\w)")
_LOOSE_STOP = re.compile(r"(?<=\w)\s+(?=[.,;:](?:\s|$))")
_POWER = re.compile(r"\b(?:m|km|cm|mm|ft|x)$")
_ASIDE = re.compile(r"\s*\(([^()]*)\)(?:\s+(?=[.,;:](?:\s|$)))?|\s*\[([^\[\]]*)\](?:\s+(?=[.,;:](?:\s|$)))?")
_ACRONYM_ASIDE = re.compile(r"[A-Z][A-Za-z]?[A-Z0-9]{1,5}s?")
_WEIGHTY = re.compile(rf"\b(?:{load_alternatives('reading/asides.toml')['weighty']})\b", re.IGNORECASE)
_LEADS_TO_A_NAME = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of the source are said as `replacement`."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class EditedSentence:
    """A sentence of the source with its edits, in order."""

    source: str
    edits: tuple[Edit, ...] = ()

    @property
    def text(self) -> str:
        parts, at = [], 0
        for edit in self.edits:
            parts += [self.source[at : edit.start], edit.replacement]
            at = edit.end
        return "".join([*parts, self.source[at:]])

    def undone(self, text: str) -> str | None:
        """The source again, made from an edited text; None when `text` is not what the edits make."""
        parts, at, source_at = [], 0, 0
        for edit in self.edits:
            unchanged = edit.start - source_at
            if text[at + unchanged : at + unchanged + len(edit.replacement)] != edit.replacement:
                return None
            parts += [text[at : at + unchanged], self.source[edit.start : edit.end]]
            at, source_at = at + unchanged + len(edit.replacement), edit.end
        return "".join([*parts, text[at:]])


def edited(
    source: str, *, keeps: Callable[[str], bool] = lambda acronym: False, keeps_asides: bool = False
) -> EditedSentence | None:
    """The sentence after all edits that do not depend on its neighbours; None when an aside in it may not go.

    `keeps(acronym)` says whether an acronym in brackets is used later, so that its expansion has to stay.
    `keeps_asides`: those in round brackets stay, since the text is read as it stands.
    """
    edits: list[Edit] = []

    def overlaps(start: int, end: int) -> bool:
        return any(end > edit.start and start < edit.end for edit in edits)

    def replace(start: int, end: int, replacement: str) -> None:
        if not overlaps(start, end):
            edits.append(Edit(start, end, replacement))

    for match in _REFERENCE_MARK.finditer(source):
        replace(match.start(), match.end(), "")
    if opening := _OPENING_MARK.match(source):
        replace(opening.start(), opening.end(), "")
    for match in _ASIDE.finditer(source):
        if keeps_asides and match.group(1) is not None:
            continue
        inner = (match.group(1) if match.group(1) is not None else match.group(2)).strip()
        if (_ACRONYM_ASIDE.fullmatch(inner) and keeps(inner.rstrip("s"))) or overlaps(*match.span()):
            continue
        if _WEIGHTY.search(inner) or not _can_go(source, match.start(), match.end()):
            return None
        replace(match.start(), match.end(), "")
    for match in _RAISED_MARK.finditer(source):
        if match.group()[0] in "²³" and _POWER.search(source[: match.start()]):
            return None
        replace(match.start(), match.end(), "")
    for start, end in _marks(source, halves=keeps_asides):
        replace(start, end, "")
    for start, end, words in spelled_out(source):
        replace(start, end, words)
    for match in re.finditer(r"\s+", source):
        if match.group() != " ":
            replace(match.start(), match.end(), " ")
    return EditedSentence(source, tuple(sorted(edits, key=lambda edit: edit.start)))


def _marks(source: str, *, halves: bool) -> Iterator[tuple[int, int]]:
    """Marks of emphasis, and spaces before a stop. `halves`: of an emphasis over several sentences too."""
    for match in _EMPHASIS.finditer(source):
        yield match.start(), match.start() + 1
        yield match.end() - 1, match.end()
    for match in _HALF_EMPHASIS.finditer(source) if halves else ():
        yield match.span()
    for match in _LOOSE_STOP.finditer(source):
        yield match.span()


def _can_go(source: str, start: int, end: int) -> bool:
    """Whether an aside stands free behind a word that can do without it: not `fire(s)`, not `but (x, y) does`."""
    before, after = source[:start].rstrip(), source[end:]
    opens_glued = start < len(source) and source[start] in "([" and source[start - 1 : start].isalnum()
    glued = opens_glued or after[:1].isalnum()
    word = re.search(r"([\w’'%]+)$", before)
    return not glued and word is not None and word.group().lower() not in _LEADS_TO_A_NAME
