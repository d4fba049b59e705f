"""Which blocks are never spoken, and what the headings of a document mean for its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.retrieve.source import Block, BlockKind, Corpus, Passage

_SILENT_HEADING = re.compile(
    r"(?:table of )?contents|references|bibliography|works cited|literature(?: cited)?|"
    r"acknowledge?ments?|index|copyright(?: notice)?|dedication|colophon|"
    r"about the authors?|about us|further reading|external links|see also|(?:end)?notes|footnotes|"
    r"sources|citations|author contributions?|authors’? contributions?|"
    r"(?:conflicts?|declarations?|competing) (?:of )?interests?(?: statement)?|funding|"
    r"data availability(?: statement)?|supplementary (?:material|information)s?|"
    r"supporting information|"
    r"related (?:articles|posts|stories|reading)|share this|comments|leave a (?:comment|reply)|"
    r"newsletter|subscribe|sign up|list of (?:figures|tables)|credits|imprint|"
    r"also by .*|praise for .*|keywords|disclaimer|legal notice|cookie policy|privacy policy|"
    r"navigation|menu|tags|categories|you (?:may|might) also like|glossary|"
    r"license|licence|the full project gutenberg.*|transcriber[’']s notes?|abbreviations|nomenclature|"
    r"ethics statement|errata|table of figures|image credits|photo credits",
    re.IGNORECASE,
)
_SUMMARY_HEADING = re.compile(
    r"abstract|summary|executive summary|synopsis|in brief|tl;?dr|key points|highlights|at a glance", re.IGNORECASE
)
_CLOSING_HEADING = re.compile(
    r"(?:.*\b)?(?:conclusions?|concluding remarks|closing (?:thoughts|remarks|words)|epilogue|"
    r"afterword|final (?:thoughts|words)|outlook|summary and conclusions?|wrapping up|in conclusion|"
    r"looking ahead|the last word|discussion and conclusions?)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|book|appendix|lesson|unit|act)\s+(?:\d+|[ivxlc]+|[A-Z]|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"|\d+(?:\.\d+)*|[ivxlc]+(?=[.):])|[A-Z](?=[.)]\s))\s*[.:)–—-]*\s*",
    re.IGNORECASE,
)
_SILENT_TEXT = re.compile(
    r"^(?:figure|fig\.|table|photo|image|source|credit|caption|keywords?|key words|doi|received|"
r"accepted|published|correspondence|e-?mail|tel|©|\(c\)|isbn|issn|copyright|"
r"by\s+[A-Z]\S+\s+[A-Z]\S+$"
    r"|posted (?:on|by)|last updated|updated|filed under|tagged|share|tweet|advertisement|"
r"translated by|illustrated by|produced by|first published|printed in|for\s+\w+$)\b"
    r"|all rights reserved|\bcookies?\b.{0,60}\b(?:use|accept|consent|policy|preferences|site|"
r"website)\b|\b(?:use|accept|uses)\b.{0,20}\bcookies?\b|subscribe|newsletter|sign up|"
r"creative commons|"
    r"[\w.]+@[\w-]+\.\w+|project gutenberg|unsubscribe|log in|terms of (?:use|service)",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A block that may be spoken from. `offset` counts in the text of its passage; `path` are
    headings, outermost first."""

    passage: Passage
    block: Block
    offset: int
    path: tuple[str, ...]
    summary: bool
    closing: bool

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""


def bare_heading(heading: str) -> str:
    """Without its number, `Chapter 3:` and closing punctuation; empty when nothing else is there."""
    text = " ".join(heading.split())
    for _ in range(2):
        text = _NUMBERING.sub("", text, count=1) if not re.match(r"^\d{4}\b(?![.:)])", text) else text
    return text.strip(" .:;–—-#*")


def is_silent(heading: str) -> bool:
    return bool(_SILENT_HEADING.fullmatch(bare_heading(heading) or heading.strip()))


def is_summary(heading: str) -> bool:
    return bool(_SUMMARY_HEADING.fullmatch(bare_heading(heading)))


def is_closing(heading: str) -> bool:
    return bool(_CLOSING_HEADING.fullmatch(bare_heading(heading)))


def placed(corpus: Corpus) -> Iterator[Placed]:
    """Paragraphs and lists in reading order, with the headings above them; whatever is never spoken left out."""
    running: list[tuple[int, str]] = []
    source = 0
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
            path = block.locator.headings or passage.locator.headings or tuple(text for _, text in running)
            if (
                block.locator.headings
                and passage.locator.headings
                and len(passage.locator.headings) > len(block.locator.headings)
            ):
                path = passage.locator.headings
            if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST):
                continue
            if any(is_silent(heading) for heading in path) or _SILENT_TEXT.search(block.text[:400]):
                continue
            if _is_byline(block.text):
                continue
            summary = any(is_summary(heading) for heading in path[-1:])
            yield Placed(passage, block, start, path, summary, any(is_closing(heading) for heading in path[-1:]))


def _is_byline(text: str) -> bool:
    """Authors and affiliations: short, without a full stop, mostly capitalised words."""
    words = text.split()
    if not words or len(words) > 60 or text.rstrip().endswith((".", "?", "!", ":", ";", ".”", '."')):
        return False
    capitalised = sum(word[:1].isupper() or not word[:1].isalpha() for word in words)
    return capitalised >= 0.6 * len(words)
