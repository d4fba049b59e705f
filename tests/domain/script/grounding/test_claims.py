"""The score that the documents promise, over the texts of the benchmark."""

from benchmarks.grounding import FIRST_THREE, score, texts


def test_the_development_half_is_told_apart() -> None:
    scored = score("development")
    assert scored.share(FIRST_THREE) >= 0.95
    assert scored.share() >= 0.8
    assert scored.false_alarms <= 0.03
    assert scored.cited["wrong"] <= 0.03 * scored.cited.total()


def test_the_texts_hold_what_they_promise() -> None:
    claims = [claim for text in texts() for claim in text.claims]
    assert len([one for one in claims if not one.planted]) == 300
    assert len([one for one in claims if one.planted]) == 100
