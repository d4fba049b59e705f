"""What a check of a turn finds: the words that its passages do not bear out, and why."""

from enum import StrEnum

from domain.value import Value


class FindingKind(StrEnum):
    """ELSEWHERE: a passage holds it, but none that the turn cites."""

    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"
    HEDGE = "hedge"
    ELSEWHERE = "elsewhere"


_FLAGS = {
    FindingKind.NUMBER: "number_not_in_sources",
    FindingKind.UNIT: "unit_not_in_sources",
    FindingKind.DATE: "date_not_in_sources",
    FindingKind.NAME: "name_not_in_sources",
    FindingKind.QUOTATION: "quotation_not_in_sources",
    FindingKind.NEGATION: "negation_lost",
    FindingKind.HEDGE: "hedge_lost",
    FindingKind.ELSEWHERE: "cited_elsewhere",
}


class Finding(Value):
    """`words` stand in the turn. `other`: of the other passages, the index of the one that holds them, else None."""

    kind: FindingKind
    words: str
    message: str
    other: int | None = None

    @property
    def flag(self) -> str:
        """The word for it among the flags of a turn."""
        return _FLAGS[self.kind]
