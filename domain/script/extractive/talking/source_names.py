"""What the host calls a source: its title, its author, and the kind of thing it is."""

import re

from domain.retrieve.source import SourceKind, SourceSummary
from domain.script.extractive.language.words import word_count
from domain.script.extractive.talking.sayable import is_sayable

_KINDS = {
    SourceKind.PAPER: "paper",
    SourceKind.BOOK: "book",
    SourceKind.PAGE: "page",
    SourceKind.REPORT: "report",
    SourceKind.DOCUMENT: "document",
    SourceKind.TEXT: "text",
}
_FILE_NAME = re.compile(
    r"[a-z][a-z0-9]*(?:[-.+][a-z0-9]+)*|(?i:source|img|dsc|scan|doc|document|file|page|text|note|copy)[ -]?\d+",
    re.ASCII,
)
"""Names of texts that were given no title: `source 1`, `notes`, `scan-0012`, `my-notes`."""
_NO_TITLE = frozenset(("", "untitled", "document", "text", "no title", "index", "home"))
_EXTENSION = re.compile(r"\.(?:pdf|docx?|epub|md|txt|html?)$", re.IGNORECASE)
_SUBTITLE = re.compile(r":\s| [–—-] |\. ")
_NO_AUTHOR = re.compile(r"[<>@/\\|{}\d_]|unknown|anonymous|admin|various", re.IGNORECASE)
_LONGEST_AUTHOR = 7
"""Words."""


def kind_of(source: SourceSummary) -> str:
    """The noun for a source: `paper`."""
    return _KINDS[source.kind]


def title_of(title: str, *, longest: int = 11) -> str | None:
    """A title without its subtitle when it is long; None when even that is over `longest` words or cannot be said."""
    text = " ".join(title.split()).strip(" .")
    if text.lower() in _NO_TITLE or _FILE_NAME.fullmatch(text):
        return None
    text = _EXTENSION.sub("", text)
    if word_count(text) > longest:
        text = _SUBTITLE.split(text)[0].strip()
    if text.isupper() and word_count(text) > 1:
        text = text.title()
    return text if is_sayable(text) and 1 <= word_count(text) <= longest else None


def author_of(source: SourceSummary) -> str | None:
    """The author when it reads like names; of more than two people the first, and others."""
    author = " ".join((source.author or "").split()).strip(" .")
    author = re.sub(r"^by\s+", "", author, flags=re.IGNORECASE)
    people = [part.strip() for part in re.split(r",| and |;|&", author) if part.strip()]
    if not people or _NO_AUTHOR.search(author):
        return None
    named = f"{people[0]} and others" if len(people) > 2 else " and ".join(people)
    return named if word_count(named) <= _LONGEST_AUTHOR else None
