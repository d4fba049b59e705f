"""Prices into US dollars. Vendors bill by tokens and characters; people ask what an episode will cost."""

from typing import Annotated

from pydantic import Field

from domain.value import Value

Budget = Annotated[
    float,
    Field(ge=0, le=10_000, allow_inf_nan=False, description="USD. When the next call would go beyond it, it asks."),
]
"""As requests give it."""


class Bill(Value):
    """What vendors billed: characters as the vendor counts them, tokens, and US dollars where it tells its price."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    def __add__(self, other: "Bill") -> "Bill":
        return Bill(
            characters=self.characters + other.characters,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
        )

    def minus(self, other: "Bill") -> "Bill":
        """What is left of it, never less than nothing. Rounding errors of floating-point prices are dropped."""
        return Bill(
            characters=max(0, self.characters - other.characters),
            input_tokens=max(0, self.input_tokens - other.input_tokens),
            output_tokens=max(0, self.output_tokens - other.output_tokens),
            cost_usd=max(0.0, round(self.cost_usd - other.cost_usd, 9)),
        )


NOTHING = Bill()


class Prices(Value):
    """US dollars, as a vendor declares them; 0 where they are not known."""

    usd_per_1000_characters: float = 0.0
    usd_per_million_input: float = 0.0
    usd_per_million_output: float = 0.0

    def cost(self, bill: Bill) -> float:
        """Of characters and tokens; dollars in the bill are not counted."""
        return speech_cost(bill.characters, usd_per_1000_characters=self.usd_per_1000_characters) + writing_cost(
            input_tokens=bill.input_tokens,
            output_tokens=bill.output_tokens,
            usd_per_million_input=self.usd_per_million_input,
            usd_per_million_output=self.usd_per_million_output,
        )


class Allowance(Value):
    """The most that one scheduling of an activity may spend, reserved in the job's budget, at these prices."""

    usd: float
    prices: Prices = Prices()

    def covers(self, spent: Bill, call: Bill) -> bool:
        """Whether a call that costs at most `call` may begin after `spent`."""
        cost = self.prices.cost(call) + call.cost_usd
        return cost <= 0 or max(spent.cost_usd, self.prices.cost(spent)) + cost <= self.usd + DUST


DUST = 1e-9
"""USD: the rounding error of adding and subtracting floating-point prices."""


class CostRange(Value):
    """US dollars: what it costs when all goes well, and an upper bound with repairs and re-asking."""

    low: float = 0.0
    high: float = 0.0


def speech_cost(characters: int, *, usd_per_1000_characters: float) -> float:
    return characters * usd_per_1000_characters / 1000


def writing_cost(
    *, input_tokens: int, output_tokens: int, usd_per_million_input: float, usd_per_million_output: float
) -> float:
    return (input_tokens * usd_per_million_input + output_tokens * usd_per_million_output) / 1_000_000


def cents(amount: float) -> float:
    """Rounded up to a hundredth of a cent, so that a small price never reads as none."""
    return -(-round(amount * 1_000_000) // 100) / 10_000


class TokenUsage(Value):
    """`output` and `input` in tokens as the vendor billed them."""

    input: int = 0
    output: int = 0
    cost_usd: float = 0.0
    reused: bool = False

    @property
    def bill(self) -> Bill:
        return Bill(input_tokens=self.input, output_tokens=self.output, cost_usd=self.cost_usd)

    def __add__(self, other: "TokenUsage") -> "TokenUsage":
        return TokenUsage(
            input=self.input + other.input,
            output=self.output + other.output,
            cost_usd=self.cost_usd + other.cost_usd,
            reused=self.reused and other.reused,
        )
