"""Whether one number may be said for another: equal, or rounded as the words around it admit."""

EQUAL = 1e-4
"""Relative; thirds are written with seven digits."""
ABOUT, ABOUT_MOST = 0.05, 0.125
"""Of a number said with "about": a twentieth always, up to an eighth when its last digit is that coarse."""
FRACTION = 0.025
"""What "a third" may stand for: 31 to 36 %, as people say it."""
FRACTION_SILENT = 0.7
"""Of that margin, what is left when no word says that it is about a third."""
FRACTION_BEYOND = 0.2
"""Of a fraction that is said with "over" or "under": 54 % are a bit over half, 61 % are not."""
SILENT = 0.05
"""Of a number rounded to hundreds and more without a word about it: 1,850 as eighteen hundred (3 %)."""
FURTHEST = 0.35
"""Of "over" and "under": 1.3 million is over a million, 1.4 million is called nearly one and a half."""


def says(said: float, step: float, qualifier: str, role: str, true: float, *, exact: bool = False) -> bool:
    """Whether `said`, whose last digit is worth `step`, may be said of `true`. `exact`: years are not rounded."""
    said, true = abs(said), abs(true)
    if abs(said - true) <= EQUAL * max(said, true):
        return True
    if qualifier == "exactly" or exact:
        return False
    if role == "fraction" and abs(said - true) <= FRACTION * (1 if qualifier else FRACTION_SILENT):
        return True
    if role == "fraction" and qualifier in ("over", "under"):
        return 0 <= (true - said) * (1 if qualifier == "over" else -1) <= FRACTION_BEYOND * said
    return _rounds(said, step, qualifier, true)


def _rounds(said: float, step: float, qualifier: str, true: float) -> bool:
    if not qualifier:
        return abs(said - true) <= min(SILENT * true, step / 2) and step >= 100
    if qualifier == "about":
        return abs(said - true) <= max(ABOUT * said, min(step / 2, ABOUT_MOST * said))
    unit = min(max(step, ABOUT * said), FURTHEST * said)
    if qualifier == "over":
        return said <= true <= said + unit
    return said - unit <= true <= said
