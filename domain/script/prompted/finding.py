"""Finding the answer in what a language model said: the last whole one behind its thoughts."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.script.prompted.lenient_json import Found, Scan, scan
from domain.script.prompted.other_forms import values_in
from domain.script.prompted.shapes import Shape, Whole, answer_in, is_turn, shaped
from domain.script.prompted.thoughts import Kind, is_all_thought, stretches

_BETWEEN_LINES = re.compile(r"(?:[\s,;]|```\w*)*\Z")
_QUOTED = re.compile(r"^[ \t]*>[ \t]*[{\[]", re.MULTILINE)
_ENCODED = re.compile(r"[{\[]\s*(?:\\[nrt]\s*)*\\+\"")
_MOST_ENCODED = 3  # times; each layer of a program that passes the answer on as a string adds one
_FINAL = re.compile(
    r"\b(?:final(?:\s(?:answer|version|script|output|response|result|turns))?|answer)\W{0,4}[:：]\W{0,6}(?:```\w*)?\s*\Z",
    re.IGNORECASE,
)
_DRAFT = re.compile(
    r"\b(?:draft|sketch|(?:first|earlier|old|previous|rejected|discarded) (?:try|version|attempt|answer|one))"
    r"(?:\s\w{1,12}){0,4}[\s:：(\"'“>*_`]{0,6}(?:```\w*)?\s*\Z",
    re.IGNORECASE,
)
_LABEL = 60  # characters before an answer in which its label stands
_FIELD_OF_ANSWER = re.compile(r"[\"'](?:turns|segments|speaker|text|title|passages)[\"']\s*:")


class NoAnswer(Exception):
    """Why nothing in the text is an answer, in words for the model."""


def find_answer(text: str, shape: Shape, whole: Whole) -> Mapping[str, object]:
    """The last whole answer outside the model's thoughts, whatever stands around it, in the shape asked for.

    One that is called final comes before others, one that is called a draft behind them. One inside the thoughts counts
    only when nothing follows them. Where none is whole, the object that comes nearest is given back, so that what is
    wrong with it can be said.

    Raises:
        NoAnswer: There is no such object, or it is cut off.
    """
    near: list[Found] = []
    for reading in _readings(text):
        answer = _whole_answer(reading, shape, whole, near)
        if answer is not None:
            return answer
    if (other := _in_another_form(text, shape, whole)) is not None:
        return other
    if (nearest := _nearest(near, shape)) is not None:
        return nearest
    raise NoAnswer("its JSON cannot be read to the end." if re.search(r"[{\[]", text) else "it holds no JSON object.")


def _readings(text: str) -> Iterator[str]:
    """The text; then without what was put over an answer: marks of a quotation, entities of HTML, escapes."""
    yield text
    if _QUOTED.search(text):
        yield re.sub(r"^[ \t]*> ?", "", text, flags=re.MULTILINE)
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text)
    for _ in range(_MOST_ENCODED):
        if not _ENCODED.search(text):
            return
        text = re.sub(r"\\(.)", _unescaped, text)
        yield text


def _unescaped(escape: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}.get(escape[1], escape[0])


def _whole_answer(text: str, shape: Shape, whole: Whole, near: list[Found]) -> Mapping[str, object] | None:
    """The last whole answer; what may come near to one is added to `near`."""
    found = scan(text)
    parts = stretches(text, found.found)
    values = _parts_as_one(text, found.found, shape)
    lowest = Kind.THOUGHT if is_all_thought(text, parts) else Kind.PLAIN
    for kind in sorted((kind for kind in Kind if kind >= lowest), reverse=True):
        spans = [(part.start, part.end) for part in parts if part.kind is kind]
        here = [one for one in values if any(start <= one.start < end for start, end in spans)]
        for one in sorted(here, key=lambda one: (_rank(text, one), one.start), reverse=True):
            answer = answer_in(one.value, shape, whole)
            if answer is None:
                continue
            if _rank(text, one) < _CALLED_FINAL and _is_superseded(text, found, one):
                raise NoAnswer("its JSON cannot be read to the end.")
            return answer
        near += reversed(here)
    return None


def _rank(text: str, one: Found) -> int:
    """What the words before an answer make of it: higher counts for more."""
    label = text[max(one.start - _LABEL, 0) : one.start]
    return _CALLED_FINAL if _FINAL.search(label) else 0 if _DRAFT.search(label) else 1


_CALLED_FINAL = 2


def _in_another_form(text: str, shape: Shape, whole: Whole) -> Mapping[str, object] | None:
    """The last whole answer that is not written as JSON."""
    parts = stretches(text, ())
    lowest = Kind.THOUGHT if is_all_thought(text, parts) else Kind.PLAIN
    for part in sorted(parts, key=lambda part: (part.kind, part.start), reverse=True):
        for value in reversed(values_in(text[part.start : part.end])) if part.kind >= lowest else ():
            answer = answer_in(value, shape, whole)
            if answer is not None:
                return answer
    return None


def _is_superseded(text: str, found: Scan, chosen: Found) -> bool:
    """Whether another answer begins behind the chosen one, and is cut off."""
    cut = next((at for at in found.unclosed if at >= chosen.end), None)
    return cut is not None and bool(_FIELD_OF_ANSWER.search(text, cut))


def _nearest(values: Iterable[Found], shape: Shape) -> Mapping[str, object] | None:
    objects = [one for one in values if isinstance(one.value, dict) and not one.broken_around]
    for one in objects:
        assert isinstance(one.value, dict)
        if shape.value in one.value:
            return shaped(one.value, shape) or one.value
    for one in objects:
        assert isinstance(one.value, dict)
        if (near := shaped(one.value, shape)) is not None:
            return near
    first = objects[-1].value if objects else None
    return first if isinstance(first, dict) else None


def _parts_as_one(text: str, values: Sequence[Found], shape: Shape) -> list[Found]:
    """Turns, or answers of one turn, that stand one after the other without a list around them become one."""
    made: list[Found] = []
    run: list[Found] = []
    for one in values:
        if run and not _BETWEEN_LINES.match(text[run[-1].end : one.start]):
            made += _as_list(run)
            run = []
        if not one.broken_around and (is_turn(one.value) or _is_of_one_turn(one.value, shape)):
            run.append(one)
        else:
            made += [*_as_list(run), one]
            run = []
    return made + _as_list(run)


def _is_of_one_turn(value: object, shape: Shape) -> bool:
    if shape is not Shape.TURNS or not isinstance(value, dict):
        return False
    turns = (shaped(value, shape) or {}).get("turns")
    return isinstance(turns, list) and len(turns) == 1


def _as_list(run: Sequence[Found]) -> list[Found]:
    return [Found(run[0].start, run[-1].end, [one.value for one in run])] if len(run) > 1 else list(run)
