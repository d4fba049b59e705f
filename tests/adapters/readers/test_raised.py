"""Raised and lowered characters: what is a power, an ordinal, a formula, and what only the mark of a note."""

import pytest

from adapters.readers.formulas.raised import lowered, raised


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("about 10", "6", "⁶"),
        ("3 × 10", "−4", "⁻⁴"),
        ("10", "-3", "⁻³"),
        ("2", "10", "¹⁰"),
        ("4 km", "2", "²"),
        ("per km", "2", "²"),
        ("5 in", "2", "²"),
        ("where x", "2", "²"),
        ("R", "2", "²"),
        ("(a + b)", "2", "²"),
        ("E = mc", "2", "²"),
        ("sin", "2", "²"),
        ("9.81 m s", "−2", "⁻²"),
        ("2", "n", "ⁿ"),
        ("x", "a+b", "^(a + b)"),
        ("the 21", "st", "st"),
        ("n", "o", "º"),
        ("N", "os", "ºs"),
        ("au XIX", "e", "e"),
        ("Napoléon I", "er", "er"),
        ("le 1", "er", "er"),
        ("M", "lle", "lle"),
        ("el 2", "o", "o"),
        ("Ca", "2+", "²⁺"),
        ("Na", "+", "⁺"),
        ("dated by ", "14", "¹⁴"),
        ("", "238", "²³⁸"),
        ("the side.", "1", ""),
        ("was told so.", "2", ""),
        ("the keeper", "3", ""),
        ("the keeper", "[12]", ""),
        ("the keeper", "a", ""),
        ("the keeper", "[citation needed]", ""),
        ("the keeper,", "4, 5", ""),
        ("it stood in", "7", ""),
        ("as we saw it", "7", ""),
        ("He", "7", ""),
        ("in 1990", "3", ""),
        ("the wall", "*", ""),
        ("“so”", "8", ""),
    ],
)
def test_superscripts(before: str, text: str, read: str) -> None:
    assert raised(text, before=before) == read


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("H", "2", "₂"),
        ("PM", "2.5", "2.5"),
        ("x", "i", "ᵢ"),
        ("log", "10", "₁₀"),
        ("V", "max", "max"),
        ("C", "6", "₆"),
    ],
)
def test_subscripts(before: str, text: str, read: str) -> None:
    assert lowered(text, before=before) == read
