"""Units and abbreviations that the transcript spells out.

`domain.tts.spoken` spells out much more, for the voice alone. These few are spelled here because every word counts
towards the length of the episode, and because the text that is read has to be the text that is heard.
"""

import re
from collections.abc import Iterator

from domain.script.extractive.tables import load_table

_SPELLED_OUT = tuple(
    (re.compile(pattern), words) for pattern, words in load_table("reading/spelled_out.toml", dict[str, str]).items()
)
_RANGE = re.compile(r"(?<=\d)\s?–\s?(?=\d)")
_ONE = re.compile(r"(?<![\d.,])1$")


def spelled_out(source: str) -> Iterator[tuple[int, int, str]]:
    """Offsets [start, end) in the source, and the words to be said there. Where two overlap, the first counts."""
    for pattern, plural in _SPELLED_OUT:
        for match in pattern.finditer(source):
            words = plural
            if words.endswith("s") and words != " degrees Celsius" and _ONE.search(source[: match.start()]):
                words = words[:-1]
            yield match.start(), match.end(), words if match.start() else words[:1].upper() + words[1:]
    for match in _RANGE.finditer(source):
        yield match.start(), match.end(), " to "
