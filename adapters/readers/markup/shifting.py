"""Whether a style sets characters above or below their line, as powers and indices stand."""

import re

from adapters.readers.markup.stylesheets import Declarations

_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))(em|rem|ex|px|pt|%)", re.ASCII)
_EMS = {"em": 1.0, "rem": 1.0, "ex": 0.5, "px": 1 / 16, "pt": 1 / 12, "%": 0.012}
"""Of an em; a percentage is of the line, which is 1.2 of them."""
_LEAST = 0.2
"""Ems: less is how a font or a picture is set right."""
_WORDS = {"super": "sup", "text-top": "sup", "sub": "sub", "text-bottom": "sub"}


def shifted(style: Declarations) -> str | None:
    """`sup`, `sub` or None."""
    align = style.get("vertical-align", "").strip().lower()
    if align in _WORDS:
        return _WORDS[align]
    if _ems(style.get("font-size", "")) > 1:
        return None  # an initial
    up = _ems(align)
    if style.get("position") == "relative" and "font-size" in style:
        up = up or _ems(style.get("bottom", "")) or -_ems(style.get("top", ""))
    return None if abs(up) < _LEAST else "sup" if up > 0 else "sub"


def _ems(length: str) -> float:
    """0 for anything but a length."""
    found = _LENGTH.fullmatch(length.strip().lower())
    return float(found[1]) * _EMS[found[2]] if found else 0.0
