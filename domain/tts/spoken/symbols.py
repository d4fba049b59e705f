"""Greek letters, simple mathematics and the signs of a keyboard in words. English only."""

import re

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ϑ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "ο": "omicron",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ς": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "ϕ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
SIGNS = {
    "=": "equals",
    "≠": "does not equal",
    "≈": "is about",
    "≃": "is about",
    "≅": "is about",
    "∼": "about",
    "~": "about",
    "≡": "is equivalent to",
    "<": "less than",
    ">": "greater than",
    "≤": "at most",
    "⩽": "at most",
    "≥": "at least",
    "⩾": "at least",
    "≪": "much less than",
    "≫": "much greater than",
    "±": "plus or minus",
    "∓": "minus or plus",
    "×": "times",
    "÷": "divided by",
    "∕": "divided by",
    "−": "minus",
    "∞": "infinity",
    "√": "the square root of",
    "∑": "the sum of",
    "∏": "the product of",
    "∫": "the integral of",
    "∂": "partial",
    "∇": "nabla",
    "∝": "is proportional to",
    "∈": "in",
    "∉": "not in",
    "⊂": "is a subset of",
    "⊆": "is a subset of",
    "∪": "union",
    "∩": "intersected with",
    "∅": "the empty set",
    "∀": "for all",
    "∃": "there exists",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "∴": "therefore",
    "→": "to",
    "⟶": "to",
    "⇒": "implies",
    "⇔": "if and only if",
    "↔": "to and from",
    "←": "from",
    "↑": "up",
    "↓": "down",
    "°": "degrees",
    "%": "percent",
    "‰": "per thousand",
    "§": "section",
    "&": "and",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "₹": "rupees",
    "¢": "cents",
}
_LETTER = re.compile(
    rf"(?<![^\W\d_A-Za-z])([A-Za-z]?)([{''.join(GREEK)}{''.join(GREEK).upper()}])(?![\u0370-\u03ff])(?=([A-Za-z0-9])?)"
)
_SIGN = re.compile(rf"\s*([{re.escape(''.join(SIGNS))}])\s*")
_AMOUNT_SIGN = re.compile(r"[€£¥₹]\s?(?=\d)")
_DOT_TIMES = re.compile(r"(?<=\w)\s?[·⋅∙]\s?(?=\w)|(?<=\d)\s?\*\s?(?=\d)|(?<=\w)\s\*\s(?=\w)")
_PLUS = re.compile(r"(?<=[\w)])\s\+\s?(?=[\w(])|(?<=\d)\+(?=\d)")
_PLUS_FIRST = re.compile(r"(?<![\w+])\+(?=\d)")
_PLUSES = re.compile(r"(?<=[A-Za-z])\+\+")
_SHARP = re.compile(r"(?<=\b[A-Z])#")
_MINUS_BETWEEN = re.compile(r"(?<=\w)\s?\u2212\s?(?=\w)")
_POWER_SIGN = re.compile(r"(?<=[\w)])\^\{?(?=[\w(-])")
_SLASH = re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])|(?<=[^\W\d_])/(?=\d)|(?<=\d)/(?=[^\W\d_])")
_AT = re.compile(r"(?<=\s)@\s?(?=\w)|(?<=\w)\s?@\s?(?=\w)")
_LEFT_OVER = re.compile(r"[*_`^~\\|{}\[\]#@<>=+•·∙●■□▪◦′″‴⁄/∗⟨⟩⌊⌋⌈⌉¦¨¯´¸¤]+")
_LIST_BAR = re.compile(r"\s*\|\s*")


def spoken_symbols(text: str) -> str:
    """English without signs that a voice would spell out; hyphens, apostrophes and punctuation stay."""
    text = _LETTER.sub(_greek, text)
    text = _PLUSES.sub(" plus plus", _SHARP.sub(" sharp", text))
    text = _PLUS_FIRST.sub("plus ", _PLUS.sub(" plus ", text))
    text = _DOT_TIMES.sub(" times ", text)
    text = _POWER_SIGN.sub(" to the power of ", _MINUS_BETWEEN.sub(" minus ", text))
    text = _LIST_BAR.sub(", ", text)
    text = _SIGN.sub(_sign, text)
    text = _AT.sub(" at ", _SLASH.sub(" ", text))
    return _LEFT_OVER.sub(_left_over, text)


def _greek(match: re.Match[str]) -> str:
    name = GREEK[match[2].lower()] if match[2].lower() in GREEK else match[2]
    return f"{match[1]}{' ' if match[1] else ''}{name}{' ' if match[3] else ''}"


def _sign(match: re.Match[str]) -> str:
    if match[1] in "€£¥₹" and match.string[match.end() : match.end() + 1].isdigit():
        return match[0]
    return f" {SIGNS[match[1]]} "


def _left_over(match: re.Match[str]) -> str:
    """A space, or the slash of a fraction or date between digits: voices read 1/2 and 3/15/2024."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return match[0] if match[0] == "/" and before.isdigit() and after.isdigit() else " "
