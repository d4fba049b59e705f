"""Small numbers in words."""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int, *, most: int = len(_WORDS) - 1) -> str:
    """A word up to `most`, and figures beyond."""
    return _WORDS[number] if number <= most else str(number)
