"""The shapes in which language models give turns and outlines, brought into the one that was asked for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from domain.script.prompted.lenient_json import scan
from domain.script.prompted.thoughts import is_thought_name


class Shape(StrEnum):
    """What was asked for; the value is the field of the answer that holds it."""

    TURNS = "turns"
    OUTLINE = "segments"


_FIELDS = {
    Shape.TURNS: "turns dialogue dialog script conversation transcript exchanges utterances lines messages segment",
    Shape.OUTLINE: "segments sections outline plan parts chapters episode_outline",
}
_SPEAKER = "speaker speaker_name name character who voice role"
_TEXT = "text line content utterance spoken_text spoken speech words says said dialogue dialog message sentence value"
_CITATIONS = "citations citation cites cited sources source passages passage passage_ids references refs ids"
_TITLE = "title heading name segment_title episode_title topic"
_TURNS_TITLE = "title heading"
_SUMMARY = "summary description gist content"
_PASSAGES = "passages passage_ids passage ids citations sources references refs"

_DEEPEST = 6
"""Objects around the answer; models wrap it once or twice, and as often in a string."""
_DEEPEST_STRING = 4
"""Objects around a string that is looked into: a response of a server has its text in `choices/0/message/content`."""
_NUMBERED_TURN = re.compile(r"(?:turn|line|utterance|exchange)?[\s_-]*\d*", re.IGNORECASE)
_LABELLED = re.compile(r"^[\s*_]{0,3}([^\W\d_][\w .'’()\[\]-]{0,45}?)[*_]{0,2}\s?[:：][*_]{0,2}\s*(\S.*)$", re.DOTALL)

Whole = Callable[[Mapping[str, object]], bool]
"""Whether an answer in the right shape is complete and says something."""


def answer_in(value: object, shape: Shape, whole: Whole, depth: int = 0) -> dict[str, object] | None:
    """The last whole answer in a value, in the shape that was asked for. Fields of thoughts come last."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        is_json = depth <= _DEEPEST_STRING and re.search(r"[{\[]", value)
        return _last([one.value for one in scan(value).found] if is_json else [], shape, whole, depth)
    if isinstance(value, list):
        value = [one for one in value if not _is_thought_block(one)]
        return _bare(value, shape, whole) or _joined(value, shape, whole, depth) or _last(value, shape, whole, depth)
    if not isinstance(value, dict):
        return None
    direct = shaped(value, shape)
    if direct is not None and whole(direct):
        return direct
    inner = sorted(value.items(), key=lambda one: not is_thought_name(one[0]))
    return _last([one for _, one in inner], shape, whole, depth)


def _bare(values: list[object], shape: Shape, whole: Whole) -> dict[str, object] | None:
    bare = shaped({shape.value: values}, shape)
    return bare if bare is not None and _names_itself(bare[shape.value], shape) and whole(bare) else None


def shaped(value: Mapping[str, object], shape: Shape) -> dict[str, object] | None:
    """An object with the field that was asked for, under whatever name, and items with the fields that we know.

    Items that no shape fits stay as they are, so that what is wrong with them can be said.
    """
    items = _field(value, _FIELDS[shape])
    if isinstance(items, dict) and all(isinstance(one, dict) for one in items.values()):
        items = list(items.values())
    if not isinstance(items, list):
        return None
    if shape is Shape.OUTLINE:
        return {"title": _field(value, _TITLE), "segments": [_segment(one) for one in items]}
    lines = _labelled(items)
    title = _field(value, _TURNS_TITLE)
    titled = {"title": title} if isinstance(title, str) else {}
    return {**titled, "turns": lines or [_turn(one) for one in items]}


def is_turn(value: object) -> bool:
    """Whether it is one turn that names its speaker."""
    turn = _turn(value)
    return isinstance(turn, dict) and isinstance(turn.get("text"), str) and bool(turn.get("speaker"))


def _names_itself(items: object, shape: Shape) -> bool:
    """Whether a bare list is one of turns or of segments, which no field around it says."""
    if not isinstance(items, list):
        return False
    if shape is Shape.TURNS:
        return all(is_turn(one) for one in items)
    return all(isinstance(one, dict) and one.get("title") for one in items)


def _last(values: Iterable[object], shape: Shape, whole: Whole, depth: int) -> dict[str, object] | None:
    found = (answer_in(one, shape, whole, depth + 1) for one in reversed(list(values)))
    return next((one for one in found if one is not None), None)


def _joined(values: Sequence[object], shape: Shape, whole: Whole, depth: int) -> dict[str, object] | None:
    """One answer from a list of parts that each hold some of it, such as scenes with their turns."""
    if shape is not Shape.TURNS or len(values) < 2:
        return None
    parts = [answer_in(one, shape, whole, depth + 1) if isinstance(one, dict) else None for one in values]
    found = [part["turns"] for part in parts if part is not None]
    if len(found) < len(values):
        return None
    return {"turns": [turn for turns in found if isinstance(turns, list) for turn in turns]}


def _is_thought_block(value: object) -> bool:
    """Whether it is a block of thoughts in an answer that comes in blocks."""
    return isinstance(value, dict) and is_thought_name(str(value.get("type", "")))


def _turn(value: object) -> object:
    if isinstance(value, list) and 2 <= len(value) <= 3 and all(isinstance(one, str) for one in value[:2]):
        return {"speaker": value[0], "text": value[1], "citations": value[2] if len(value) == 3 else []}
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and _NUMBERED_TURN.fullmatch(str(next(iter(value)))):
        return _turn(next(iter(value.values())))  # {"turn_1": {…}}
    text, cited = _in_one(_field(value, _TEXT)), _field(value, _CITATIONS)
    if text is None and _key(value, _TEXT) is None:
        others = [name for name in value if name.casefold() not in _CITATIONS.split()]
        said = value[others[0]] if len(others) == 1 else None
        if not isinstance(said, str) or others[0].casefold() in _SPEAKER.split():
            return value
        return {"speaker": others[0], "text": said, "citations": cited}  # {"HOST": "What is said."}
    speaker = _field(value, _SPEAKER)
    return {
        "speaker": _field(speaker, _SPEAKER) if isinstance(speaker, dict) else speaker,
        "text": text,
        "citations": cited,
    }


def _in_one(text: object) -> object:
    """The words of a list of strings, or of blocks with a text in each, in one string."""
    if not isinstance(text, list):
        return text
    parts = [_field(one, _TEXT) if isinstance(one, dict) else one for one in text]
    return " ".join(str(one) for one in parts) if parts and all(isinstance(one, str) for one in parts) else text


def _segment(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {
        "title": _field(value, _TITLE),
        "summary": _field(value, _SUMMARY),
        "passages": _field(value, _PASSAGES),
    }


def _labelled(items: Sequence[object]) -> list[dict[str, object]]:
    """Turns from lines such as "HOST: What grew there?" of two speakers or more; else none."""
    lines = [_LABELLED.match(one) for one in items if isinstance(one, str)]
    turns: list[dict[str, object]] = [{"speaker": line[1], "text": line[2]} for line in lines if line is not None]
    if len(turns) < len(items) or len({str(turn["speaker"]).casefold() for turn in turns}) < 2:
        return []
    return turns


def _key(value: Mapping[str, object], names: str) -> str | None:
    folded = {re.sub(r"[\s-]", "_", str(name).strip().casefold()): name for name in value}
    return next((folded[name] for name in names.split() if name in folded), None)


def _field(value: Mapping[str, object], names: str) -> object:
    key = _key(value, names)
    return None if key is None else value[key]
