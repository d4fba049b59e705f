"""The two faults of a call: there is no server, or the server refused."""

from collections.abc import Mapping, Sequence
from typing import Any


class NoServer(Exception):
    """Podwright does not answer at the address."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"Podwright does not answer at {url}: {reason}.")
        self.url = url


class Problem(Exception):
    """A refusal by the server: problem details of RFC 9457."""

    def __init__(self, status: int, body: Mapping[str, Any], *, retry_after: str | None = None) -> None:
        self.status = status
        self.code = str(body.get("code") or "")
        self.title = str(body.get("title") or f"HTTP {status}")
        self.detail = str(body.get("detail") or "")
        self.errors = [error for error in body.get("errors") or [] if isinstance(error, dict)]
        self.retry_after = retry_after
        self.body = dict(body)
        super().__init__(self.text())

    def text(self, options: Mapping[str, str] | None = None) -> str:
        """What failed, field by field, without the vocabulary of HTTP. `options` are the names that a person typed."""
        found = [(_place(error.get("loc") or (), options or {}), str(error.get("msg"))) for error in self.errors]
        if not found:
            return self.detail or self.title
        lines = [f"{place}: {words}" if place else words for place, words in found]
        if all(words in self.detail for _, words in found):
            return "\n".join(dict.fromkeys(lines))
        return "\n".join([self.detail or self.title, *(f"  {line}" for line in dict.fromkeys(lines))])


def _place(loc: Sequence[object], options: Mapping[str, str]) -> str:
    """The option that gave the field, else the field: the longest beginning of its path that has an option."""
    parts = [str(part) for part in loc if part not in ("body", "query", "path")]
    for length in range(len(parts), 0, -1):
        option = options.get(".".join(parts[:length]))
        if option:
            return " ".join([option, *parts[length:]]) if option.startswith("-") else option
    return ".".join(parts)
