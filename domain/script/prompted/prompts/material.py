"""How prompts show sources and passages: so enclosed that no text of a document can leave its enclosure."""

import re
from collections.abc import Iterable

from domain.retrieve.source import BlockKind, Passage
from domain.script.model import Brief, PlannedSegment
from domain.script.prompted.languages import language_name

_TAG = re.compile(r"<(?=/?\s*(?:passages|said|wishes)\b)", re.IGNORECASE)
_ID = re.compile(r"^(\s*)\[(?=s\d+-p\d+\])", re.MULTILINE)


def enclosable(text: str) -> str:
    """Text that cannot end its enclosure or pass for another passage."""
    return _ID.sub(r"\1(", _TAG.sub("‹", text))


def in_one_line(text: str) -> str:
    return enclosable(" ".join(text.split()))


def language_lines(brief: Brief) -> list[str]:
    lines = [f"Language: {language_name(brief.language)}"]
    if brief.corpus.language not in ("und", brief.language.partition("-")[0].lower()):
        lines.append(
            f"The passages are in {language_name(brief.corpus.language)}: say what they say in the language of the "
            "episode alone, and keep proper names."
        )
    return lines


def source_list(brief: Brief) -> str:
    lines = ["Sources:"]
    for source in brief.corpus.sources:
        author = f", by {in_one_line(source.author)}" if source.author else ""
        lines.append(f"{source.index}. {in_one_line(source.title)} ({source.kind}{author})")
    return "\n".join(lines)


def segment_passages(brief: Brief, segment: PlannedSegment) -> list[Passage]:
    """The passages that a segment rests on; all of them when the outline names none."""
    chosen = frozenset(segment.passages)
    return [passage for passage in brief.corpus.passages if not chosen or passage.id in chosen]


def passage_list(passages: Iterable[Passage]) -> str:
    """Each under its id, with the path of headings where it changes and does not stand in the text."""
    parts: list[str] = []
    path: tuple[str, ...] = ()
    for passage in passages:
        headings = passage.locator.headings
        in_text = [block.text for block in passage.blocks if block.kind is BlockKind.HEADING]
        shown = [one for one in headings if one not in in_text] if headings != path else []
        path = headings
        head = f"[{passage.id}] {' / '.join(map(in_one_line, shown))}".rstrip()
        parts.append(f"{head}\n{enclosable(passage.text)}")
    return "\n".join(["<passages>", "\n\n".join(parts), "</passages>"])
