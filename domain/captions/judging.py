"""Judging: which lines of an answer are taken for their cues, and what is wrong with the others."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from domain.captions.cues import Cue
from domain.captions.lines import LINE, width, wrapped
from domain.captions.markup import marked_like, marks_in, without_marks
from domain.captions.windows import Rewriting
from domain.script.prompted.languages import is_in_another_language
from domain.transcribe.words import is_dense, letters_of
from domain.value import Value

GROWN, GROWN_BY = 3, 60
"""A line that is three times as long as its cue, and sixty characters more, holds something else."""

ALIKE, LETTERS_ALIKE, SAME = 0.3, 0.7, 0.75
"""Shares of words, and of letters, that a corrected line has in common with its cue; of those that make it another's.
A sentence and its translation share up to a tenth of their words, and half of their letters."""

FEWEST_WORDS = 4
"""Of a cue that is compared: a shorter one may change in every word."""


class Flaw(StrEnum):
    """Why a cue keeps its text."""

    MISSING = "missing"  # the answer has no line for it
    TWICE = "twice"  # it has several
    MERGED = "merged"  # its line holds that of a neighbour, too
    COUNT = "count"  # lines are missing or too many, so that it is not known which line is whose
    EMPTY = "empty"
    LONG = "long"
    MARKUP = "markup"  # marks are lost, and it is not known where they belong
    MISPLACED = "misplaced"  # it is the line of another cue
    ANOTHER_TEXT = "another_text"  # it has nothing of its cue: another language, or something made up
    UNTRANSLATED = "untranslated"


class Judged(Value):
    """Texts and flaws by the ids of cues: each cue has one or the other."""

    texts: dict[int, str]
    flaws: dict[int, Flaw]


def judged(cues: Sequence[Cue], lines: Mapping[int, Sequence[str]], rewriting: Rewriting) -> Judged:
    """`cues` of a window; `lines` as the answer has them, by id."""
    texts: dict[int, str] = {}
    flaws: dict[int, Flaw] = {}
    for cue in cues:
        found = _line(cue, lines.get(cue.id, ()))
        if isinstance(found, Flaw):
            flaws[cue.id] = found
        else:
            texts[cue.id] = found
    flaws |= _merged(cues, texts, flaws)
    if rewriting.language:
        flaws |= _of_translation(cues, texts, lines, rewriting.language)
    else:
        whole = set(lines) >= {each.id for each in cues}
        flaws |= _of_correction(cues, texts, free=bool(rewriting.instructions), whole=whole)
    return Judged(texts={each: text for each, text in texts.items() if each not in flaws}, flaws=flaws)


def _line(cue: Cue, said: Sequence[str]) -> str | Flaw:
    """The text for a cue, by the cue alone."""
    if not said:
        return Flaw.MISSING
    tidy = {_tidy(each) for each in said}
    if len(tidy) > 1:
        return Flaw.TWICE
    text = tidy.pop()
    if not any(map(str.isalnum, without_marks(text))):
        return Flaw.EMPTY
    if len(text) > GROWN * len(cue.text) and len(text) > len(cue.text) + GROWN_BY:
        return Flaw.LONG
    longest = max(width(each) for each in cue.text.split("\n"))
    if not marks_in(text) and max(width(each) for each in text.split("\n")) > max(LINE, longest):
        text = wrapped(text)
    return marked_like(text, cue.text) or Flaw.MARKUP


def _tidy(text: str) -> str:
    """Lines without space around them or empty ones between; nothing that a player takes for the times of a cue."""
    lines = re.split(r"\r\n|\r|\n|\\N|\x0b|\x0c|\x85|\u2028|\u2029", text.replace("-->", "→").replace("\x00", ""))
    return "\n".join(each.strip() for each in lines if each.strip())


def _merged(cues: Sequence[Cue], texts: Mapping[int, str], flaws: Mapping[int, Flaw]) -> dict[int, Flaw]:
    """Neighbours of cues without a line that have grown by half of it."""
    found: dict[int, Flaw] = {}
    for at, cue in enumerate(cues):
        if flaws.get(cue.id) not in (Flaw.MISSING, Flaw.EMPTY):
            continue
        for beside in (*cues[max(0, at - 1) : at], *cues[at + 1 : at + 2]):
            if len(texts.get(beside.id, "")) > len(beside.text) + len(cue.text) / 2:
                found[beside.id] = Flaw.MERGED
    return found


def _of_translation(
    cues: Sequence[Cue], texts: Mapping[int, str], lines: Mapping[int, Sequence[str]], language: str
) -> dict[int, Flaw]:
    """Where lines were added, or are missing at the end, all may have moved. Some may stay as they are, as names do."""
    ids = {each.id for each in cues}
    if lines and (set(lines) - ids or max(lines) < max(ids)):
        return dict.fromkeys(ids, Flaw.COUNT)
    if is_in_another_language(" ".join(map(without_marks, texts.values())), language):
        return dict.fromkeys(texts, Flaw.UNTRANSLATED)
    long = [each for each in cues if each.id in texts and len(_words(each.text)) >= FEWEST_WORDS]
    same = [each.id for each in long if letters_of(texts[each.id]) == letters_of(each.text)]
    return dict.fromkeys(same, Flaw.UNTRANSLATED) if 2 * len(same) > len(long) else {}


def _of_correction(cues: Sequence[Cue], texts: Mapping[int, str], *, free: bool, whole: bool) -> dict[int, Flaw]:
    """`free`: with instructions of one's own a line may become another, but not that of another cue. `whole`: no line
    is missing, without which the others may have moved up."""
    found: dict[int, Flaw] = {}
    words = {each.id: _words(each.text) for each in cues}
    compared = strange = 0
    for at, cue in enumerate(cues):
        if cue.id not in texts or len(words[cue.id]) < FEWEST_WORDS:
            continue
        compared += 1
        new = _words(texts[cue.id])
        own = _alike(words[cue.id], new)
        others = max((_alike(other, new) for each, other in words.items() if each != cue.id), default=0.0)
        if others > own and others > SAME and (own < SAME or not whole):
            found[cue.id] = Flaw.MISPLACED
        elif any(_alike(both, new) > max(SAME, own) for both in _with_neighbours(words, cues, at)):
            found[cue.id] = Flaw.MERGED
        elif not free and own < ALIKE and _alike(letters_of(cue.text), letters_of(texts[cue.id])) < LETTERS_ALIKE:
            found[cue.id] = Flaw.ANOTHER_TEXT
            strange += 1
    if 2 * strange > compared:
        return dict.fromkeys(texts, Flaw.ANOTHER_TEXT)
    return found


def _with_neighbours(words: Mapping[int, list[str]], cues: Sequence[Cue], at: int) -> list[list[str]]:
    """The words of a cue and the next one, and of the one before and it, where those have some."""
    pairs = [(at - 1, at), (at, at + 1)]
    both = [(words[cues[left].id], words[cues[right].id]) for left, right in pairs if left >= 0 and right < len(cues)]
    return [left + right for left, right in both if min(len(left), len(right)) >= FEWEST_WORDS]


def _words(text: str) -> list[str]:
    """Compared by their letters; where no spaces are written, the letters."""
    plain = without_marks(text)
    parts = list(plain) if any(map(is_dense, plain)) else plain.split()
    return [letters_of(each) for each in parts if any(map(str.isalnum, each))]


def _alike(left: Sequence[str], right: Sequence[str]) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
