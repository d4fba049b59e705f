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


class Finding(Value):
    """`words` stand in the turn. `other`: of the other passages, the index of the one that holds them, else None."""

    kind: FindingKind
    words: str
    message: str
    other: int | None = None
