"""The blocks of a document that may be spoken from (docs/local-writer.md, rule 1)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.retrieve.source import Block, BlockKind, Corpus, Passage
from domain.script.extractive.reading.headings import is_conclusion, is_front_matter, is_silent, is_summary
from domain.script.extractive.tables import load_alternatives

_PATTERNS = load_alternatives("reading/silent.toml")
_SILENT_TEXT = re.compile(rf"^(?:{_PATTERNS['beginnings']})\b|{_PATTERNS['anywhere']}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpeakableBlock:
    """A block in its place: `offset` counts characters in the text of its passage.

    `path` are the headings above it, outermost first; `summary` and `conclusion` say what the last one announces.
    `behind_silence`: a table, a picture or something else that is not spoken stands between it and the block before.
    """

    passage: Passage
    block: Block
    offset: int
    path: tuple[str, ...]
    behind_silence: bool = False

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def summary(self) -> bool:
        return is_summary(self.heading)

    @property
    def conclusion(self) -> bool:
        return is_conclusion(self.heading)


def speakable_blocks(corpus: Corpus) -> Iterator[SpeakableBlock]:
    """Paragraphs and lists in reading order, with the headings above them; whatever is never spoken is left out."""
    running: list[tuple[int, str]] = []
    source, silence = 0, False
    authors = {one.index: (one.author or "").strip() for one in corpus.sources}
    for passage in corpus.passages:
        if passage.source != source:
            running, source = [], passage.source
        offset = 0
        for block in passage.blocks:
            start, offset = offset, offset + len(block.text) + 2
            if block.kind is BlockKind.HEADING:
                level = block.level or 1
                running = [*(item for item in running if item[0] < level), (level, block.text.strip())]
                continue
            if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST):
                silence = True
                continue
            path = _headings_above(passage, block) or tuple(text for _, text in running)
            about_author = _is_about(authors.get(source, ""), block.text)
            if about_author or _is_silent_path(path) or _is_silent_text(block.text):
                silence = True
                continue
            yield SpeakableBlock(passage, block, start, path, silence)
            silence = False


def _headings_above(passage: Passage, block: Block) -> tuple[str, ...]:
    """The headings of the block's locator, or those of the passage's when they go deeper."""
    of_block, of_passage = block.locator.headings, passage.locator.headings
    return of_passage if not of_block or len(of_passage) > len(of_block) else of_block


def _is_silent_path(path: tuple[str, ...]) -> bool:
    """Whether a block under these headings is silent.

    What stands under the heading of a chapter behind a table of contents is not, whatever level that table has.
    """
    return bool(path) and (
        is_silent(path[-1]) or any(is_silent(heading) and not is_front_matter(heading) for heading in path[:-1])
    )


def _is_silent_text(text: str) -> bool:
    return bool(_SILENT_TEXT.search(text[:400])) or _is_byline(text)


def _is_about(author: str, text: str) -> bool:
    """Whether a block says who the author is: "Ada Byron is a staff writer."."""
    after = text.strip().removeprefix(author).lstrip() if author else text
    return bool(author) and after != text.strip() and after.startswith(("is ", "was ", "writes ", "teaches ", "lives "))


def _is_byline(text: str) -> bool:
    """Whether the text names authors and affiliations: short, without a full stop, mostly capitalised words."""
    words = text.split()
    if not words or len(words) > 60 or text.rstrip().endswith((".", "?", "!", ":", ";", ".”", '."')):
        return False
    capitalised = sum(word[:1].isupper() or not word[:1].isalpha() for word in words)
    return capitalised >= 0.6 * len(words)
