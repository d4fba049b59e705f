"""The score that the documents promise, over the texts of the benchmark."""

from collections import Counter

import pytest

from benchmarks.grounding import FIRST_THREE, KINDS, score, texts


@pytest.mark.parametrize("half", ["development", "held_back"])
def test_errors_and_true_turns_are_told_apart(half: str) -> None:
    scored = score(half)
    assert scored.share(FIRST_THREE) >= 0.95
    assert scored.share() >= 0.8
    assert scored.false_alarms <= 0.03
    assert scored.cited["wrong"] <= 0.03 * scored.cited.total()


def test_the_texts_hold_what_they_promise() -> None:
    claims = [claim for text in texts() if text.half in ("development", "held_back") for claim in text.claims]
    assert len([one for one in claims if not one.planted]) == 300
    assert Counter(one.planted for one in claims if one.planted) == dict.fromkeys(KINDS, 20)
