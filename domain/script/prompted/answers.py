"""Answers of a language model, read leniently; what is wrong with an unusable one is said in words."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from domain.script.ports import Completion, StopReason
from domain.script.prompted.finding import NoAnswer, find_answer
from domain.script.prompted.shapes import Shape
from domain.script.prompted.verdicts import verdicts_in


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
    """`title`: of an opening, which no outline gives one."""

    title: Text = ""
    turns: list[AnsweredTurn] = Field(min_length=1)


class UnusableAnswer(Exception):
    """What is wrong with an answer, in a sentence the model can act on; `code` is the fault's when it stays so."""

    def __init__(self, problem: str, *, code: str = "answer_unusable") -> None:
        super().__init__(problem)
        self.code = code


def parse_outline(text: str) -> AnsweredOutline:
    """Raises UnusableAnswer."""
    try:
        return AnsweredOutline.model_validate(_found(text, Shape.OUTLINE))
    except ValidationError as error:
        raise UnusableAnswer(_first_problem(error)) from None


def parse_turns(text: str) -> AnsweredTurns:
    """Raises UnusableAnswer."""
    try:
        return AnsweredTurns.model_validate(_found(text, Shape.TURNS))
    except ValidationError as error:
        raise UnusableAnswer(_first_problem(error)) from None


def is_usable(completion: Completion) -> bool:
    """Whether a completion may be kept in the ledger: whole, and an outline, turns or verdicts that can be read."""
    return completion.stop is StopReason.END and is_readable(completion.text)


def is_readable(text: str) -> bool:
    """Whether it is a whole outline, turns with words in them, or verdicts."""
    if verdicts_in(text):
        return True
    for shape in Shape:
        try:
            if _is_whole(_found(text, shape), shape):
                return True
        except UnusableAnswer:
            continue
    return False


def _found(text: str, shape: Shape) -> Mapping[str, object]:
    """The last whole answer; else what comes nearest to one. Raises UnusableAnswer when nothing does."""
    try:
        return find_answer(text, shape, lambda answer: _is_whole(answer, shape))
    except NoAnswer as none:
        raise UnusableAnswer(str(none)) from None


def _is_whole(answer: Mapping[str, object], shape: Shape) -> bool:
    try:
        if shape is Shape.TURNS:
            return any(re.search(r"\w", turn.text) for turn in AnsweredTurns.model_validate(answer).turns)
        segments = AnsweredOutline.model_validate(answer).segments
    except ValidationError:
        return False
    return any(re.search(r"\w", one.title + one.summary) for one in segments)


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"at {'/'.join(str(step) for step in problem['loc']) or 'the top'}: {problem['msg'].lower()}."
