"""The two faults of a call: there is no server, or the server refused."""

from collections.abc import Mapping
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

    def text(self) -> str:
        """What failed, field by field, without the vocabulary of HTTP."""
        lines = [self.detail or self.title]
        for error in self.errors:
            place = ".".join(str(part) for part in error.get("loc") or () if part != "body")
            line = f"{place}: {error.get('msg')}" if place else str(error.get("msg"))
            if line not in lines and str(error.get("msg")) != lines[0]:
                lines.append(f"  {line}")
        return "\n".join(lines)
