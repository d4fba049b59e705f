"""What the model is asked for the opening, which is written beside the outline and knows nothing of it."""

import re
from collections.abc import Sequence

from domain.retrieve.source import Passage
from domain.retrieve.words import count_words, terms
from domain.script.model import Brief
from domain.script.prompted.prompts.cast import speaker_lines, wishes
from domain.script.prompted.prompts.material import in_one_line, language_lines, passage_list, source_list

MOST_OPENING_WORDS = 110
"""An opening is a promise; what it goes into has its own segment."""
LEAD_WORDS = 450
"""Of passages that are shown: what a model reads in a fraction of a second, and five times what it may say."""
_ABSTRACT = re.compile(
    r"\b(?:abstract|summary|in brief|key points|highlights|zusammenfassung|kurzfassung|überblick|résumé|sommaire"
    r"|resumen|sommario|riassunto|resumo|samenvatting)\b",
    re.IGNORECASE,
)


def lead_passages(brief: Brief) -> list[Passage]:
    """Those that say what it is about, in document order: abstracts, the nearest to the topic, the first of each
    source."""
    every = brief.corpus.passages
    topic = frozenset(terms(f"{brief.topic or ''} {brief.title or ''}"))
    nearness = {one.id: len(topic.intersection(terms(one.text))) for one in every} if topic else {}
    firsts = {one.source: one for one in reversed(every)}.values()
    candidates = [
        *(one for one in every if any(map(_ABSTRACT.search, one.locator.headings))),
        *(one for one in sorted(every, key=lambda one: -nearness.get(one.id, 0))[:2] if nearness.get(one.id)),
        *sorted(firsts, key=lambda one: one.source),
        *every[1:],
    ]
    chosen: dict[str, Passage] = {}
    left = LEAD_WORDS
    for one in candidates:
        words = count_words(one.text)
        if one.id not in chosen and (not chosen or words <= left):
            chosen[one.id] = one
            left -= words
        if left < LEAD_WORDS / 10:
            break
    return [one for one in every if one.id in chosen]


def opening_prompt(brief: Brief, *, words: int, passages: Sequence[Passage]) -> str:
    end = "Write the opening now, from these passages alone, as one JSON object."
    parts = [opening_task(brief, words), wishes(brief), source_list(brief), passage_list(passages), end]
    return "\n\n".join(part for part in parts if part)


def opening_task(brief: Brief, words: int) -> str:
    alone = len(brief.parts) == 1
    lines = [
        "Write the opening of the episode.",
        *language_lines(brief),
        *speaker_lines(brief),
        f"Turns: {1 if alone else 2}" + ("" if alone else " or 3"),
        f"Words: {words}",
        "Those are the words of all turns together. "
        + ("The voice " if alone else "The host begins and ")
        + "says in up to 35 words what the material is, by its title, kind and author where they are given, and what "
        "the episode will make clear; no greeting, no names.",
        ("Then comes" if alone else "The answer gives") + " the heart of the matter: what it comes to, in the "
        "passages' own facts. Details, reasons and examples come later in the episode; leave them out, and end on a "
        "statement.",
        '"title": two to five words for this opening, by what it tells; never “Introduction”.',
        '"citations": the ids of the passages that a turn rests on, as they stand in brackets; of a turn that only '
        "asks or announces: an empty list.",
    ]
    if brief.title:
        lines.append(f"The episode's title: {in_one_line(brief.title)}")
    if brief.topic:
        lines.append(f"The listener cares most about: {in_one_line(brief.topic)}")
    return "\n".join(lines)
