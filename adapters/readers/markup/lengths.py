"""Lengths of style sheets: how large they are on a screen, and whether they lead out of it."""

import re

_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))([a-z]*|%)", re.ASCII)
_PRODUCT = re.compile(r"calc\(\s*(?:([-+]?[\d.]+)\s*\*\s*)?([-+]?[\d.]+(?:[a-z]+|%)?)(?:\s*\*\s*([-+]?[\d.]+))?\s*\)")
_PIXELS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "lh": 19.2,
    "cm": 37.8, "mm": 3.78, "in": 96.0, "%": 1.0,
    "vw": 10.0, "vh": 8.0, "vmin": 8.0, "vmax": 10.0, "dvw": 10.0, "dvh": 8.0, "svh": 8.0, "lvh": 8.0,
}  # fmt: skip
"""In type of 16 pixels, on a screen of 1,000 × 800. What a percentage is of is not known: a hundred of it are 100."""
_BACK, _ON = -100.0, 1_000.0
"""Pixels to the left or upwards, where no page scrolls to, and to the right or downwards."""
_WHOLE = -100.0  # of the screen's width or height


def pixels(length: str) -> float:
    """0 for anything but a length, or the product of one and of numbers."""
    number, unit = _parsed(length)
    return number * _PIXELS.get(unit, 0.0)


def is_far(length: str, *, back: float = _BACK, on: float = _ON) -> bool:
    """Whether something moved by so much is out of sight."""
    number, unit = _parsed(length)
    size = number * _PIXELS.get(unit, 0.0)
    return size >= on or (number <= _WHOLE if unit.startswith(("v", "dv", "sv", "lv")) else size <= back)


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
