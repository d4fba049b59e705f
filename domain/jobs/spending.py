"""The cost of a job so far, and whether its budget covers another call."""

from pydantic import BaseModel

from domain.jobs.progress import Usage
from domain.money import DUST, Bill, TokenUsage, speech_cost


class Spending(BaseModel):
    """`reserved_usd` is what calls in flight may cost. `found`: the part of `usage` that calls did not tell which ended
    silently, and that was looked up in the ledger."""

    usage: Usage = Usage()
    found: Usage = Usage()
    budget_usd: float | None = None
    reserved_usd: float = 0.0

    def affordable(self, cost_usd: float) -> bool:
        """Whether another call fits under the budget beside what was spent and what calls in flight may cost."""
        if self.budget_usd is None or cost_usd <= 0:
            return True
        return self.usage.cost_usd + self.reserved_usd + cost_usd <= self.budget_usd + DUST

    def reservable(self, least: float, most: float) -> float:
        """What one call gets of the budget: `most`, or what is left of it, when that is affordable at all."""
        if self.budget_usd is None:
            return most
        return max(least, min(most, self.budget_usd - self.usage.cost_usd - self.reserved_usd))

    def reserve(self, cost_usd: float) -> None:
        self.reserved_usd += cost_usd

    def settle(self, cost_usd: float) -> None:
        """Gives a reservation back, once the true cost of the call stands in `usage`."""
        left = self.reserved_usd - cost_usd
        self.reserved_usd = left if left > DUST else 0.0

    def wrote(self, tokens: TokenUsage) -> None:
        if tokens.reused:
            return
        self._count(llm_input_tokens=tokens.input, llm_output_tokens=tokens.output, cost_usd=tokens.cost_usd)

    def spoke(self, *, reused: bool, characters: int, repeated: int, cost_usd: float) -> None:
        if reused:
            self._count(tts_characters_reused=characters, repeated_after_crash=repeated)
        else:
            self._count(tts_characters=characters, repeated_after_crash=repeated, cost_usd=cost_usd)

    def failed(self, bill: Bill, *, usd_per_1000_characters: float = 0.0) -> None:
        """Paid without a result."""
        speech = speech_cost(bill.characters, usd_per_1000_characters=usd_per_1000_characters)
        self._count(
            llm_input_tokens=bill.input_tokens,
            llm_output_tokens=bill.output_tokens,
            tts_characters=bill.characters,
            tts_characters_failed=bill.characters,
            cost_usd=bill.cost_usd + speech,
        )

    def silent_found(self, found: Usage) -> None:
        """All that silent calls were billed, as far as it was known at some time: more of it may be counted already."""
        more = {name: max(0, now - getattr(self.found, name)) for name, now in found.model_dump().items()}
        self._count(**more)
        self.found = plus(self.found, more)

    def _count(self, **more: float) -> None:
        self.usage = plus(self.usage, more)


def plus(usage: Usage, more: dict[str, float]) -> Usage:
    return usage.model_copy(update={name: getattr(usage, name) + each for name, each in more.items()})


def less(usage: Usage, part: Usage) -> Usage:
    return plus(usage, {name: -each for name, each in part.model_dump().items()})
