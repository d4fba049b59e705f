"""Is an answer of a language model usable? Reads it leniently, says in words what is wrong with it."""

import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, Field, ValidationError

from domain.script.model import Citation, DraftTurn, Part, Role

LONGEST_TURN = 140
"""Words. A turn of a minute is the most a listener takes; twice what is asked for is still accepted."""

_FENCE = re.compile(r"^\s*```[a-zA-Z]*\s*|\s*```\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class AnsweredSegment(BaseModel):
    title: str
    summary: str = ""
    passages: list[str] = Field(default_factory=list)


class AnsweredOutline(BaseModel):
    title: str = ""
    segments: list[AnsweredSegment] = Field(min_length=1)


class AnsweredTurn(BaseModel):
    speaker: str = ""
    text: str
    citations: list[str] = Field(default_factory=list)


class AnsweredTurns(BaseModel):
    turns: list[AnsweredTurn] = Field(min_length=1)


class Unusable(Exception):
    """What is wrong with the answer, in a sentence the model can act on."""


def parsed_object(text: str) -> dict[str, object]:
    """The JSON object in an answer: fences, chatter around it and trailing commas are forgiven; a bare list is wrapped.

    Raises:
        Unusable: there is none.
    """
    bare = _FENCE.sub("", text.strip())
    begin = min((at for at in (bare.find("{"), bare.find("[")) if at >= 0), default=-1)
    end = max(bare.rfind("}"), bare.rfind("]"))
    if begin < 0 or end <= begin:
        raise Unusable("it holds no JSON object.")
    body = bare[begin : end + 1]
    for candidate in (body, _TRAILING_COMMA.sub(r"\1", body)):
        try:
            found = json.loads(candidate, strict=False)
        except ValueError:
            continue
        if isinstance(found, list):
            kind = "turns" if any(isinstance(one, dict) and "speaker" in one for one in found) else "segments"
            return {kind: found}
        if isinstance(found, dict):
            return found
    raise Unusable("its JSON cannot be read.")


def answered_outline(text: str) -> AnsweredOutline:
    try:
        return AnsweredOutline.model_validate(parsed_object(text))
    except ValidationError as error:
        raise Unusable(_first(error)) from None


def answered_turns(text: str) -> AnsweredTurns:
    try:
        return AnsweredTurns.model_validate(parsed_object(text))
    except ValidationError as error:
        raise Unusable(_first(error)) from None


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"at {'/'.join(str(step) for step in problem['loc']) or 'the top'}: {problem['msg'].lower()}."


def drafted(turns: Sequence[AnsweredTurn], parts: Sequence[Part], passages: dict[str, str]) -> tuple[DraftTurn, ...]:
    """Turns with known speakers, known citations and flags; empty ones dropped, neighbours of one voice joined.

    `passages`: text by id, of those the model was shown.

    Raises:
        Unusable: no words remain.
    """
    found: list[DraftTurn] = []
    for answered in turns:
        name, text = _speaker(answered, parts, found[-1].speaker if found else None)
        if not re.search(r"\w", text):
            continue
        cited = tuple(Citation(passage=one) for one in dict.fromkeys(answered.citations) if one in passages)
        if found and found[-1].speaker == name and len((found[-1].text + text).split()) <= LONGEST_TURN:
            before = found.pop()
            text, cited = f"{before.text} {text}", before.citations + cited
        found += _short_enough(name, text, cited)
    if not found:
        raise Unusable("no turn holds any words.")
    roles = {part.name: part.role for part in parts}
    numbers = {_plain(number) for text in passages.values() for number in _NUMBER.findall(text)}
    return tuple(turn.model_copy(update={"flags": _flags(turn, roles[turn.speaker], numbers)}) for turn in found)


def _speaker(answered: AnsweredTurn, parts: Sequence[Part], before: str | None) -> tuple[str, str]:
    """The part's name and the text without a label. A renamed speaker is known by name, role, or whose turn it is."""
    text = answered.text.strip()
    label = re.match(r"^\W*([\w .'-]{1,40}?)\W{0,3}:\s+", text)
    said = answered.speaker
    for part in parts:
        names = {part.name.casefold(), part.role.casefold()}
        if label and label.group(1).strip().casefold() in names:
            text, said = text[label.end() :].strip(), said or part.name
        bare = re.sub(r"[^\w ]", "", said).strip().casefold()
        if bare in names or bare.startswith(part.role.casefold()):
            return part.name, text
    others = [part.name for part in parts if part.name != before]
    return others[0], text


def _short_enough(name: str, text: str, cited: tuple[Citation, ...]) -> list[DraftTurn]:
    """A monologue is cut at sentence ends; the pieces stay neighbours of one voice."""
    pieces: list[str] = [""]
    for sentence in _SENTENCE_END.split(text):
        longer = f"{pieces[-1]} {sentence}".strip()
        if pieces[-1] and len(longer.split()) > LONGEST_TURN:
            pieces.append(sentence)
        else:
            pieces[-1] = longer
    return [DraftTurn(speaker=name, text=piece, citations=cited) for piece in pieces]


def _flags(turn: DraftTurn, role: Role, numbers: set[str]) -> tuple[str, ...]:
    """What an editor should look at: an expert without a source, a number that no passage holds."""
    flags: list[str] = []
    if role is Role.EXPERT and not turn.citations:
        flags.append("uncited")
    if any(_plain(number) not in numbers for number in _NUMBER.findall(turn.text)):
        flags.append("number_not_in_sources")
    return tuple(flags)


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")
