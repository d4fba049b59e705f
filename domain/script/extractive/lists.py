"""Rule 14: a list becomes one sentence behind its lead-in, or First, Then, Finally."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from domain.script.extractive.blocks import Placed
from domain.script.extractive.edits import edit, lowered
from domain.script.extractive.lexicon import WORD, word_count
from domain.script.extractive.sentences import closes_well, speakable
from domain.script.extractive.verbs import BASE_VERBS

MOST_ITEMS, LONGEST_ITEM, MOST_STEPS, SHOWN = 5, 12, 6, 3
LONGEST_LIST = 70
"""Words, as of any turn."""

_BULLET = re.compile(r"^\s*(?:[-•*‣·–—]|\d+[.)]|[a-z][.)])\s+")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ODD = re.compile(r"[=<>{}^_|\\~#*@:;]|https?|www\.")


@dataclass(frozen=True, slots=True)
class Composed:
    """`items` are offsets in the block. `led`: the lead-in is part of the text."""

    text: str
    items: tuple[tuple[int, int], ...]
    led: bool
    steps: bool


def compose(
    block: Placed, lead: str, *, steps: bool, proper: Callable[[str], bool], keep: Callable[[str], bool]
) -> Composed | None:
    """None when the list cannot be said as a whole."""
    items: list[tuple[str, tuple[int, int]]] = []
    at = 0
    for raw in block.block.text.split("\n"):
        bullet = _BULLET.match(raw)
        start = bullet.end() if bullet else len(raw) - len(raw.lstrip())
        end = len(raw.rstrip())
        edited = edit(raw[start:end], keep=keep) if end > start else None
        if end > start:
            if edited is None:
                return None
            items.append((edited.text.strip(), (at + start, at + end)))
        at += len(raw) + 1
    if len(items) < 2:
        return None
    if steps:
        return _steps(items, lead, proper)
    return _enumeration(items, lead, proper) if lead.rstrip().endswith(":") else None


def _enumeration(items: list[tuple[str, tuple[int, int]]], lead: str, proper: Callable[[str], bool]) -> Composed | None:
    shown = items if len(items) <= MOST_ITEMS else items[:SHOWN]
    said = [lowered(text.rstrip(".,;"), proper) for text, _ in shown]
    if any(
        not 1 <= word_count(text) <= LONGEST_ITEM
        or _ODD.search(text)
        or "." in text.replace("e.g.", "")
        or not closes_well(text)
        for text in said
    ):
        return None
    left = len(items) - len(shown)
    if left:
        said.append(f"{_COUNTS[left] if left < len(_COUNTS) else left} more")
    comma = "," if len(said) > 2 else ""
    text = f"{lead.rstrip()} {', '.join(said[:-1])}{comma} and {said[-1]}."
    return Composed(text, tuple(span for _, span in shown), True, False) if word_count(text) <= LONGEST_LIST else None


def _steps(items: list[tuple[str, tuple[int, int]]], lead: str, proper: Callable[[str], bool]) -> Composed | None:
    shown = items if len(items) <= MOST_STEPS else items[:SHOWN]
    parts = []
    for at, (text, _) in enumerate(shown):
        sentence = text if text.endswith(".") else text + "."
        words = [word.lower() for word in WORD.findall(sentence)]
        if (
            not words
            or words[0] not in BASE_VERBS
            or not speakable(sentence, imperative=True, shortest=2)
            or re.search(r"\.\s", sentence)
        ):
            return None
        word = "First" if at == 0 else "Finally" if at == len(items) - 1 else "Then"
        parts.append(f"{word}, {lowered(sentence, proper)}")
    left = len(items) - len(shown)
    if left:
        parts.append(f"And {_COUNTS[left] if left < len(_COUNTS) else left} more.")
    led = bool(lead) and lead.rstrip().endswith(":")
    text = " ".join([lead.rstrip()[:-1] + "." if led else "", *parts]).strip()
    if word_count(text) > LONGEST_LIST and led:
        led, text = False, " ".join(parts)
    return Composed(text, tuple(span for _, span in shown), led, True) if word_count(text) <= LONGEST_LIST else None
