"""What a language model thinks aloud, told from its answer: the tags and channels of many families of models."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from domain.script.prompted.lenient_json import Found, scan


class Kind(IntEnum):
    """What a stretch of an answer is; a higher one counts for more."""

    THOUGHT = 0
    PLAIN = 1
    MARKED = 2
    """In a tag or channel that the model keeps for its answer."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters [start, end) of one kind. `outer`: with the marks around it."""

    kind: Kind
    start: int
    end: int
    outer: tuple[int, int]


_THOUGHTS = {
    "think", "thinking", "thought", "thoughts", "reason", "reasoning", "reasoning_content", "analysis", "reflection",
    "scratchpad", "planning", "draft", "inner_monologue", "internal_monologue", "chain_of_thought", "cot", "unused94",
}  # fmt: skip
"""MedGemma keeps unnamed tokens for its thoughts: `unused94` begins them, and `unused95` ends them."""
_END_OF_THOUGHTS = "unused95"
_ANSWERS = {"answer", "final", "final_answer", "response", "output", "solution", "result"}

_MARK = re.compile(
    r"""
      <[|｜]channel[|｜]>\s*(?P<channel>\w+)[^<{[]*(?:<[|｜]constrain[|｜]>\s*\w+\s*)?<[|｜]message[|｜]>
    | (?P<over><[|｜](?:end|return|call)[|｜]>)
    | (?P<run_together>\bassistant\s?final(?:\s?json)?(?=\s*[\[{`]))
    | (?P<bracket>[<\[◁])(?P<bar>[|｜]?)(?P<side>/|(?:begin|start|end)_(?:of_)?)?(?:\w{1,12}:)?(?P<name>[a-z]\w{2,24})
      (?:\s[^<>\n]{0,80})?(?P=bar)(?:[>\]]|▷)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""`over`: Harmony's end of a message. `run_together`: its channels where a server dropped the special tokens."""


def stretches(text: str, values: Sequence[Found]) -> list[Stretch]:
    """The whole text in order. What looks like a mark inside one of `values`, the text's JSON, does not count.

    An end without a beginning makes a thought of all before it: servers may put the beginning into the prompt.
    """
    made: list[Stretch] = []
    kind, start, outer = Kind.PLAIN, 0, 0
    spans = [(one.start, one.end) for one in values]
    for mark in _MARK.finditer(text):
        while spans and spans[0][1] <= mark.start():
            spans.pop(0)
        if spans and spans[0][0] <= mark.start():
            continue
        following = _after(mark, kind)
        if following is None:
            continue
        is_end = following is Kind.PLAIN
        if is_end and kind is Kind.PLAIN and _is_thought(mark):
            made, kind, start, outer = [], Kind.THOUGHT, 0, 0
        made.append(Stretch(kind, start, mark.start(), (outer, mark.end() if is_end else mark.start())))
        kind, start, outer = following, mark.end(), mark.end() if is_end else mark.start()
    made.append(Stretch(kind, start, len(text), (outer, len(text))))
    return made


def without_thoughts(text: str) -> str:
    """The answer that follows a model's thoughts; the whole text when nothing follows them, for it may be in there."""
    parts = stretches(text, scan(text).found)
    if is_all_thought(text, parts) or all(part.kind is not Kind.THOUGHT for part in parts):
        return text
    return "".join(text[part.outer[0] : part.outer[1]] for part in parts if part.kind is not Kind.THOUGHT).strip()


def is_all_thought(text: str, parts: Sequence[Stretch]) -> bool:
    """Whether the model said nothing after its thoughts."""
    last = max((n for n, part in enumerate(parts) if part.kind is Kind.THOUGHT), default=-1)
    return last >= 0 and not any(re.search(r"\w", text[part.start : part.end]) for part in parts[last + 1 :])


def is_thought_name(name: str) -> bool:
    """Whether a field of this name holds thoughts or a draft rather than the answer."""
    return re.sub(r"[\s-]", "_", name.casefold()) in _THOUGHTS


def _after(mark: re.Match[str], kind: Kind) -> Kind | None:
    """What a mark begins; None when it is none."""
    if mark["channel"]:
        return Kind.MARKED if mark["channel"].casefold() == "final" else Kind.THOUGHT
    if mark["over"]:
        return Kind.PLAIN if kind is not Kind.PLAIN else None
    name = (mark["name"] or "").casefold()
    if mark["run_together"] or name == _END_OF_THOUGHTS:
        return Kind.PLAIN
    is_word = mark["bracket"] == "[" and not mark["name"].isupper()
    begins = None if is_word else Kind.THOUGHT if name in _THOUGHTS else Kind.MARKED if name in _ANSWERS else None
    if not (mark["side"] or "").casefold().startswith(("/", "end")):
        return begins
    return None if begins is None or (begins is Kind.MARKED and kind is not Kind.MARKED) else Kind.PLAIN


def _is_thought(mark: re.Match[str]) -> bool:
    return bool(mark["run_together"]) or (mark["name"] or "").casefold() in {*_THOUGHTS, _END_OF_THOUGHTS}
