"""The short form: twenty podcasts queued at once, every one listened to."""

from pathlib import Path

import pytest

from tests.durability.backlog.__main__ import backlog

pytestmark = [pytest.mark.durability, pytest.mark.timeout(180)]


def test_nothing_is_lost_and_nothing_made_twice(tmp_path: Path) -> None:
    told = backlog(tmp_path, podcasts=20, listened=20, every=1, patience=60)
    assert told.good, "\n".join(told.lines)
