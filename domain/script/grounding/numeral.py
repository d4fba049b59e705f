"""A number in a text, and how exactly it is given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number from token `first` up to `end`. `values`: more than one where it can be read in several ways.

    `role`: cardinal, ordinal, fraction, year, decade or multiple. `step` is worth one of the last digit that it gives.
    """

    first: int
    end: int
    values: tuple[float, ...]
    role: str
    step: float
    spelled: bool = False


def step_of(value: float) -> float:
    """What one of the last digit other than zero is worth: 100 for 1,800, and 0.1 for 1.5."""
    text = f"{value:.10g}"
    if "e" in text:
        return 10.0 ** (int(text.split("e")[1]))
    if "." in text:
        return float(10.0 ** -len(text.split(".")[1]))
    return float(10.0 ** (len(text) - len(text.rstrip("0")))) if text != "0" else 1.0
