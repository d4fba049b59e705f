"""How the host opens and closes an episode (docs/local-writer.md, rules 17 and 18)."""

from collections.abc import Sequence

from domain.retrieve.source import SourceKind, SourceSummary
from domain.script.extractive.language.number_words import in_words
from domain.script.extractive.language.words import QUESTION_WORDS, word_count
from domain.script.extractive.tables import load_table
from domain.script.extractive.talking.acts import ActType
from domain.script.extractive.talking.heading_phrases import (
    UNINFORMATIVE,
    USUAL_PHRASES,
    USUAL_QUESTIONS,
    HeadingPhrase,
)
from domain.script.extractive.talking.host import LONGEST, SHORTEST
from domain.script.extractive.talking.source_names import author_of, kind_of, title_of
from domain.script.extractive.talking.templates import TEMPLATES

MOST_PHRASES = 3
"""Phrases that an opening names at most."""
LONGEST_NAMED = 6
"""Words of a phrase that an opening names."""
_TABLES = load_table("talking/opening_and_closing.toml", dict[str, dict[str, str]])
_OPENING, _CLOSING = _TABLES["opening"], _TABLES["closing"]
_MOST_IN_WORDS = 10


def opening_length(words: int) -> int:
    """Words an opening may take of a budget: all that is allowed from about eight minutes on; less in short ones."""
    return max(9, min(LONGEST, round(0.054 * words)))


def opening(
    sources: Sequence[SourceSummary],
    phrases: Sequence[HeadingPhrase | None],
    *,
    length: float,
    subjects: Sequence[str] = (),
    asked: str = "",
) -> str:
    """Title, author when known, kind of source, and up to three phrases of what comes.

    `asked`: the question that the first answer answers, by its heading. `subjects`: what is spoken of, for a text
    without a title. `length`: words, of which 25 at most are taken.
    """
    first = sources[0]
    heads = _of_several(sources) if len(sources) > 1 else _of_one(first, subjects)
    coming = _coming(phrases, several=len(sources) > 1)
    if coming and len(sources) == 1 and title_of(first.title) is None:
        heads = heads[-1:]  # headings say better what a text is about than its sentences do
    room = min(LONGEST, max(length, SHORTEST))
    tails = (f" {asked}",) if asked else (_OPENING["begins"], _OPENING["about"])
    room = LONGEST if asked else room
    for options in ([head + middle for head in heads for middle in coming], heads):
        asking = [text + tail for text in options for tail in tails if SHORTEST <= word_count(text + tail) <= room]
        if asking:
            return asking[0]
    if fitting := [text for text in heads if SHORTEST <= word_count(text) <= room]:
        return fitting[0]
    shortest = min(heads, key=word_count)
    if SHORTEST <= word_count(shortest) <= LONGEST:
        return shortest
    return _OPENING["kind"].format(article=_article(first), by="") + _OPENING["about"]


def reading_opening(source: SourceSummary, *, length: float) -> str:
    """Title and author of a text that is read out, and how it begins."""
    title, author = title_of(source.title), author_of(source)
    slots = {"title": title or "", "article": _article(source), "by": f" by {author}" if author else ""}
    names = ("reading_title", "reading_bare_title") if title else ("reading_kind",)
    heads = [_OPENING[name].format(**slots) for name in names]
    room = min(LONGEST, max(length, SHORTEST))
    head = next((text for text in heads if word_count(text) <= room), heads[-1])
    tail = _OPENING["begins"]
    return head + tail if word_count(head + tail) <= LONGEST else head


def closings(sources: Sequence[SourceSummary]) -> list[str]:
    """Every way to close: with the title, in the document's own words."""
    title, kind = title_of(sources[0].title), kind_of(sources[0])
    if len(sources) > 1:
        titles = _titles(sources)
        several = [_CLOSING["titles"].format(titles=_listed(titles))] if titles else []
        several += [_CLOSING[name].format(count=_counted(sources)) for name in ("those", "leave")]
        return [text for text in several if word_count(text) <= LONGEST]
    slots = {"kind": kind, "title": title or f"our {kind}"}
    texts = [template.filled(slots) for template in TEMPLATES[ActType.CLOSING]]
    if title is None:
        texts = [text.replace(f"the {kind}'s own words", "its own words") for text in texts]
    return [text for text in texts if word_count(text) <= LONGEST] or [_CLOSING["untitled"].format(kind=kind)]


def closing(sources: Sequence[SourceSummary], *, length: float) -> str:
    """The closing whose words are nearest to a length."""
    return min(closings(sources), key=lambda text: (abs(word_count(text) - length), text))


def _of_several(sources: Sequence[SourceSummary]) -> list[str]:
    """Ways to name the sources, best first."""
    titles, count = _titles(sources), _counted(sources)
    heads = []
    if len(titles) == len(sources):
        heads.append(_OPENING["all_titles"].format(count=count, titles=_listed(titles)))
    if title := title_of(sources[0].title):
        heads.append(_OPENING["first_title"].format(count=count, title=title))
    return [*heads, _OPENING["count"].format(count=count)]


def _of_one(source: SourceSummary, subjects: Sequence[str]) -> list[str]:
    """Ways to name the source, best first."""
    title, author = title_of(source.title), author_of(source)
    slots = {"title": title or "", "article": _article(source), "by": f" by {author}" if author else ""}
    if title:
        plain = source.kind in (SourceKind.DOCUMENT, SourceKind.TEXT)
        names = ("title" if plain else "title_and_kind", "short_title", "bare_title")
        return [_OPENING[name].format(**slots) for name in names]
    counts = range(min(MOST_PHRASES, len(subjects)), 0, -1)
    heads = [_OPENING["subjects"].format(**slots, subjects=_listed(subjects[:count])) for count in counts]
    return [*heads, _OPENING["kind"].format(**slots)]


def _coming(phrases: Sequence[HeadingPhrase | None], *, several: bool) -> list[str]:
    """Ways to say what will come, with most phrases first. Phrases of usual headings are named for want of others."""
    listed = [one.listed or one.text for one in phrases if one and one.nominal and not one.repeated]
    nominal = [text for text in listed if word_count(text) <= LONGEST_NAMED]
    named = list(dict.fromkeys(text for text in nominal if text not in UNINFORMATIVE))
    own = [text for text in named if text not in USUAL_PHRASES.values()]
    named = own or ([] if several else named)
    named = [text for text in named if " and " not in text] or named[:1]
    return [_heard(_spread(named, count)) for count in range(min(MOST_PHRASES, len(named)), 0, -1)]


def _heard(phrases: Sequence[str]) -> str:
    """`why dough rises and how it was done`, but `about the oven and the wheat`."""
    asking = all(text in USUAL_QUESTIONS or text.split()[0] in QUESTION_WORDS - {"who"} for text in phrases)
    return _OPENING["coming" if asking else "coming_nouns"].format(phrases=_listed(phrases))


def _spread(phrases: Sequence[str], count: int) -> list[str]:
    """The first, the last, and those between at equal distance."""
    if count == 1:
        return list(phrases[:1])
    return [phrases[round(at * (len(phrases) - 1) / (count - 1))] for at in range(count)]


def _titles(sources: Sequence[SourceSummary]) -> list[str]:
    return [title for source in sources if (title := title_of(source.title))]


def _article(source: SourceSummary) -> str:
    return "a web page" if source.kind is SourceKind.PAGE else f"a {kind_of(source)}"


def _listed(phrases: Sequence[str]) -> str:
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _counted(sources: Sequence[SourceSummary]) -> str:
    return in_words(len(sources), most=_MOST_IN_WORDS)
