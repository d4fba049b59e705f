"""A finding of `podwright doctor`."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"  # Podwright works without it
    BAD = "missing"


class Finding(NamedTuple):
    """`means` says what follows from it, `do` what to type; both are empty when all is well."""

    what: str
    verdict: Verdict
    found: str
    means: str = ""
    do: str = ""
