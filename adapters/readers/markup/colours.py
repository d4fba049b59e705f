"""Colours of style sheets as figures."""

import colorsys
import re
from typing import NamedTuple

_NAMED = {
    "white": "ffffff", "black": "000000", "red": "ff0000", "green": "008000", "blue": "0000ff", "yellow": "ffff00",
    "gray": "808080", "grey": "808080", "silver": "c0c0c0", "navy": "000080", "maroon": "800000", "snow": "fffafa",
    "ivory": "fffff0", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5", "floralwhite": "fffaf0", "azure": "f0ffff",
    "mintcream": "f5fffa", "aliceblue": "f0f8ff", "seashell": "fff5ee", "transparent": "00000000",
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,60})\)")
_PART = re.compile(r"(-?[\d.]{1,12})(%|deg)?")
_ALIKE = 8  # of 255 in each of red, green and blue
_CLEAR = 0.05

_TRIPLE = 3


class Colour(NamedTuple):
    red: float
    green: float
    blue: float
    opacity: float = 1.0

    @property
    def is_clear(self) -> bool:
        return self.opacity < _CLEAR

    def is_like(self, other: "Colour") -> bool:
        return all(abs(one - two) <= _ALIKE for one, two in zip(self[:_TRIPLE], other[:_TRIPLE], strict=True))


WHITE, BLACK = Colour(255, 255, 255), Colour(0, 0, 0)


def colour_of(text: str) -> Colour | None:
    """None for one that is written in a way that is unknown here."""
    text = text.strip().lower()
    if found := _HEX.fullmatch(_NAMED.get(text, text)):
        digits = found[1]
        if len(digits) <= _TRIPLE + 1:
            digits = "".join(digit * 2 for digit in digits)
        parts = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
        return Colour(parts[0], parts[1], parts[2], parts[_TRIPLE] / 255 if len(parts) > _TRIPLE else 1.0)
    function = _FUNCTION.fullmatch(text)
    figures = [(_number(part[1]), part[2]) for part in _PART.finditer(function[2])] if function else []
    if function is None or len(figures) not in (_TRIPLE, _TRIPLE + 1):
        return None
    opacity = 1.0
    if len(figures) > _TRIPLE:
        value, unit = figures.pop()
        opacity = value / 100 if unit == "%" else value
    if function[1] == "hsl":
        hue, saturation, light = (value for value, _ in figures)
        red, green, blue = (255 * part for part in colorsys.hls_to_rgb(hue / 360 % 1, light / 100, saturation / 100))
    else:
        red, green, blue = (value * 2.55 if unit == "%" else value for value, unit in figures)
    return Colour(red, green, blue, opacity)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
