"""What a check of `podwright doctor` finds."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"  # works without it
    BAD = "missing"


class Finding(NamedTuple):
    """`means` and `do` are empty when all is well."""

    what: str
    verdict: Verdict
    found: str
    means: str = ""
    do: str = ""
