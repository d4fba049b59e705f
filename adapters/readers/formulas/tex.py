"""Formulas of TeX in one line: letters, fractions, powers, roots and the usual signs."""

import re

from adapters.readers.formulas.terms import UNREAD, NotSimple, fraction, index, one_line, power, root

_PART = re.compile(r"\\\\(?=[A-Za-z])|\\[A-Za-z]+\*?|\\.|[{}^_]|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_GREEK = dict(zip(_GREEK_NAMES.split(), "αβγδεεζηθθικλμνξπρστυφφχψωΓΔΘΛΞΠΣΦΨΩ", strict=True))
_SIGNS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥",
    "geqslant": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "≈", "simeq": "≈", "propto": "∝", "infty": "∞",
    "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "in": "∈", "partial": "∂", "prime": "′",
    "ll": "≪", "gg": "≫", "equiv": "≡", "circ": "°", "degree": "°", "percent": "%", "ldots": "…", "dots": "…",
    "hbar": "ħ", "ell": "ℓ", "quad": " ", "qquad": " ", "lt": "<", "gt": ">",
}  # fmt: skip
_NAMES = frozenset({
    "sin", "cos", "tan", "cot", "log", "ln", "exp", "min", "max", "lim", "sinh", "cosh", "tanh", "det", "gcd",
})  # fmt: skip
_TEXT = frozenset({
    "text", "mathrm", "mathbf", "mathit", "mathsf", "textrm", "textbf", "textit", "operatorname", "mbox", "rm",
    "bf", "boldsymbol", "mathcal",
})  # fmt: skip
_NOTHING = frozenset({
    "left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "textstyle", "limits", "nolimits", "mathstrut",
    ",", ";", "!", ":", "boxed",
})  # fmt: skip
_DEEPEST = 8


def linear_tex(source: str) -> str:
    """One line for a formula without its dollars.

    Raises:
        NotSimple: it cannot be said in a few words.
    """
    if len(source) > 400:  # characters; the longest that fits one line of 60 has fewer
        raise NotSimple
    reader = _Reader(list(_PART.findall(source)))
    text = reader.row(0)
    if reader.left:
        raise NotSimple
    return one_line(text)


def tex(source: str) -> str:
    """One line, or the mark of a formula that stays unread."""
    try:
        return linear_tex(source)
    except NotSimple:
        return UNREAD


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._source, self._at = tokens, 0

    @property
    def left(self) -> int:
        return len(self._source) - self._at

    def row(self, depth: int) -> str:
        """To the brace that closes it, or to the end."""
        if depth > _DEEPEST:
            raise NotSimple
        parts: list[str] = []
        while self.left and self._source[self._at] != "}":
            part = self._source[self._at]
            if part in "^_":
                self._at += 1
                base = parts.pop() if parts else ""
                parts.append((power if part == "^" else index)(base, self._argument(depth).strip()))
            elif part := self._atom(depth):
                parts.append(part)
        return "".join(parts)

    def _argument(self, depth: int) -> str:
        while self.left and self._source[self._at].isspace():
            self._at += 1
        if not self.left or self._source[self._at] in "}^_":
            raise NotSimple
        return self._atom(depth)

    def _atom(self, depth: int) -> str:
        part = self._source[self._at]
        self._at += 1
        if part == "{":
            text = self.row(depth + 1)
            if not self.left:
                raise NotSimple
            self._at += 1
            return text
        if part == "\\\\":  # a doubled backslash before a name, as in escaped sources
            part = "\\" + self._name()
        if part.startswith("\\"):
            return self._command(part[1:], depth)
        return " " if part == "~" else "" if part.isspace() else part

    def _name(self) -> str:
        letters = ""
        while self.left and re.fullmatch("[A-Za-z]", self._source[self._at]):
            letters += self._source[self._at]
            self._at += 1
        return letters

    def _command(self, name: str, depth: int) -> str:  # noqa: PLR0911  # one kind a return
        if name in _GREEK:
            return _GREEK[name]
        if name in _SIGNS:
            return _SIGNS[name]
        if name in _NAMES:
            return f" {name} "
        if name in _TEXT:
            return self._text(depth)
        if name in _NOTHING or not name.strip():
            return ""
        if name in ("frac", "dfrac", "tfrac"):
            return fraction(self._argument(depth + 1), self._argument(depth + 1))
        if name == "sqrt":
            return root(self._argument(depth + 1))
        if name in "{}%$&#_|":
            return name
        raise NotSimple

    def _text(self, depth: int) -> str:
        """Words in braces, with their spaces."""
        if not self.left or self._source[self._at] != "{":
            return ""
        self._at += 1
        words = ""
        while self.left and self._source[self._at] not in "{}":
            part = self._source[self._at]
            words += " " if part.isspace() else part if not part.startswith("\\") else ""
            self._at += 1
        if not self.left or self._source[self._at] == "{":
            raise NotSimple
        self._at += 1
        return words
