"""What a model delivers of the words that it is asked for, and what to ask for so that it says what is wanted."""

LEAST, MOST = 0.6, 1.6
"""Bounds of what is believed: writers 40 % short and 60 % long are known; what lies beyond is an accident of one
answer, and the next ask would overshoot by it."""


def believed(delivery: float) -> float:
    return max(LEAST, min(MOST, delivery))


def words_to_ask(words: int, delivery: float) -> int:
    """The words to ask for so that `words` are said. `delivery`: words said ÷ words asked so far; 1 when unknown."""
    return max(1, round(words / believed(delivery)))


def delivery_of(said: int, asked: int) -> float:
    """What one answer shows; 1 when it shows nothing."""
    return believed(said / asked) if said > 0 and asked > 0 else 1.0
