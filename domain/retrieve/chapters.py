"""Chapters of a document: by its contents or outline, else by its headings, else by size; and which of them is none.

Covers, legal pages, contents, dedications, thanks, indexes and the like are recognised by what the file calls them, by
their titles near either end of the book, and by what stands in them.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from domain.retrieve.source import Block, BlockKind, Document, Mark
from domain.retrieve.words import count_words
from domain.value import Value

MOST_CHAPTERS = 500
"""More parts than this are sections: they are put together. A chapter takes some 300 bytes of each payload."""

CUT_WORDS = 4_000
"""Of a part where nothing tells chapters apart: half an hour of speech, about what chapters of novels have."""

USUAL_WORDS = 10_000
"""Where the parts of a level have more than this in the middle, they are parts of a book whose chapters lie below."""

LONGEST_WORDS = 30_000
"""Of a chapter: four hours. A longer one is cut, so that its plan stays a quarter of a megabyte."""

EDGE = 0.15
"""Share of the words at either end of a book where a title alone makes a part front or back matter."""

MOST_PROSE = 300
"""Words in sentences. A part with more is neither cover nor title page, whatever the file calls it."""

_SPOKEN = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
_KINDS = {
    "cover": "cover",
    "titlepage": "title page",
    "title-page": "title page",
    "halftitlepage": "title page",
    "copyright-page": "copyright",
    "copyright": "copyright",
    "imprint": "copyright",
    "colophon": "colophon",
    "toc": "contents",
    "landmarks": "contents",
    "page-list": "contents",
    "loi": "list of illustrations",
    "lot": "list of tables",
    "dedication": "dedication",
    "acknowledgments": "acknowledgements",
    "acknowledgements": "acknowledgements",
    "contributors": "contributors",
    "other-credits": "credits",
    "index": "index",
    "bibliography": "bibliography",
    "endnotes": "notes",
    "footnotes": "notes",
    "rearnotes": "notes",
}
_MAY_BE_PROSE = frozenset({"cover", "title page", "dedication", "colophon", "credits"})
_TITLES = {
    "cover": r"(?:front |back )?cover",
    "title page": r"(?:half[- ])?title(?: ?page)?",
    "copyright": r"copyright(?: (?:page|notice|information))?|imprint|legal notices?",
    "contents": r"(?:table of )?contents",
    "dedication": r"dedication",
    "acknowledgements": r"acknowledge?ments?",
    "index": r"index|subject index|index of .*",
    "bibliography": r"(?:selected |select )?bibliography|works cited|references|further reading",
    "notes": r"(?:end)?notes|notes and references",
    "list of illustrations": r"(?:list of )?(?:illustrations|figures|plates|maps)",
    "other books": r"(?:also|other (?:books|titles|works)|books|more) by .*|also available.*",
    "about the author": r"about the (?:authors?|publisher|translator)|author bio(?:graphy)?",
    "praise": r"(?:advance )?praise for .*",
    "colophon": r"colophon|credits|transcriber[’']?s notes?|newsletter",
}
_TITLED = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _TITLES.items()}
_LEGAL = re.compile(
    r"all rights reserved|\bisbn\b|copyright ©|© ?\d{4}|no part of this|library of congress", re.IGNORECASE
)
_MOST_LEGAL = 800  # words of a legal page
_NUMBERED = re.compile(r"^(?:(?:chapter|part|book)\s+)?(?:\d{1,3}|[ivxlc]{1,7})(?!\w)[.:]?\s*", re.IGNORECASE)
_TELLS = 12  # words: a part with no more, and no sentence, is the title of what follows


class ParagraphKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"


class Paragraph(Value):
    kind: ParagraphKind = ParagraphKind.TEXT
    text: str


class ChapterText(Value):
    """What is said of one chapter; its title is among the paragraphs where it is said."""

    title: str
    paragraphs: tuple[Paragraph, ...]


class Part(Value):
    """A chapter with its text. `reason`: what it is, where it is front or back matter."""

    title: str
    text: ChapterText
    words: int
    characters: int
    reason: str = ""


def chapters_of(document: Document) -> tuple[Part, ...]:
    """All parts that hold something to say, in order; empty where there is nothing."""
    spans = [span for span in _spans(document) if _says(span.blocks)]
    parts = [part for span in _bounded(_headed(spans)) for part in _cut(span)]
    total, before, found = sum(_words(each.blocks) for each in parts), 0, list[Part]()
    for each in parts:
        words = _words(each.blocks)
        edge = before < EDGE * total or before + words > (1 - EDGE) * total
        found.append(_part(each, reason=_reason(each, edge=edge, alone=len(parts) == 1)))
        before += words
    return tuple(found)


def unspoken(document: Document) -> dict[str, int]:
    """How often it holds what is not spoken: tables, code, notes, captions."""
    counts: dict[str, int] = {}
    for block in document.blocks:
        if block.kind not in _SPOKEN:
            counts[block.kind.value] = counts.get(block.kind.value, 0) + 1
    return counts


class _Span(Value):
    title: str
    kind: str = ""
    blocks: tuple[Block, ...]


def _spans(document: Document) -> list[_Span]:
    marks = _chosen(document.marks, document) or _chosen(_headings(document), document)
    if not marks:
        return _by_size(_Span(title=document.title or "", blocks=document.blocks), CUT_WORDS)
    first = [Mark(title="", block=0)] if marks[0].block else []
    ends = [*(mark.block for mark in marks), len(document.blocks)]
    starts = [*first, *marks]
    bounds = pairwise([0, *ends] if first else ends)
    return [
        _Span(title=mark.title, kind=mark.kind, blocks=document.blocks[start:end])
        for mark, (start, end) in zip(starts, bounds, strict=True)
    ]


def _headings(document: Document) -> tuple[Mark, ...]:
    return tuple(
        Mark(title=block.text, level=max(1, block.level), block=at)
        for at, block in enumerate(document.blocks)
        if block.kind is BlockKind.HEADING
    )


def _chosen(marks: Sequence[Mark], document: Document) -> list[Mark]:
    """Those of the outermost level whose parts are about as long as chapters; none where there is only one part."""
    chosen: list[Mark] = []
    for level in sorted({mark.level for mark in marks}):
        of_level = [mark for mark in marks if mark.level <= level]
        if len(of_level) < 2 or len(of_level) > MOST_CHAPTERS:
            continue
        chosen = of_level
        ends = [*(mark.block for mark in of_level[1:]), len(document.blocks)]
        lengths = sorted(_words(document.blocks[mark.block : end]) for mark, end in zip(of_level, ends, strict=True))
        if lengths[len(lengths) // 2] <= USUAL_WORDS:
            break
    return chosen


def _headed(spans: Sequence[_Span]) -> list[_Span]:
    """A part that is no more than a title goes to the one behind it."""
    found: list[_Span] = []
    ahead: tuple[Block, ...] = ()
    for at, span in enumerate(spans):
        blocks = (*ahead, *span.blocks)
        bare = _words(span.blocks) <= _TELLS and not span.kind and at + 1 < len(spans) and not _titled(span.title)
        if bare and all(block.kind is BlockKind.HEADING for block in span.blocks):
            ahead = blocks
            continue
        found.append(span.model_copy(update={"blocks": blocks}))
        ahead = ()
    return found


def _bounded(spans: list[_Span]) -> list[_Span]:
    if len(spans) <= MOST_CHAPTERS:
        return spans
    last = spans[MOST_CHAPTERS - 1 :]
    whole = last[0].model_copy(update={"blocks": tuple(block for span in last for block in span.blocks)})
    return [*spans[: MOST_CHAPTERS - 1], whole]


def _cut(span: _Span) -> list[_Span]:
    return _by_size(span, LONGEST_WORDS) if _words(span.blocks) > LONGEST_WORDS else [span]


def _by_size(span: _Span, most: int) -> list[_Span]:
    """Parts of about `most` words, cut between blocks; one part where there are not many more."""
    total = _words(span.blocks)
    count = max(1, round(total / most))
    if count == 1:
        return [span]
    cut: list[list[Block]] = [[]]
    words = 0
    for block in span.blocks:
        if cut[-1] and words >= total * len(cut) / count:
            cut.append([])
        cut[-1].append(block)
        words += _words([block])
    title = f"{span.title}, part" if span.title and most == LONGEST_WORDS else "Part"
    return [_Span(title=f"{title} {n}", kind=span.kind, blocks=tuple(blocks)) for n, blocks in enumerate(cut, start=1)]


def _reason(span: _Span, *, edge: bool, alone: bool) -> str:
    if alone:
        return ""
    for kind in span.kind.split():
        reason = _KINDS.get(kind, "")
        if reason and not (reason in _MAY_BE_PROSE and _prose(span.blocks) > MOST_PROSE):
            return reason
    if not edge:
        return ""
    if reason := _titled(span.title):
        return reason
    text = " ".join(block.text for block in span.blocks)
    if _words(span.blocks) <= _MOST_LEGAL and len(_LEGAL.findall(text)) >= 2:
        return "copyright"
    return ""


def _titled(title: str) -> str:
    words = _NUMBERED.sub("", title).strip(" .:*—–-") or title
    return next((reason for reason, pattern in _TITLED.items() if pattern.fullmatch(words)), "")


def _part(span: _Span, *, reason: str) -> Part:
    paragraphs = tuple(_paragraphs(span.blocks))
    first = paragraphs[0]
    title = span.title or (first.text if first.kind is ParagraphKind.HEADING else " ".join(first.text.split()[:8]))
    cut_by_size = re.fullmatch(r"(?:.*, part|Part) \d+", span.title) is not None
    said = " ".join(p.text for p in paragraphs[:3] if p.kind is ParagraphKind.HEADING)
    if span.title and not cut_by_size and not _same(span.title, said):
        paragraphs = (Paragraph(kind=ParagraphKind.HEADING, text=span.title), *paragraphs)
    text = ChapterText(title=title[:200], paragraphs=paragraphs)
    return Part(
        title=text.title,
        text=text,
        words=sum(count_words(each.text) for each in paragraphs),
        characters=sum(len(each.text) for each in paragraphs),
        reason=reason,
    )


def _same(title: str, said: str) -> bool:
    """Whether the headings at the beginning say the title, or the other way round."""
    one, other = (re.sub(r"[\W_]+", "", text.casefold()) for text in (title, said))
    return bool(other) and (one in other or other in one)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if block.kind not in _SPOKEN:
            continue
        kind = ParagraphKind.HEADING if block.kind is BlockKind.HEADING else ParagraphKind.TEXT
        lines = block.text.split("\n") if block.kind is BlockKind.LIST else [" ".join(block.text.split())]
        yield from (Paragraph(kind=kind, text=line) for line in lines if any(map(str.isalnum, line)))


def _says(blocks: Sequence[Block]) -> bool:
    return next(_paragraphs(blocks), None) is not None


def _words(blocks: Sequence[Block]) -> int:
    return sum(count_words(block.text) for block in blocks if block.kind in _SPOKEN)


def _prose(blocks: Sequence[Block]) -> int:
    """Words that stand in sentences."""
    ends = (".", "!", "?", "。")
    texts = (b.text for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE))
    return sum(count_words(text) for text in texts if text.rstrip("\"'”’) ").endswith(ends))
