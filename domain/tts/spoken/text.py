"""The normaliser: a turn's text as it is written → as it is said. Pure; used once, when a turn is frozen.

Vendors normalise too: what every voice says rightly (2024, 1,234,567, $19.99, 7:30 pm, 3rd, Mr.) is left alone. What
is changed here some voice was heard to misread: it reads markup, addresses and "[12]" aloud, or pauses at "e.g.".
"""

from collections.abc import Callable

from domain.tts.spoken.abbreviations import spoken_abbreviations
from domain.tts.spoken.addresses import short_addresses, spoken_addresses
from domain.tts.spoken.capitals import without_shouting
from domain.tts.spoken.characters import clean_characters
from domain.tts.spoken.markup import without_fences, without_markup
from domain.tts.spoken.punctuation import ended, ended_anywhere, tidy_punctuation
from domain.tts.spoken.quantities import grouped_with_commas, spoken_quantities
from domain.tts.spoken.references import without_note_marks, without_references
from domain.tts.spoken.symbols import spoken_symbols
from domain.tts.spoken.technical import spelled_initials, spoken_paths, spoken_versions, with_raised_powers

_PASSES = 8
"""One removal may uncover another (`&amp;lt;b&amp;gt;`); ordinary text does not change after one pass."""


def speech_text(text: str, *, language: str) -> str:
    """Text for the voice, in one line. Idempotent; no digit is added; empty only when nothing in it can be said.

    English (`en`, `en-US`, …) is spelled out; every other language only loses markup, citations, addresses' paths,
    emoji and control characters.
    """
    once = _english if language.lower().split("-")[0] == "en" else _any_language
    spoken = _until_stable(once, text)
    if not _is_said(spoken) and any(character.isalpha() for character in text):
        plain = clean_characters(without_fences(text))
        spoken = _until_stable(once, "".join(one if one.isalnum() else " " for one in without_markup(plain)))
    return spoken if _is_said(spoken) else ""


def _until_stable(once: Callable[[str], str], text: str) -> str:
    for _ in range(_PASSES):
        following = once(text)
        if following == text:
            break
        text = following
    return text


def _english(text: str) -> str:
    text = without_markup(clean_characters(grouped_with_commas(text)))
    text = without_references(without_note_marks(text))
    text = spoken_paths(spelled_initials(spoken_addresses(text)))
    text = spoken_abbreviations(text)
    text = spoken_quantities(spoken_versions(with_raised_powers(text)))
    text = spoken_symbols(text)
    return ended(without_shouting(tidy_punctuation(text)))


def _any_language(text: str) -> str:
    text = without_markup(clean_characters(text, joiners=True))
    text = without_references(without_note_marks(text))
    return ended_anywhere(short_addresses(text))


def _is_said(text: str) -> bool:
    return any(character.isalnum() for character in text)
