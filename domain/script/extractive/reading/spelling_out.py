"""Units and abbreviations that the transcript spells out.

`domain.tts.spoken` spells out much more, for the voice alone, and has the names of the units. These few are spelled
here because every word counts towards the length of the episode, and because the text that is read has to be the text
that is heard. The transcript writes metres and litres, as most of the world does.
"""

import re
from collections.abc import Iterator

from domain.script.extractive.tables import load_table
from domain.tts.spoken.unit_names import LETTER_UNITS, UNITS

_TABLE = load_table("reading/spelled_out.toml", dict[str, dict[str, str]])
_PHRASES = tuple((re.compile(pattern), words) for pattern, words in _TABLE["phrases"].items())
_UNITS = tuple(
    (re.compile(pattern), (UNITS | LETTER_UNITS)[unit]) for pattern, unit in _TABLE["units_after_numbers"].items()
)
_RANGE = re.compile(r"(?<=\d)\s?–\s?(?=\d)")
_ONE = re.compile(r"(?<![\d.,])1$")
_AMERICAN = re.compile(r"(met|lit)er")


def spelled_out(source: str) -> Iterator[tuple[int, int, str]]:
    """Offsets [start, end) in the source, and the words to be said there. Where two overlap, the first counts."""
    for pattern, words in _PHRASES:
        for match in pattern.finditer(source):
            yield match.start(), match.end(), words if match.start() else words[:1].upper() + words[1:]
    for pattern, (one, many) in _UNITS:
        for match in pattern.finditer(source):
            name = one if _ONE.search(source[: match.start()]) else many
            yield match.start(), match.end(), " " + _AMERICAN.sub(r"\1re", name)
    for match in _RANGE.finditer(source):
        yield match.start(), match.end(), " to "
