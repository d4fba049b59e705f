"""Rules 17 and 18: how the HOST opens and closes."""

import re
from collections.abc import Sequence

from domain.retrieve.source import SourceKind, SourceSummary
from domain.script.extractive.dialogue import LONGEST, SHORTEST, closest
from domain.script.extractive.headings import FRAME, GENERIC, OUTRIGHT, Phrase, title_of
from domain.script.extractive.lexicon import word_count
from domain.script.extractive.phrases import FORMS, Function

MOST_PHRASES = 3
_NOUN = {
    SourceKind.PAPER: "paper",
    SourceKind.BOOK: "book",
    SourceKind.PAGE: "page",
    SourceKind.REPORT: "report",
    SourceKind.DOCUMENT: "document",
    SourceKind.TEXT: "text",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def opening_length(words: int) -> int:
    """Words an opening may take of a budget: all that is allowed from about eight minutes on; less in short ones."""
    return max(9, min(LONGEST, round(0.054 * words)))


def kind_of(source: SourceSummary) -> str:
    """What the HOST calls a source."""
    return _NOUN[source.kind]


def author_of(source: SourceSummary) -> str | None:
    """Named when it reads like names; of more than two people the first, and others."""
    author = " ".join((source.author or "").split()).strip(" .")
    author = re.sub(r"^by\s+", "", author, flags=re.IGNORECASE)
    if not author or re.search(r"[<>@/\\|{}\d_]|unknown|anonymous|admin|various", author, re.IGNORECASE):
        return None
    people = [part.strip() for part in re.split(r",| and |;|&", author) if part.strip()]
    named = (
        people[0]
        if len(people) == 1
        else f"{people[0]} and {people[1]}"
        if len(people) == 2
        else f"{people[0]} and others"
    )
    return named if word_count(named) <= 7 else None


def _listed(phrases: Sequence[str]) -> str:
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def opening(
    sources: Sequence[SourceSummary], phrases: Sequence[Phrase | None], *, length: float, about: Sequence[str] = ()
) -> str:
    """Title, author when known, kind of source, and up to three phrases of what comes, in at most 25 words.

    `about`: what is spoken of, for a text without a title.
    """
    first = sources[0]
    title, author, kind = title_of(first.title), author_of(first), kind_of(first)
    article = "a web page" if first.kind is SourceKind.PAGE else f"a {kind}"
    telling_kind = first.kind not in (SourceKind.DOCUMENT, SourceKind.TEXT)
    if len(sources) > 1:
        count = _NUMBERS[len(sources)] if len(sources) < len(_NUMBERS) else str(len(sources))
        titles = [text for source in sources if (text := title_of(source.title))]
        heads = [f"Today we open {count} sources: {_listed(titles)}."] if len(titles) == len(sources) else []
        heads += [f"Today we open {count} sources, and the first is {title}."] if title else []
        heads.append(f"Today we open {count} sources.")
    elif title:
        by = f" by {author}" if author else ""
        heads = [
            f"Today we open {title}, {article}{by}." if telling_kind else f"Today we open {title}{by}.",
            f"This is {title}{by}.",
            f"This is {title}.",
        ]
    else:
        by = f" by {author}" if author else ""
        subjects = list(about)[:MOST_PHRASES]
        counts = range(len(subjects), 0, -1)
        heads = [f"Today we open {article}{by}, and it speaks of {_listed(subjects[:count])}." for count in counts]
        heads.append(f"Today we open {article}{by}.")
    named = [phrase.text for phrase in phrases if phrase and phrase.noun and word_count(phrase.text) <= 6]
    named = [text for text in named if text not in FRAME]
    named = list(dict.fromkeys(named))
    telling = [text for text in named if text not in GENERIC.values()]
    named = telling or (named if len(sources) == 1 else [])
    plain = [text for text in named if " and " not in text]
    named = plain or named[:1]
    counts = range(min(MOST_PHRASES, len(named)), 0, -1)
    coming = [f" We'll hear {_heard(_spread(named, count))}." for count in counts]
    if coming and len(sources) == 1 and not title:
        heads = heads[-1:]  # headings say better what a text is about than its sentences do
    tails = (" Where does it begin?", " What is it about?", "")
    room = min(LONGEST, max(length, SHORTEST))
    for options in ([head + middle for head in heads for middle in coming], heads):
        fitting = [text for text in options if SHORTEST <= word_count(text) <= room]
        if fitting:
            return next(fitting[0] + tail for tail in tails if word_count(fitting[0] + tail) <= room)
    shortest = min(heads, key=word_count)
    return shortest if SHORTEST <= word_count(shortest) <= LONGEST else f"Today we open {article}. What is it about?"


def _heard(phrases: list[str]) -> str:
    """`why dough rises and how it was done`, but `about the oven and the wheat`."""
    asking = all(text in OUTRIGHT or text.split()[0] in ("how", "why", "what", "where", "when") for text in phrases)
    return _listed(phrases) if asking else f"about {_listed(phrases)}"


def _spread(phrases: list[str], count: int) -> list[str]:
    """The first, the last, and those between at equal distance."""
    if count == 1:
        return phrases[:1]
    return [phrases[round(at * (len(phrases) - 1) / (count - 1))] for at in range(count)]


def closings(sources: Sequence[SourceSummary]) -> list[str]:
    """Every way to close: with the title, in the document's own words."""
    title, kind = title_of(sources[0].title), kind_of(sources[0])
    if len(sources) > 1:
        titles = [text for source in sources if (text := title_of(source.title))]
        count = _NUMBERS[len(sources)] if len(sources) < len(_NUMBERS) else str(len(sources))
        said = [
            f"That was {_listed(titles)}, in the documents' own words." if titles else "",
            f"Those were our {count} sources, in the documents' own words.",
            f"And that is where we leave our {count} sources, in the documents' own words.",
        ]
        return [text for text in said if text and word_count(text) <= LONGEST]
    own = f"the {kind}'s own words"
    named = title or f"our {kind}"
    texts = [form.text.replace("{kind}", kind).replace("{title}", named) for form in FORMS[Function.CLOSING]]
    if title is None:
        texts = [text.replace(own, "its own words") for text in texts]
    return [text for text in texts if word_count(text) <= LONGEST] or [f"That was our {kind}, in its own words."]


def closing(sources: Sequence[SourceSummary], *, length: float) -> str:
    return closest(closings(sources), length)
