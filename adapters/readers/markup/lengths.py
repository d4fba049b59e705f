"""Lengths of style sheets: how large they are on a screen, and whether they lead out of it."""

import re

_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))([a-z]*|%)", re.ASCII)
_PRODUCT = re.compile(r"calc\(\s*(?:([-+]?[\d.]+)\s*\*\s*)?([-+]?[\d.]+(?:[a-z]+|%)?)(?:\s*\*\s*([-+]?[\d.]+))?\s*\)")
_PIXELS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "lh": 19.2,
    "cm": 37.8, "mm": 3.78, "in": 96.0, "%": 1.0,
    "vw": 10.0, "vmax": 10.0, "dvw": 10.0, "vh": 8.0, "vmin": 8.0, "dvh": 8.0, "svh": 8.0, "lvh": 8.0,
}  # fmt: skip
"""In type of 16 pixels, on a screen of 1,000 × 800. What a percentage is of is not known: a hundred of it are 100."""
_WIDTHS = frozenset({"vw", "vmax", "dvw"})
_SCREENS = _WIDTHS | {"vh", "vmin", "dvh", "svh", "lvh"}
_BACK = -100.0
"""Pixels to the left or upwards, where no page scrolls to."""
_ON = 1_000.0
"""Of any unit, to the right or downwards: a page of sections below each other puts some at 200vh."""
_WHOLE = 100.0  # of the screen's width or height


def pixels(length: str) -> float:
    """0 for anything but a length, or the product of one and of numbers."""
    number, unit = _parsed(length)
    return number * _PIXELS.get(unit, 0.0)


def is_far(length: str) -> bool:
    """Whether something moved by so much is out of sight."""
    number, unit = _parsed(length)
    if number > 0:
        return number >= _ON or (unit in _WIDTHS and number >= _WHOLE)
    return number <= -_WHOLE if unit in _SCREENS else number * _PIXELS.get(unit, 0.0) <= _BACK


def _parsed(length: str) -> tuple[float, str]:
    length = length.strip().lower()
    try:
        if product := _PRODUCT.fullmatch(length):
            number, unit = _parsed(product[2])
            return number * float(product[1] or 1) * float(product[3] or 1), unit
        found = _LENGTH.fullmatch(length)
        return (float(found[1]), found[2]) if found else (0.0, "")
    except ValueError:  # "1.2.3"
        return 0.0, ""
