"""Answers of a language model, read leniently; what is wrong with an unusable one is said in words."""

import json
import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from domain.script.ports import Completion, StopReason

_OPENING = re.compile(r"[{\[]")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MOST_OPENINGS = 200
"""Braces tried as the beginning of the answer; chatter in front of it has a few at most."""


def _as_text(value: object) -> object:
    """Nothing, and numbers, where words belong; half a surrogate pair, which no file can hold, is dropped."""
    if value is None:
        return ""
    return str(value).encode(errors="ignore").decode() if isinstance(value, str | int | float) else value


def _as_ids(value: object) -> object:
    """Ids as models give them: a list, one string of several, numbers, objects around them, or nothing."""
    if value is None:
        return []
    if isinstance(value, str):
        return re.findall(r"[\w-]+", value)
    if not isinstance(value, list):
        return value
    plain = [one.get("passage", one.get("id", "")) if isinstance(one, dict) else one for one in value]
    return [str(one) for one in plain if isinstance(one, str | int)]


Text = Annotated[str, BeforeValidator(_as_text)]
Ids = Annotated[list[str], BeforeValidator(_as_ids)]


class AnsweredSegment(BaseModel):
    title: Text = ""
    summary: Text = ""
    passages: Ids = Field(default_factory=list)


class AnsweredOutline(BaseModel):
    title: Text = ""
    segments: list[AnsweredSegment] = Field(min_length=1)


class AnsweredTurn(BaseModel):
    speaker: Text = ""
    text: Text
    citations: Ids = Field(default_factory=list)


class AnsweredTurns(BaseModel):
    turns: list[AnsweredTurn] = Field(min_length=1)


class UnusableAnswer(Exception):
    """What is wrong with an answer, in a sentence the model can act on; `code` is the fault's when it stays so."""

    def __init__(self, problem: str, *, code: str = "answer_unusable") -> None:
        super().__init__(problem)
        self.code = code


def parse_outline(text: str) -> AnsweredOutline:
    """Raises UnusableAnswer."""
    try:
        return AnsweredOutline.model_validate(parse_object(text))
    except ValidationError as error:
        raise UnusableAnswer(_first_problem(error)) from None


def parse_turns(text: str) -> AnsweredTurns:
    """Raises UnusableAnswer."""
    try:
        return AnsweredTurns.model_validate(parse_object(text))
    except ValidationError as error:
        raise UnusableAnswer(_first_problem(error)) from None


def is_usable(completion: Completion) -> bool:
    """Whether a completion may be kept in the ledger: whole, and an outline or turns that can be read."""
    return completion.stop is StopReason.END and is_readable(completion.text)


def is_readable(text: str) -> bool:
    """Whether it is a whole outline, or turns with words in them."""
    try:
        if "segments" in parse_object(text):
            return bool(parse_outline(text).segments)
        return any(re.search(r"\w", turn.text) for turn in parse_turns(text).turns)
    except UnusableAnswer:
        return False


def parse_object(text: str) -> dict[str, object]:
    """The JSON object with `turns` or `segments` in an answer, wherever it stands in it.

    Fences, chatter around it, objects around it and trailing commas are forgiven; a bare list is wrapped. An object
    with neither is given back when the answer has nothing better.

    Raises:
        UnusableAnswer: There is no such object.
    """
    if not _OPENING.search(text):
        raise UnusableAnswer("it holds no JSON object.")
    for body in dict.fromkeys((text, _TRAILING_COMMA.sub(r"\1", text))):
        other: dict[str, object] | None = None
        for number, found in enumerate(_decoded(body)):
            if isinstance(found, dict) and (found.get("turns") or found.get("segments")):
                return found
            if isinstance(found, list) and (kind := _kind(found)):
                return {kind: found}
            if number == 0 and isinstance(found, dict):
                other = found
        if other is not None:
            return other
    raise UnusableAnswer("its JSON cannot be read to the end.")


def _decoded(text: str) -> Iterator[object]:
    """What can be read from each opening on, outermost first; None where nothing can be read."""
    decoder = json.JSONDecoder(strict=False)
    for number, opening in enumerate(_OPENING.finditer(text)):
        if number == _MOST_OPENINGS:
            return
        try:
            yield decoder.raw_decode(text, opening.start())[0]
        except (ValueError, RecursionError):
            yield None


def _kind(found: list[object]) -> str:
    """What a bare list is a list of; empty when it is neither turns nor segments."""
    fields = {name for one in found if isinstance(one, dict) for name in one}
    if "text" in fields:
        return "turns"
    return "segments" if "title" in fields else ""


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"at {'/'.join(str(step) for step in problem['loc']) or 'the top'}: {problem['msg'].lower()}."
