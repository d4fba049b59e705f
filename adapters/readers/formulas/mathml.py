"""Formulas of MathML, and of Word's own kind, in one line."""

from collections.abc import Callable, Sequence
from typing import Any

from adapters.readers.formulas.terms import NotSimple, fraction, index, one_line, power, root

_DEEPEST = 12  # elements inside each other; what is simple has fewer

Children = Sequence[Any]
Describe = Callable[[Any], tuple[str, str, Children]]
"""An element's name without its namespace, its own text, and its children."""

_ROW_NAMES = (
    "math mrow mstyle semantics mpadded mtd mphantom oMath oMathPara e num den sup sub deg r fName box borderBox "
    "mjx-assistive-mml"
)
_SKIPPED_NAMES = (
    "annotation annotation-xml none mprescripts mspace mglyph rPr ctrlPr sSupPr sSubPr fPr radPr dPr oMathParaPr "
    "naryPr sSubSupPr funcPr boxPr"
)
_ROWS, _SKIPPED = frozenset(_ROW_NAMES.split()), frozenset(_SKIPPED_NAMES.split())
_TEXTS = frozenset({"mi", "mn", "mo", "mtext", "ms", "t"})


def linear(node: Any, describe: Describe) -> str:
    """The formula of an element.

    Raises:
        NotSimple: it cannot be said in a few words.
    """
    return one_line(_Formula(describe).text(node, 0))


class _Formula:
    def __init__(self, describe: Describe) -> None:
        self._describe = describe

    def text(self, node: Any, depth: int) -> str:  # noqa: PLR0911  # one element a return
        if depth > _DEEPEST:
            raise NotSimple
        name, text, children = self._describe(node)
        if name in _SKIPPED:
            return ""
        if name in _TEXTS:
            return f" {text.strip()} " if name == "mtext" else text.strip()
        if name in _ROWS:
            return "".join(self.text(child, depth + 1) for child in children)
        parts = [self.text(child, depth + 1) for child in children if self._describe(child)[0] not in _SKIPPED]
        match name, parts:
            case ("mfrac" | "f", [above, below]):
                return fraction(above, below)
            case ("msup" | "sSup", [base, exponent]):
                return power(base, exponent)
            case ("msub" | "sSub", [base, below]):
                return index(base, below)
            case ("msubsup" | "sSubSup", [base, below, exponent]):
                return power(index(base, below), exponent)
            case ("msqrt" | "rad", _) if parts:
                return root("".join(parts[1:]), parts[0]) if name == "rad" and len(parts) > 1 else root("".join(parts))
            case ("mroot", [of, degree]):
                return root(of, degree)
            case ("mfenced" | "d", _):
                return f"({', '.join(parts)})"
            case ("func", [function, of]):
                return f"{function} {of}"
        raise NotSimple
