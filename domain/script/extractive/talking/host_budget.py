"""The words that the host may still say, shared evenly among the lines still to come."""

from domain.script.extractive.language.words import word_count

FEWEST, USUAL = 0.18, 0.3
"""Words of the host per word of the expert, between which it makes up the length of an episode (15-25 % of all)."""
LEAST_EXPERT_SHARE, USUAL_EXPERT_SHARE = 0.72, 0.81
"""An expert with less than the first has no more to say; then the host keeps to the second, not to the budget."""


class HostBudget:
    """`words` is what all lines together should come to, `lines` how many there are."""

    def __init__(self, words: float, *, lines: int) -> None:
        self.left = words
        self._lines = lines

    @classmethod
    def beside(cls, expert: int, *, budget: int, lines: int) -> "HostBudget":
        """The budget that `expert` words leave of the whole episode's."""
        total = budget if expert >= LEAST_EXPERT_SHARE * budget else round(expert / USUAL_EXPERT_SHARE)
        return cls(min(max(total - expert, FEWEST * expert), USUAL * expert), lines=lines)

    @property
    def per_line(self) -> float:
        return self.left / self._lines

    def spend(self, line: str) -> None:
        self.left -= word_count(line)
        self._lines = max(1, self._lines - 1)
