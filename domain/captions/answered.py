"""Lines in the answer of a language model, by the ids of their cues, whatever form they have."""

import re
from collections.abc import Iterator, Sequence

from domain.script.prompted.lenient_json import scan
from domain.script.prompted.thoughts import without_thoughts

_IDS = ("id", "number", "index", "cue", "n")
_TEXTS = ("text", "translation", "corrected", "line", "content")

_TIMING = re.compile(r"^[\d:.,\s]+-->[\d:.,\s]+.*$")
_NUMBERED = re.compile(r"^[\s>*#\[(-]*(\d{1,6})(?:[\])]\s*[:.|-]?|\s*[:.|)]|\s-)\s*(\S.*)$")
_NUMBER = re.compile(r"^\s*(\d{1,6})\s*$")

Pair = tuple[int, str]


def lines_in(text: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """What the answer says of each id: JSON of any shape that names ids, a list of as many lines, numbered lines, or
    subtitles. Ids that begin anew with each window are taken for its places. An id that occurs twice has two texts."""
    text = without_thoughts(text)
    values = [each.value for each in scan(text).found]
    pairs = [pair for value in values for pair in _pairs(value)]
    if not pairs:
        pairs = next(
            (list(zip(ids, each, strict=True)) for each in map(_plain_list, values) if len(each) == len(ids)), []
        )
    if not pairs:
        pairs = list(_numbered(text))
    found: dict[int, list[str]] = {}
    for number, said in pairs:
        found.setdefault(number, []).append(said)
    if not set(ids) & set(found):
        for begin in (0, 1):
            if sorted(found) == list(range(begin, begin + len(ids))):
                return {known: found[begin + place] for place, known in enumerate(ids)}
    return found


def _pairs(value: object) -> Iterator[Pair]:
    if isinstance(value, list):
        for each in value:
            yield from _pairs(each)
    elif isinstance(value, dict):
        number = next((_whole(value[name]) for name in _IDS if name in value), None)
        said = next((value[name] for name in _TEXTS if isinstance(value.get(name), str)), None)
        if number is not None and isinstance(said, str):
            yield number, said
            return
        for name, each in value.items():
            if isinstance(each, str) and (key := _whole(name)) is not None:
                yield key, each
            else:
                yield from _pairs(each)


def _whole(value: object) -> int | None:
    """An id as a number or a text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    digits = str(value).strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None


def _plain_list(value: object) -> list[str]:
    """The lines of a list that names no ids."""
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    if not isinstance(value, list):
        return []
    lines = [each.get("text") if isinstance(each, dict) else each for each in value]
    return [each for each in lines if isinstance(each, str)] if all(isinstance(each, str) for each in lines) else []


def _numbered(text: str) -> Iterator[Pair]:
    """Lines behind a number, on the same line or below it; an empty line ends them."""
    number: int | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if _TIMING.match(line) or line.strip().startswith("```"):
            continue
        begins = _NUMBERED.match(line) or _NUMBER.match(line)
        if begins is None and line.strip():
            lines.append(line.strip())
            continue
        if number is not None and lines:
            yield number, "\n".join(lines)
        number = int(begins[1]) if begins else None
        lines = [begins[2].strip()] if begins and begins.re is _NUMBERED else []
