"""What a text says and denies: its content words by their meanings, each with a sign, after the negations before it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from domain.retrieve.words import stem
from domain.script.grounding.content import WORD, content_stem
from domain.script.grounding.tables import IRREGULAR, MEANINGS, TRANSPARENT
from domain.script.grounding.wording import folded

SCOPE = 4
"""Words behind a negation of which it turns the last one; of those further on nothing is known."""
BOTH = 9
"""Behind `neither`: it bears on what is said of all that it lists."""
OBJECT = 3
"""Words before `no` and `nothing` in which the verb stands that they turn: "radar found no tunnel"."""
PARTICLE = 2
"""Words that may stand inside a phrase: "turned the offer down"."""
_LEAST_BASE = 5
_PREFIX = re.compile(
    r"(?:un|non-?|ir(?=r)|il(?=l)"
    r"|im(?=balance|matur|measur|mobil|moral|partial|patien|perfect|polit|possib|precis|probab|proper|pure)"
    r"|in(?=accessib|accura|activ|adequa|admissib|appropria|attent|capab|complet|conclus|consist|correct|curab|definit"
    r"|depend|direct|distinct|edib|effect|effic|elastic|eligib|equal|experienc|expens|famous|flexib|formal|frequent"
    r"|hospit|human|just|offens|organic|secur|sensitiv|significa|sincer|solub|stab|suffici|toler|valid|variab|visib)"
    r"|dis(?=able|advant|agree|allow|appear|approv|arm|connect|content|continu|honest|like|loyal|obey|obedien|order|prov"
    r"|qualif|satisf|similar|trust))(?=[a-z]{5})"
)
_BREAK = re.compile(
    r"[,;:—.!?()]|\b(?:but|although|while|whereas|because|which|how|why|what|when|where|who|and to)\b"
    r"|\band (?=(?:the|we|it|they|he|she|you)\b)"
)
_PART = re.compile(
    r"[;:—]|\b(?:but|although|though|while|whereas) "
    r"(?=(?:the|an?|it|they|we|he|she|its|their|his|her|this|these|those|there)\b)"
)
_OPEN = re.compile(
    r"\b(?:until|unless|in case|supposed to|meant to|as if|as long as|provided|once|if|whenever"
    r"|before (?:any|anyone|anybody|anything|it|he|she|they|we|you))\b[^,;:.—]*"
)
"""What follows is not said to be so."""
_OF_OBJECTS = {"no", "nothing", "none", "nobody", "nowhere", "hardly", "few", "nor"}
_ONE_MARK = {"nor", "or", "any longer", "any more", "anymore"}


@dataclass(frozen=True, slots=True)
class Sense:
    """A meaning, and whether the text says it (1), its opposite (-1), or neither plainly (0).

    `told` is the sign of the word alone.
    """

    row: str
    sign: int
    told: int


@dataclass(frozen=True, slots=True)
class Term:
    """A content word or phrase. `keys`: its stem and its meanings, by which it is known again.

    `part`: of the sentence, counted between semicolons and the like; `clause`: its words between commas and the like.
    """

    text: str
    keys: frozenset[str]
    senses: tuple[Sense, ...]
    part: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    singles: dict[str, tuple[tuple[str, int], ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str, int], ...]]


@cache
def _table(code: str) -> _Table:
    singles: dict[str, list[tuple[str, int]]] = defaultdict(list)
    phrases: dict[str, list[tuple[tuple[str, ...], str, int]]] = defaultdict(list)
    for at, sides in enumerate(MEANINGS.get(code, ())):
        mark = "#" if sides[1] else "~"
        for sign, side in zip((1, -1), sides, strict=True):
            for entry in side.split():
                words = tuple(_form(one) for one in entry.split("_"))
                if len(words) == 1:
                    singles[words[0]].append((f"{mark}{at}", sign))
                else:
                    phrases[words[0]].append((words[1:], f"{mark}{at}", sign))
    return _Table(
        singles={one: tuple(dict.fromkeys(held)) for one, held in singles.items()},
        phrases={one: tuple(sorted(held, key=lambda each: -len(each[0]))) for one, held in phrases.items()},
    )


@lru_cache(maxsize=65_536)
def _form(word: str) -> str:
    bare = folded(word)
    return stem(IRREGULAR.get(bare, bare))


@lru_cache(maxsize=1024)
def terms_in(text: str, code: str, marks: tuple[tuple[int, int], ...]) -> tuple[Term, ...]:
    """The content of a plain text in order. `marks`: places of the negations in it."""
    table = _table(code)
    words = list(WORD.finditer(text.lower()))
    forms = [_form(one[0]) for one in words]
    lower = text.lower()
    breaks = [one.start() for one in _BREAK.finditer(lower)]
    parts = [one.start() for one in _PART.finditer(lower)]
    opened = [one.span() for one in _OPEN.finditer(lower)]
    found: list[Term] = []
    at = 0
    while at < len(words):
        rows, end, last = _rows(table, forms, at)
        word = words[at][0]
        bare = content_stem(word)
        keys = {bare} if bare else set()
        base = _base(word) if bare else ""
        if base:
            keys.add(base)
        if bare and (root := _root(word)):
            keys.add(root)
        senses = [*rows, *((row, -sign) for row, sign in (table.singles.get(base, ()) if base else ()))]
        if bare:
            senses += [(f"={base}", -1)] if base else [(f"={bare}", 1)]
            senses += [(root, 1)] if (root := _root(word)) and not base else []
        idle = any(start <= words[at].start() < end for start, end in marks) and not any(
            row[0] == "#" for row, _ in rows
        )
        if (keys or rows) and not idle and word != "well":
            flip = (
                _flip(text, words, at, marks, breaks)
                if not any(start <= words[at].start() < end for start, end in opened)
                else 0
            )
            first = flip > 0 or _is_first(_since_mark(words, at, marks))
            found.append(
                Term(
                    text=text[words[at].start() : words[last].end()],
                    keys=frozenset(
                        keys
                        | {row for row, _ in rows}
                        | {row for row, _ in table.singles.get(forms[at], ()) if row[0] == "~"}
                    ),
                    senses=tuple(
                        Sense(row, sign * (flip if first or row[0] == "#" else 0), sign) for row, sign in senses
                    ),
                    part=sum(1 for one in parts if one < words[at].start()),
                    clause=_clause(text, breaks, words[at].start()),
                )
            )
        at = end
    return tuple(found)


def _rows(table: _Table, forms: list[str], at: int) -> tuple[tuple[tuple[str, int], ...], int, int]:
    """The meanings of the word or phrase at a place, the place to go on from, and the last word of the phrase."""
    for rest, row, sign in table.phrases.get(forms[at], ()):
        until = at + 1 + len(rest)
        if tuple(forms[at + 1 : until]) == rest:
            return ((row, sign),), until, until - 1
        for gap in range(1, PARTICLE + 1):
            if len(rest) == 1 and rest[0] in _PARTICLES and forms[at + 1 + gap : at + 2 + gap] == [rest[0]]:
                return ((row, sign),), at + 1, at
    return table.singles.get(forms[at], ()), at + 1, at


_PARTICLES = {"up", "down", "off", "out", "on", "in", "away"}


@lru_cache(maxsize=65_536)
def _root(word: str) -> str:
    """What words of one family have in common: `invited` and `invitation`, `critic`, `criticise` and `criticism`."""
    match = _FAMILY.fullmatch(folded(word))
    return f"^{_ER.sub('r', match[1])}" if match else ""


_ER = re.compile(r"(?<=[a-z]{4})er$")
_FAMILY = re.compile(
    r"(.{4,}?)(?:ations?|itions?|ions?|ments?|ances?|ences?|ives?|ities|ity|isms?|is(?:e|es|ed|ing)|iz(?:e|es|ed|ing)|ists?"
    r"|ing|ed|(?<=e)d|es|e|s|ly|al|ally)?"
)


def _base(word: str) -> str:
    """The stem of what a word like `unaffected` or `incomplete` denies, or nothing."""
    match = _PREFIX.match(word)
    return _form(word[match.end() :]) if match and len(word) - match.end() >= _LEAST_BASE else ""


def _flip(text: str, words: list[re.Match[str]], at: int, marks: tuple[tuple[int, int], ...], breaks: list[int]) -> int:
    """What the negations of its clause make of a word: 1, -1, or 0 where they may bear on another one."""
    place, flip, turned = words[at].start(), 1, False
    for start, end in marks:
        mark = text[start:end].lower()
        low, high = (end, place) if end <= place else (words[at].end(), start)
        if low > high or any(low <= one < high for one in breaks):
            continue
        between = sum(1 for one in words if low <= one.start() < high and one[0] not in TRANSPARENT)
        if end <= place and turned and mark in _ONE_MARK:
            continue
        if end > place and not (mark in _OF_OBJECTS and between < OBJECT):
            continue
        near = end > place or between < (BOTH if mark in ("neither", "nor") else SCOPE)
        flip *= -1 if near else 0
        turned = turned or near
    return flip


def _since_mark(words: list[re.Match[str]], at: int, marks: tuple[tuple[int, int], ...]) -> list[re.Match[str]]:
    """The words between the nearest negation before a word and the word; all words when none stands before it."""
    ends = [end for _, end in marks if end <= words[at].start()]
    return [one for one in words[:at] if one.start() >= max(ends)] if ends else words


def _is_first(since: list[re.Match[str]]) -> bool:
    """Whether a negation bears on the word behind these: `not X`, `not pay a X`."""
    content = sum(1 for one in since if one[0] not in TRANSPARENT and content_stem(one[0]))
    return not content or (content == 1 and since[-1][0] in _DETERMINERS)


_DETERMINERS = {"a", "an", "any", "such"}


def _clause(text: str, breaks: list[int], place: int) -> str:
    start = max((one for one in breaks if one < place), default=0)
    return text[start : min((one for one in breaks if one >= place), default=len(text))]
