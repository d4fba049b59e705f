"""The meaning of an HTTP answer for a source: the fault of its status, Retry-After, media type and charset."""

from datetime import UTC, datetime

import httpx2

from adapters.charsets import known_charset
from adapters.http.retry_after import retry_after
from domain.errors import Fault, PermanentFault, TransientFault
from domain.retrieve.address import Target, shown_url

STAYS_AWAY = "If the site stays away, save the page in a browser, and give the file in its place."
_LATER = frozenset({408, 425, 429})


def refusal(target: Target, response: httpx2.Response) -> Fault | None:
    """The fault that the status of an answer stands for; None when it has content."""
    status, url = response.status_code, shown_url(target.url)
    if 200 <= status < 300:
        return None
    if status in _LATER or status >= 500:
        return TransientFault(
            "source_unavailable",
            f"{url} answers {status}.",
            advice=STAYS_AWAY,
            provider=target.host,
            retry_after=retry_after(response.headers, now=datetime.now(UTC)),
        )
    if status in (401, 402, 403, 407):
        return PermanentFault(
            "source_not_found",
            f"{url} is not public (it answers {status}).",
            advice="Save the page as PDF from a browser where you are signed in, and upload it.",
        )
    if status in (404, 410):
        return PermanentFault(
            "source_not_found", f"{url} does not exist (it answers {status}).", advice="Check the address."
        )
    return PermanentFault(
        "source_not_found",
        f"{url} gives no content (it answers {status}).",
        advice="Check the address, or upload the file.",
    )


def media_type_of(response: httpx2.Response) -> str:
    """The declared media type without parameters. What the content really is, the reader finds out."""
    declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    plain = declared.isascii() and 3 <= len(declared) <= 100 and declared.count("/") == 1 and " " not in declared
    return declared if plain else "application/octet-stream"


def charset_of(response: httpx2.Response) -> str | None:
    """The charset of a text when only the header names it; None for UTF-8, unknown charsets and other content."""
    declared = response.charset_encoding
    if not declared or not media_type_of(response).startswith(("text/", "application/xhtml")):
        return None
    charset = known_charset(declared)
    return None if charset in ("utf-8", "utf-8-sig", "ascii") else charset
