"""Passages: neighbouring blocks under one heading path, about 60-250 words, with no heading without its text."""

from collections.abc import Iterable, Iterator

from domain.retrieve.source import Block, BlockKind, Document, Locator, Passage
from domain.retrieve.words import count_words
from domain.sentences import sentence_ends

FEWEST, MOST = 60, 250  # words: shorter ones rank badly, longer ones blur what a citation points at
_LONGEST = 12 * MOST  # characters: twice what 250 words of English need
_LONGEST_WORD = 2_000  # characters; a longer run without a space is data, and is cut anywhere
_SCAN = 20_000  # characters looked at together when a long block is split


def chunk(document: Document, *, source: int) -> tuple[Passage, ...]:
    """Passages of one document in reading order, with ids `s<source>-p0001`, `s<source>-p0002`, …

    A heading opens a new passage and stands in it. A block above 250 words is split at ends of sentences.
    """
    return tuple(
        Passage(id=f"s{source}-p{number:04d}", source=source, locator=_locator(blocks), blocks=tuple(blocks))
        for number, blocks in enumerate(_groups(document.blocks), start=1)
    )


def _locator(blocks: list[Block]) -> Locator:
    """Where the first block with text stands; headings that open the passage belong to its path."""
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            return block.locator
    last = blocks[-1]
    return last.locator.model_copy(update={"headings": (*last.locator.headings, last.text)})


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    words = length = 0
    for block in (part for whole in blocks for part in split(whole)):
        size = count_words(block.text)
        if group and (_starts_anew(group, words, block, size) or length + len(block.text) > 2 * _LONGEST):
            yield group
            group, words, length = [], 0, 0
        group.append(block)
        words, length = words + size, length + len(block.text)
    if group:
        yield group


def _starts_anew(group: list[Block], words: int, block: Block, size: int) -> bool:
    """Whether a block begins a new passage: at headings, and when the passage is long enough without it."""
    only_headings = all(other.kind is BlockKind.HEADING for other in group)
    if block.kind is BlockKind.HEADING or only_headings:
        return not only_headings or words + size > 2 * MOST
    last = group[-1].locator
    if (last.headings, last.chapter) != (block.locator.headings, block.locator.chapter):
        return True
    if block.kind is BlockKind.LIST and group[-1].text.rstrip().endswith(":"):
        return words + size > 2 * MOST  # a list stays with the line that leads to it
    return words + size > MOST or words >= (FEWEST + MOST) // 2


def split(block: Block) -> Iterator[Block]:
    """The block itself, or pieces of at most 250 words. Headings and tables too: so long, they are data."""
    if len(block.text) <= 5 * MOST and count_words(block.text) <= MOST:
        yield block
        return
    lines = block.kind in (BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE)
    for text in _packed(_lines(block.text) if lines else _sentences(block.text), "\n" if lines else " "):
        yield block.model_copy(update={"text": text})


def _packed(parts: Iterable[str], joint: str) -> Iterator[str]:
    held: list[str] = []
    words = length = 0
    for part in parts:
        size = count_words(part)
        if held and (words + size > MOST or length + len(part) > _LONGEST):
            yield joint.join(held)
            held, words, length = [], 0, 0
        held.append(part)
        words, length = words + size, length + len(part)
    if held:
        yield joint.join(held)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if count_words(line) <= MOST:
            yield line
        else:
            yield from _sentences(line)


def _sentences(text: str) -> Iterator[str]:
    """Sentences of at most 250 words, a window at a time: a line of 10 MB costs no more than its length."""
    at = 0
    while at < len(text):
        window = text[at : at + _SCAN]
        ends = list(sentence_ends(window, unspaced=True))
        if at + len(window) < len(text):
            stop = ends[-1] if ends else (window.rfind(" ") + 1 or len(window))
        else:
            stop = len(window)
        start = 0
        for end in [*(end for end in ends if end < stop), stop]:
            sentence = window[start:end].strip()
            if sentence:
                yield from _short(sentence)
            start = end
        at += stop


def _short(sentence: str) -> Iterator[str]:
    words = [word[at : at + _LONGEST_WORD] for word in sentence.split() for at in range(0, len(word), _LONGEST_WORD)]
    if len(words) <= MOST and len(sentence) <= _LONGEST:
        yield sentence
        return
    held: list[str] = []
    length = 0
    for word in words:
        if held and (len(held) >= MOST or length + len(word) > _LONGEST):
            yield " ".join(held)
            held, length = [], 0
        held.append(word)
        length += len(word) + 1
    if held:
        yield " ".join(held)
