"""What a podcast costs, counted once; and what its budget bears."""

import pytest

from domain.jobs.progress import Usage
from domain.jobs.spending import Spending
from domain.money import NOTHING, Bill, TokenUsage


def test_what_failed_is_part_of_all_and_a_figure_of_its_own() -> None:
    money = Spending()
    money.spoke(reused=False, characters=100, repeated=0, cost_usd=0.1)
    money.failed(Bill(characters=40), usd_per_1000_characters=1.0)
    money.failed(Bill(input_tokens=7, output_tokens=5, cost_usd=0.5))
    money.wrote(TokenUsage(input=3, output=2, cost_usd=0.25))
    money.wrote(TokenUsage(input=99, output=99, cost_usd=9.0, reused=True))
    money.spoke(reused=True, characters=60, repeated=0, cost_usd=9.0)
    assert money.usage.model_dump(exclude={"cost_usd"}) == Usage(
        llm_input_tokens=10,
        llm_output_tokens=7,
        tts_characters=140,
        tts_characters_failed=40,
        tts_characters_reused=60,
    ).model_dump(exclude={"cost_usd"})
    assert money.usage.cost_usd == pytest.approx(0.1 + 0.04 + 0.5 + 0.25)


def test_what_failed_leaves_less_of_the_budget() -> None:
    money = Spending(budget_usd=0.1)
    money.reserve(0.05)
    assert money.affordable(0.05)
    assert not money.affordable(0.06)
    money.settle(0.05)
    money.failed(Bill(characters=60), usd_per_1000_characters=1.0)
    assert not money.affordable(0.05)
    assert money.affordable(0.04)
    money.budget_usd = None
    assert money.affordable(1000)


def test_bills_add_up() -> None:
    bill = Bill(characters=1, input_tokens=2, output_tokens=3, cost_usd=0.5)
    assert bill + NOTHING == bill
    assert bill + bill == Bill(characters=2, input_tokens=4, output_tokens=6, cost_usd=1.0)
