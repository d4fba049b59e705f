"""Formulas in one line, from TeX and from MathML."""

import pytest

from adapters.readers.formulas.terms import NotSimple
from adapters.readers.formulas.tex import linear_tex


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("E = mc^2", "E = mc²"),
        (r"A = \pi r^2", "A = πr²"),
        (r"A = \\pi r^2", "A = πr²"),
        (r"V = \frac{4}{3}\pi r^3", "V = 4/3 πr³"),
        (r"\frac{a+b}{c}", "(a + b) ∕ c"),
        (r"\sqrt{x+1} \le 10^{-3}", "√(x + 1) ≤ 10⁻³"),
        (r"v_{\text{max}} = 12\,\mathrm{m/s}", "vmax = 12m/s"),
        (r"x_i \approx -2", "xᵢ ≈ −2"),
        (r"H_2O", "H₂O"),
        (r"20^\circ", "20°"),
        (r"p < 0.05", "p < 0.05"),
    ],
)
def test_simple_tex(source: str, line: str) -> None:
    assert linear_tex(source) == line


@pytest.mark.parametrize(
    "source",
    [
        r"\sum_{i=1}^{n} x_i",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\int_0^1 f(x)\,dx",
        r"\frac{a}{",
        "x^",
        "",
        "{" * 300,
        "a" * 1000,
        " + ".join("abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_tex_that_is_not_said(source: str) -> None:
    with pytest.raises(NotSimple):
        linear_tex(source)
