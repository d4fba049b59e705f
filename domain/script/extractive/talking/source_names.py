"""What the host calls a source: its title, its author, and the kind of thing it is."""

import re
from collections.abc import Sequence

from domain.retrieve.source import Corpus, SourceKind, SourceSummary
from domain.script.extractive.language.words import DETERMINERS, word_count
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
_PLAIN_WORDS = """
scan img image doc document file page text note notes copy final draft new untitled source download output
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
"""Words of file names that tell nothing of what is in the file."""
_EXTENSION = re.compile(r"\.(?:pdf|docx?|epub|md|txt|html?)$", re.IGNORECASE)
_SUBTITLE = re.compile(r":\s| [–—-] |\. ")
_NO_AUTHOR = re.compile(r"[<>@/\\|{}\d_]|unknown|anonymous|admin|various", re.IGNORECASE)
_FROM_A_LIBRARY = re.compile(
    r"(?:the\s+)?project gutenberg(?:['’]s)?\s+(?:e-?(?:book|text)\s+)?(?:of\s+|[-–—:]\s*)?"
    r"(?P<title>.+?)(?:,?\s+by\s+(?P<author>.+))?$",
    re.IGNORECASE,
)
"""The title that a library puts before the title of a book."""
_WORDS_OF_A_BOOK = 25_000
"""Fewer have reports and theses, which are documents."""
_SAMPLE, _LEAST_USES = 100_000, 3
"""Characters of a text, and uses of a word as a name in it, by which the word is taken for its title."""
_DATELINE = re.compile(r"(?:[\w.]+ ){0,3}[\w.]+, (?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? \w+,? \d{4}")
LONGEST_TITLE, _LONGEST_WITH_SUBTITLE = 14, 11
_LONGEST_AUTHOR = 7
"""Words."""


def kind_of(source: SourceSummary) -> str:
    """The noun for a source: `paper`."""
    plain = source.kind in (SourceKind.TEXT, SourceKind.DOCUMENT, SourceKind.PAGE)
    if plain and (source.words >= _WORDS_OF_A_BOOK or _FROM_A_LIBRARY.match(source.title)):
        return _KINDS[SourceKind.BOOK]
    return _KINDS[source.kind]


def title_of(title: str, *, longest: int = LONGEST_TITLE) -> str | None:
    """A title, when it can be said in `longest` words; without its subtitle when it has more than eleven."""
    text = " ".join(title.split()).strip(" .")
    if library := _FROM_A_LIBRARY.match(text):
        text = library["title"].strip(" .,")
    text = _of_site(text)
    text = _of_file(text)
    if text.lower() in _NO_TITLE or _FILE_NAME.fullmatch(text) or _DATELINE.fullmatch(text):
        return None
    text = _EXTENSION.sub("", text)
    if word_count(text) > min(longest, _LONGEST_WITH_SUBTITLE) and _SUBTITLE.search(text):
        text = _SUBTITLE.split(text)[0].strip()
    if text.isupper() and word_count(text) > 1:
        text = text.title()
    return text if is_sayable(text) and 1 <= word_count(text) <= longest else None


def with_names_as_titles(sources: Sequence[SourceSummary], corpus: Corpus) -> list[SourceSummary]:
    """The sources; a title of one small word, as files have them, counts where the text uses it as a name: `weft`."""
    return [source.model_copy(update={"title": _name_of(source, corpus)}) for source in sources]


def _name_of(source: SourceSummary, corpus: Corpus) -> str:
    title = source.title.strip()
    if not re.fullmatch(r"[a-z][a-z0-9]{2,20}", title):
        return source.title
    text = " ".join(passage.text for passage in corpus.passages if passage.source == source.index)[:_SAMPLE]
    used = re.findall(rf"(\w+ )?\b{re.escape(title)}\b(?! \d)", text)
    bare = [before for before in used if before.strip().lower() not in DETERMINERS]
    known = len(bare) >= _LEAST_USES and 2 * len(bare) > len(used)
    return title[:1].upper() + title[1:] if known else source.title


def _of_file(name: str) -> str:
    """The title that the name of a file gives: `annual-report-2023` is Annual report 2023; others stay as they are."""
    parts = [part for part in re.split(r"[-_.+ ]+", _EXTENSION.sub("", name)) if part]
    named = [part for part in parts if part.isalpha() and len(part) > 2]
    if (
        " " in name
        or len(named) < 2
        or not all(part.isalnum() for part in parts)
        or set(map(str.lower, parts)) & _PLAIN
    ):
        return name
    return " ".join(parts)[:1].upper() + " ".join(parts)[1:]


def _of_site(title: str) -> str:
    """A page's title without the name of its site: of `The mill | Notes` the longer part, the first of equal ones.

    A dash may belong to the title itself, so only a vertical bar and the like cut one.
    """
    parts = [part.strip() for part in re.split(r"\s*(?:\s[|·•»]\s|\|)\s*", title) if part.strip()]
    return max(parts[:2], key=word_count) if len(parts) > 1 else title


def author_of(source: SourceSummary) -> str | None:
    """The author when it reads like names; of more than two people the first, and others."""
    library = _FROM_A_LIBRARY.match(" ".join(source.title.split()))
    author = " ".join((source.author or (library and library["author"]) or "").split()).strip(" .")
    author = re.sub(r"^by\s+", "", author, flags=re.IGNORECASE)
    people = [part.strip() for part in re.split(r",| and |;|&", author) if part.strip()]
    if not people or _NO_AUTHOR.search(author):
        return None
    named = f"{people[0]} and others" if len(people) > 2 else " and ".join(people)
    return named if word_count(named) <= _LONGEST_AUTHOR else None
