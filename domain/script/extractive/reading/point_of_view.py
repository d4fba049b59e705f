"""How a source speaks of itself and to its reader, and what becomes of it in the expert's mouth.

This is rule 5 of docs/local-writer.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.retrieve.source import BlockKind, SourceKind, SourceSummary
from domain.script.extractive.language.verbs import BASE_FORMS
from domain.script.extractive.language.words import WORD
from domain.script.extractive.reading.blocks import SpeakableBlock
from domain.script.extractive.reading.headings import bare_heading
from domain.script.extractive.reading.third_person import in_third_person
from domain.script.extractive.tables import load_alternatives

_PATTERNS = load_alternatives("reading/point_of_view.toml")
_INCLUSIVE = re.compile(rf"\b(?:{_PATTERNS['inclusive']})\b|\b[Ww]e['’]")
_COMPANY = re.compile(rf"\b(?:{_PATTERNS['company']})\b", re.IGNORECASE)
_HOW_TO = re.compile(rf"\b(?:{_PATTERNS['how_to']})\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_I = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
_WE = re.compile(r"\b(?:[Ww]e|[Ww]e['’](?:re|ve|d|ll)|[Oo]ur|us|Us|[Oo]urs|[Oo]urselves)\b|\b[Ll]et['’]s\b")
_WE_AND_NOUN = re.compile(
    r"\b[Ww]e (?:the )?(?:authors|researchers|people|members|users|developers|scientists|engineers)\b"
)
_ALLOWING = re.compile(r"\b(?:may|must|shall|can|should|will|to)\b[^.]{0,40}:\s*$")
_LETS = re.compile(r"\b[Ll]et(?:['’]s| us)\b")
_IN_THE_TEXT = "In the words of the text"
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you['’](?:re|ve|d|ll))\b", re.IGNORECASE)
_LONGEST_SAMPLE = 400_000
"""Characters of a source by which it is judged."""


@dataclass(frozen=True, slots=True)
class Adapted:
    """A sentence as the expert says it. `attributed_to`: the words that say who speaks, in a quotation."""

    text: str
    attributed_to: str = ""


class PointOfView:
    """The point of view of one source.

    `how_to` texts address their reader; papers and companies say "we", single authors "I".
    """

    def __init__(self, source: SourceSummary, blocks: Sequence[SpeakableBlock]) -> None:
        prose = _QUOTED.sub("", " ".join(one.block.text for one in blocks)[:_LONGEST_SAMPLE])
        singular, plural = len(_I.findall(prose)), len(_WE.findall(prose))
        abstract = any(one.summary and bare_heading(one.heading).lower() == "abstract" for one in blocks)
        headings = dict.fromkeys(heading for one in blocks for heading in one.path)
        self.how_to = bool(_HOW_TO.search("\n".join([source.title, *headings]))) or _orders(blocks) >= 3
        self._scholarly = source.kind in (SourceKind.PAPER, SourceKind.REPORT) or (abstract and plural > singular)
        self._company = not self._scholarly and len(_COMPANY.findall(prose)) >= 2 and plural > singular
        self._attribution = "The author writes"
        if self._company:
            self._attribution = "The page says" if source.kind is SourceKind.PAGE else "The company writes"

    def adapted(self, sentence: str, *, gentle: bool = False) -> Adapted | None:
        """The sentence in the third person or as a quotation where it needs that; None when it cannot be spoken.

        `gentle`: of a text with little else to say, what speaks to the reader or of "us" is quoted.
        """
        plain = _QUOTED.sub("", sentence)
        if _YOU.search(plain) and not self.how_to and not gentle:
            return None
        singular, plural = bool(_I.search(plain)), bool(_WE.search(plain))
        if not singular and not plural:
            return Adapted(sentence)
        if plural and not singular and self._scholarly:
            inclusive = _INCLUSIVE.search(plain) or _WE_AND_NOUN.search(plain)
            return None if inclusive else Adapted(in_third_person(sentence))
        return self._quoted(sentence, singular=singular, gentle=gentle)

    def _quoted(self, sentence: str, *, singular: bool, gentle: bool) -> Adapted | None:
        """The sentence in the first person as a quotation; None when it holds one, or it is not sure who speaks."""
        if _LETS.search(sentence):
            return None
        attribution = self._attribution
        if not singular and not self._company:
            attribution = _IN_THE_TEXT
        unsure = attribution == _IN_THE_TEXT or (self.how_to and not singular)
        if "“" in sentence or '"' in sentence or (unsure and not gentle):
            return None
        return Adapted(f"{attribution}: “{sentence}”", attribution)

    def leaves(self, sentence: str) -> bool:
        """Whether the sentence may be spoken as it stands."""
        return self.adapted(sentence) == Adapted(sentence)


def _orders(blocks: Sequence[SpeakableBlock]) -> int:
    """How many items of numbered lists begin with a verb, as the steps of a how-to do, and not as what one may do."""
    items: list[str] = []
    before = ""
    for one in blocks:
        allowed = _ALLOWING.search(before)
        if one.block.kind is BlockKind.LIST and one.block.ordered and not allowed:
            items += one.block.text.split("\n")
        before = one.block.text
    return sum((word := WORD.search(item.lower())) is not None and word.group() in BASE_FORMS for item in items)
