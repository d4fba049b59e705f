"""Learning: what was noted is added up and written, and a catalog that is away takes nothing down with it."""

from collections.abc import Mapping, Sequence

from activities.vendors.learning import Learning
from domain.tts.learned import Rate


class Book:
    """Implements `LearnedRates`. It is away for the next `away` writes."""

    def __init__(self, *, away: int = 0) -> None:
        self.away = away
        self.learned: list[dict[str, Rate]] = []

    async def learn(self, more: Mapping[str, Rate]) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("away")
        self.learned.append(dict(more))

    async def known(self, keys: Sequence[str]) -> dict[str, Rate]:
        return {}


async def test_what_comes_together_is_written_together() -> None:
    learning = Learning(book := Book())
    learning.note("a", gave=10, took=1)
    learning.note("a", gave=20, took=1)
    learning.note("b", gave=0, took=1)
    await learning.settled()
    assert book.learned == [{"a": Rate(gave=30, took=2)}]
    learning.note("a", gave=5, took=1)
    await learning.settled()
    assert book.learned[1:] == [{"a": Rate(gave=5, took=1)}]


async def test_a_catalog_that_is_away_costs_the_rate_and_nothing_else() -> None:
    learning = Learning(book := Book(away=1))
    learning.note("a", gave=10, took=1)
    await learning.settled()
    assert book.learned == []
    learning.note("a", gave=20, took=1)
    await learning.settled()
    assert book.learned == [{"a": Rate(gave=20, took=1)}]
