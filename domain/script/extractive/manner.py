"""Rule 5: how a source speaks of itself and to its reader, and what becomes of it when the EXPERT speaks."""

import re

from domain.retrieve.source import BlockKind, SourceKind, SourceSummary
from domain.script.extractive.blocks import Placed, bare_heading
from domain.script.extractive.edits import in_third_person
from domain.script.extractive.lexicon import WORD
from domain.script.extractive.verbs import BASE_VERBS

_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_I = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b")
_WE = re.compile(r"\b(?:[Ww]e|[Ww]e['’](?:re|ve|d|ll)|[Oo]ur|us|Us|[Oo]urs|[Oo]urselves)\b|\b[Ll]et['’]s\b")
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you['’](?:re|ve|d|ll))\b", re.IGNORECASE)
_INCLUSIVE = re.compile(
    r"\b(?:[Ww]e (?:can|may|might|must|should|need|know|live|all|often|tend|see|are (?:all|used|born|"
    r"living)|have all|now (?:know|see|turn)|will see|eat|breathe|humans?)|[Ll]et us|[Ll]et['’]s|"
    r"(?:when|if|as|how|what|why|where|that) we (?:see|know|think|live|eat|are|look|move|turn)|"
    r"most of us|all of us|many of us|of us|for us|[Oo]ur (?:own|lives|planet|world|bodies|body|time|"
    r"times|daily|brains?|species|society|ancestors|understanding))\b"
    r"|\b[Ww]e['’]"
)
_COMPANY = re.compile(
    r"\b(?:our (?:customers|clients|team|mission|products?|services?|company|platform|users|values|"
    r"people|partners)|we (?:offer|provide|serve|deliver|employ|build|help|founded))\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(?:how to|how do i|recipe|tutorial|getting started|quick ?start|step[- ]by[- ]step|"
    r"instructions|user guide|beginner[’']s guide|guide to)\b",
    re.IGNORECASE,
)


class Manner:
    """How a source speaks of itself and to its reader."""

    def __init__(self, summary: SourceSummary, blocks: list[Placed]) -> None:
        prose = " ".join(placed.block.text for placed in blocks)[:400_000]
        headings = " ".join({heading for placed in blocks for heading in placed.path})
        ordered = [placed for placed in blocks if placed.block.kind is BlockKind.LIST and placed.block.ordered]
        orders = [
            item
            for placed in ordered
            for item in placed.block.text.split("\n")
            if (word := WORD.search(item.lower())) and word.group() in BASE_VERBS
        ]
        plain = _QUOTED.sub("", prose)
        singular, plural = len(_I.findall(plain)), len(_WE.findall(plain))
        abstract = any(placed.summary and bare_heading(placed.heading).lower() == "abstract" for placed in blocks)
        self.how_to = bool(_HOW_TO.search(f"{summary.title} {headings}") or len(orders) >= 3)
        self.scholarly = summary.kind in (SourceKind.PAPER, SourceKind.REPORT) or (abstract and plural > singular)
        self.company = not self.scholarly and len(_COMPANY.findall(plain)) >= 2 and plural > singular
        self.writes = (
            "The page says"
            if self.company and summary.kind is SourceKind.PAGE
            else "The company writes"
            if self.company
            else "The author writes"
        )

    def voiced(self, said: str) -> tuple[str, str] | None:
        """Rule 5: the text and who is named as speaking; None when the sentence has to go."""
        plain = _QUOTED.sub("", said)
        if _YOU.search(plain) and not self.how_to:
            return None
        mine, ours = bool(_I.search(plain)), bool(_WE.search(plain))
        if not mine and not ours:
            return said, ""
        if ours and not mine and self.scholarly:
            return None if _INCLUSIVE.search(plain) else (in_third_person(said), "")
        if self.how_to and not mine:
            return None
        if (ours and not mine and not self.company) or "“" in said or '"' in said:
            return None
        return f"{self.writes}: “{said}”", self.writes
