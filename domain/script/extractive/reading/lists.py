"""A list as one sentence behind its lead-in, or as First, Then, Finally (docs/local-writer.md, rule 14)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.script.extractive.language.capitals import first_word_lowered
from domain.script.extractive.language.number_words import in_words
from domain.script.extractive.language.verbs import BASE_FORMS
from domain.script.extractive.language.words import AUXILIARIES, lower_words, word_count
from domain.script.extractive.reading.edits import edited
from domain.script.extractive.reading.speakable import is_balanced, is_speakable

MOST_ITEMS, MOST_STEPS, SHOWN = 5, 6, 3
"""A list, and steps, of so many items are said whole; of longer ones these are said, and the rest is counted."""
LONGEST_ITEM, LONGEST_LIST, LONGEST_STEPS = 12, 70, 90
"""Words; those of a list are those of any turn, and steps, which cannot be left out, may take what a turn may."""

_BULLET = re.compile(r"^\s*(?:[-•*‣·–—]|\d+[.)]|[a-z][.)])\s+")
_UNSPEAKABLE = re.compile(r"[=<>{}^_|\\~#*@:;]|https?|www\.")


@dataclass(frozen=True, slots=True)
class Item:
    """One item as said, and where it stands in its block."""

    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpokenList:
    """A list as said. `items`: offsets in the block of those said. `with_lead_in`: the lead-in is part of the text."""

    text: str
    items: tuple[tuple[int, int], ...]
    with_lead_in: bool
    steps: bool


def spoken_list(
    block: str,
    lead_in: str,
    *,
    steps: bool,
    is_name: Callable[[str], bool],
    keeps: Callable[[str], bool],
) -> SpokenList | None:
    """The text of a list block, one item a line, as said behind its lead-in; None when it cannot be said as a whole.

    `keeps` is that of `edited`.
    """
    items = _items(block, keeps)
    if len(items) < 2:
        return None
    lead_in = lead_in.rstrip()
    announces = lead_in.endswith(":")
    if steps:
        return _steps(items, f"{lead_in[:-1]}." if announces else "", is_name)
    return _enumeration(items, lead_in, is_name) if announces else None


def _items(block: str, keeps: Callable[[str], bool]) -> list[Item]:
    """Items without their bullets; none when one of them cannot be edited."""
    items: list[Item] = []
    at = 0
    for line in block.split("\n"):
        bullet = _BULLET.match(line)
        start = bullet.end() if bullet else len(line) - len(line.lstrip())
        end = len(line.rstrip())
        if end > start:
            item = edited(line[start:end], keeps=keeps)
            if item is None:
                return []
            items.append(Item(item.text.strip(), (at + start, at + end)))
        at += len(line) + 1
    return items


def _enumeration(items: Sequence[Item], lead_in: str, is_name: Callable[[str], bool]) -> SpokenList | None:
    shown = items if len(items) <= MOST_ITEMS else items[:SHOWN]
    texts = [first_word_lowered(item.text.rstrip(".,;"), is_name=is_name) for item in shown]
    if not all(_is_sayable(text) for text in texts):
        return None
    if left := len(items) - len(shown):
        texts.append(f"{in_words(left)} more")
    comma = "," if len(texts) > 2 else ""
    if lower_words(lead_in)[-1:] and lower_words(lead_in)[-1] in AUXILIARIES | {"to"}:
        lead_in = lead_in.rstrip(": ")  # "The committee may appoint stewards"
    text = f"{lead_in} {', '.join(texts[:-1])}{comma} and {texts[-1]}."
    return _short_enough(text, shown, with_lead_in=True, steps=False)


def _is_sayable(item: str) -> bool:
    return (
        1 <= word_count(item) <= LONGEST_ITEM
        and not _UNSPEAKABLE.search(item)
        and "." not in item.replace("e.g.", "")
        and is_balanced(item)
    )


def _steps(items: Sequence[Item], lead_in: str, is_name: Callable[[str], bool]) -> SpokenList | None:
    shown = items if len(items) <= MOST_STEPS else items[:SHOWN]
    sentences: list[str] = []
    for at, item in enumerate(shown):
        sentence = item.text if item.text.endswith(".") else item.text + "."
        if not _is_order(sentence):
            return None
        word = "First" if at == 0 else "Finally" if at == len(items) - 1 else "Then"
        sentences.append(f"{word}, {first_word_lowered(sentence, is_name=is_name)}")
    if left := len(items) - len(shown):
        sentences.append(f"And {in_words(left)} more.")
    text = " ".join(sentences)
    if lead_in and word_count(f"{lead_in} {text}") <= LONGEST_LIST:
        return _short_enough(f"{lead_in} {text}", shown, with_lead_in=True, steps=True)
    return _short_enough(text, shown, with_lead_in=False, steps=True)


def _is_order(sentence: str) -> bool:
    words = lower_words(sentence)
    return (
        bool(words)
        and words[0] in BASE_FORMS
        and is_speakable(sentence, imperative=True, shortest=2)
        and not re.search(r"\.\s", sentence)
    )


def _short_enough(text: str, shown: Sequence[Item], *, with_lead_in: bool, steps: bool) -> SpokenList | None:
    if word_count(text) > (LONGEST_STEPS if steps else LONGEST_LIST):
        return None
    return SpokenList(text, tuple(item.span for item in shown), with_lead_in, steps)
