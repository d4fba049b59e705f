"""A model's verdicts about turns, read leniently."""

from collections.abc import Mapping

from domain.script.prompted.lenient_json import scan
from domain.script.prompted.other_forms import values_in

_YES, _NO = ("true", "yes", "supported"), ("false", "no", "unsupported", "not supported")
_LONGEST_WHY = 300
"""Characters of a reason: a sentence or two, which the model is shown when it says the turn again."""


def verdicts_in(text: str) -> Mapping[int, str]:
    """By the number of a turn, why it is not supported; empty where it is. The last list of verdicts counts.

    What cannot be read is left out: a turn without a verdict was not judged.
    """
    found: dict[int, str] = {}
    for one in scan(text).found:
        found = _listed(one.value) or found
    for value in [] if found else values_in(text):
        found = _listed(value) or found
    return found


def _listed(value: object) -> dict[int, str]:
    verdicts = value.get("verdicts") if isinstance(value, dict) else value
    return dict(filter(None, map(_verdict, verdicts))) if isinstance(verdicts, list) else {}


def _verdict(value: object) -> tuple[int, str] | None:
    if not isinstance(value, dict):
        return None
    number, supported = str(value.get("turn", "")).strip(), str(value.get("supported", "")).strip().lower()
    if not number.isascii() or not number.isdigit() or len(number) > 4 or supported not in (*_YES, *_NO):
        return None
    why = str(value.get("why") or "").encode(errors="ignore").decode()
    return int(number), "" if supported in _YES else " ".join(why.split())[
        :_LONGEST_WHY
    ] or "The passages do not say it."
