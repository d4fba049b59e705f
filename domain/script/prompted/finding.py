"""Finding the answer in what a language model said: the last whole one behind its thoughts."""

import re
from collections.abc import Iterable, Mapping, Sequence

from domain.script.prompted.lenient_json import Found, Scan, scan
from domain.script.prompted.shapes import Shape, Whole, answer_in, is_turn, shaped
from domain.script.prompted.thoughts import Kind, is_all_thought, stretches

_BETWEEN_LINES = re.compile(r"[\s,;]*\Z")
_FIELD_OF_ANSWER = re.compile(r"[\"'](?:turns|segments|speaker|text|title|passages)[\"']\s*:")


class NoAnswer(Exception):
    """Why nothing in the text is an answer, in words for the model."""


def find_answer(text: str, shape: Shape, whole: Whole) -> Mapping[str, object]:
    """The last whole answer outside the model's thoughts, whatever stands around it, in the shape asked for.

    One inside the thoughts counts only when nothing follows them. Where none is whole, the object that comes nearest is
    given back, so that what is wrong with it can be said.

    Raises:
        NoAnswer: There is no such object, or it is cut off.
    """
    found = scan(text)
    parts = stretches(text, found.found)
    values = _one_turn_a_line(text, found.found)
    lowest = Kind.THOUGHT if is_all_thought(text, parts) else Kind.PLAIN
    near: list[Found] = []
    for kind in sorted((kind for kind in Kind if kind >= lowest), reverse=True):
        spans = [(part.start, part.end) for part in parts if part.kind is kind]
        here = [one for one in values if any(start <= one.start < end for start, end in spans)]
        for one in reversed(here):
            answer = answer_in(one.value, shape, whole)
            if answer is None:
                continue
            if _is_superseded(text, found, one):
                raise NoAnswer("its JSON cannot be read to the end.")
            return answer
        near += reversed(here)
    if (nearest := _nearest(near, shape)) is not None:
        return nearest
    raise NoAnswer("its JSON cannot be read to the end." if re.search(r"[{\[]", text) else "it holds no JSON object.")


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


def _one_turn_a_line(text: str, values: Sequence[Found]) -> list[Found]:
    """Turns that stand one after the other without a list around them become one."""
    made: list[Found] = []
    run: list[Found] = []
    for one in values:
        if run and not _BETWEEN_LINES.match(text[run[-1].end : one.start]):
            made += _as_list(run)
            run = []
        if is_turn(one.value) and not one.broken_around:
            run.append(one)
        else:
            made += [*_as_list(run), one]
            run = []
    return made + _as_list(run)


def _as_list(run: Sequence[Found]) -> list[Found]:
    return [Found(run[0].start, run[-1].end, [one.value for one in run])] if len(run) > 1 else list(run)
