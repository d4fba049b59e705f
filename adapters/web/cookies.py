"""The cookies of one fetch: what a site sets on the way is given back to that host, and forgotten afterwards."""

import re
from collections.abc import Sequence

from domain.retrieve.address import Target

MOST, LONGEST = 50, 4096  # of one host, and characters of one: what RFC 6265 asks browsers for at least
_PAIR = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e\"]*)")
_OVER = re.compile(r"max-age\s*=\s*(?:-\d+|0)\s*(?:;|$)|expires\s*=[^;]*\b(?:19\d\d|200\d)\b", re.IGNORECASE)
"""A cookie that is being removed: sites date it back to 1970 or so."""


class Cookies:
    """By host alone: a domain never gets another's, and paths are few within one fetch."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, tuple[str, bool]]] = {}

    def take(self, target: Target, headers: Sequence[str]) -> bool:
        """Holds what the `Set-Cookie` headers of an answer set; whether anything is new by that."""
        held = self._held.setdefault(target.host, {})
        before = dict(held)
        for header in headers:
            pair, _, attributes = header.partition(";")
            found = _PAIR.fullmatch(pair.strip())
            if found is None or len(header) > LONGEST:
                continue
            if _OVER.search(attributes):
                held.pop(found[1], None)
            elif found[1] in held or len(held) < MOST:
                secure = any(each.strip().lower() == "secure" for each in attributes.split(";"))
                held[found[1]] = (found[2], secure)
        return held != before

    def header(self, target: Target) -> dict[str, str]:
        """The `Cookie` header for a request; empty without any. Secure ones go over https alone."""
        held = self._held.get(target.host, {})
        pairs = [f"{name}={value}" for name, (value, secure) in held.items() if not secure or target.scheme == "https"]
        return {"Cookie": "; ".join(pairs)} if pairs else {}
