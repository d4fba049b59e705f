"""The meaning of an HTTP answer for a source: the fault of its status, Retry-After, media type and charset."""

import codecs
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from domain.errors import Fault, PermanentFault, TransientFault
from domain.retrieve.address import Target, shown_url

_LATER = frozenset({408, 425, 429})
_LONGEST_WAIT = timedelta(hours=1)  # when a server asks for more, it is asked again after an hour


def refusal(target: Target, response: httpx2.Response) -> Fault | None:
    """The fault that the status of an answer stands for; None when it has content."""
    status, url = response.status_code, shown_url(target.url)
    if 200 <= status < 300:
        return None
    if status in _LATER or status >= 500:
        return TransientFault(
            "source_unavailable",
            f"{url} answers {status}.",
            provider=target.host,
            retry_after=retry_after(response, now=datetime.now(UTC)),
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


def retry_after(response: httpx2.Response, *, now: datetime) -> timedelta | None:
    """The wait that an answer asks for, in seconds or by an HTTP date; at most an hour."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        wait = timedelta(seconds=min(int(value[:9]), 10**6))
    else:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta()), _LONGEST_WAIT)


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
    try:
        info = codecs.lookup(declared)
    except LookupError:
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return None if info.name in ("utf-8", "utf-8-sig", "ascii", "utf-16", "utf-32") or not is_text else info.name
