"""How a source is read to the listener: explained by its sentences, or read out as it stands.

A story, a letter or a speech loses what holds it together when single sentences are chosen from it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from domain.retrieve.source import BlockKind
from domain.script.extractive.language.words import lower_words
from domain.script.extractive.reading.blocks import SpeakableBlock

_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_THEY = frozenset(["he", "she", "him", "her", "his", "hers"])
_I = frozenset(["i", "me", "my", "mine", "myself"])
_SAID = frozenset(["said", "asked", "answered", "cried", "replied", "says", "exclaimed", "whispered", "murmured"])
_LETTER = re.compile(
    r"(?:my )?dear(?:est)?\b[^.]{0,60}[,:!—-]|to whom it may concern|fellow[ -](?:citizens|members|students)"
    r"|thank you\b|ladies and gentlemen|good (?:morning|afternoon|evening)\b|(?:my )?friends,|(?:mr|madam|mister)\.? ",
    re.I,
)
_VERSE = re.compile(r"\b(?:poems?|sonnets?|verses|ballads?|odes?|elegy|elegies|haiku)\b", re.I)
_SAMPLE = 400_000
"""Characters of a source by which it is judged; a novel has about as many."""
LONGEST_STANZA = 60
"""Words of a paragraph of verse on average; a book about poems has longer ones."""
_FEWEST = 120
"""Words, with fewer of which nothing can be told."""
_STORY_PEOPLE, _STORY_DIALOGUE, _STORY_SAID = 0.04, 0.25, 0.002
_TALE_PEOPLE = 0.07
_PERSONAL = 0.04
"""Shares: in novels five to eleven words of a hundred are he, she or I, and most of their paragraphs speak; in news,
papers and guides below three are, and in an essay up to three. Biographies have up to six, but hardly any dialogue."""


_ESSAY = 0.02
"""The same share, from which on an essay is its writer's: without what "I" says, little of it is left."""


class Manner(StrEnum):
    """EXPLAINED: single runs of sentences, chosen. GENTLE: the same of a text with little to choose from, so that notes
    and long sentences count too. READ: long excerpts, as they stand."""

    EXPLAINED = "explained"
    GENTLE = "gentle"
    READ = "read"


def is_personal(texts: Sequence[str]) -> bool:
    """Whether a text is told by its writer, outside quotations, as an essay or a column is."""
    plain = lower_words(_QUOTED.sub("", " ".join(texts)[:_SAMPLE]))
    return len(plain) >= _FEWEST and sum(word in _I for word in plain) >= _ESSAY * len(plain)


def is_read_out(blocks: Sequence[SpeakableBlock], *, title: str = "") -> bool:
    """Whether the text of one source is a story, a letter, a speech, or verse by its title."""
    paragraphs = [one.block.text for one in blocks if one.block.kind is BlockKind.PARAGRAPH]
    text = " ".join(paragraphs)[:_SAMPLE]
    words = lower_words(text)
    if len(words) < _FEWEST:
        return False
    if _VERSE.search(title) and len(words) <= LONGEST_STANZA * len(paragraphs):
        return True
    plain = lower_words(_QUOTED.sub("", text)) or words
    people = sum(word in _THEY or word in _I for word in words) / len(words)
    dialogue = sum(one[:1] in "“\"'‘" for one in paragraphs) / len(paragraphs)
    said = sum(word in _SAID for word in words) / len(words)
    if people >= _STORY_PEOPLE and dialogue >= _STORY_DIALOGUE and said >= _STORY_SAID:
        return True
    if people >= _TALE_PEOPLE and said >= _STORY_SAID:
        return True
    writer = sum(word in _I for word in plain) / len(plain)
    together = writer + sum(word in {"we", "our", "us"} for word in plain) / len(plain)
    addressed = any(_LETTER.match(one.strip('“"')) for one in paragraphs[:3])
    return writer >= _PERSONAL or (addressed and together >= _PERSONAL / 2)
