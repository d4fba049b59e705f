"""The short form: every kind of fault once, over six podcasts of a minute and six jobs of the other kinds."""

from pathlib import Path

import pytest

from tests.durability.chaos.__main__ import chaos

pytestmark = [pytest.mark.durability, pytest.mark.timeout(300)]


def test_nothing_is_lost_and_every_repeat_is_explained(tmp_path: Path) -> None:
    told = chaos(tmp_path, seed=7, kills=6, podcasts=6, minutes=1, longest_outage=11, strike_for=120)
    assert told.good, "\n".join([*told.repeats, *told.lines])
