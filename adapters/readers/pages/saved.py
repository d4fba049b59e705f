"""A web page that a browser saved as one file (MHTML): its HTML part."""

import email
import email.policy
import itertools
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from adapters.readers.faults import ParseFault
from adapters.readers.text.decoding import decode

_PARTS = 10_000  # a page of a thousand pictures is one of the largest


def html_of(path: Path) -> str:
    """The markup of the page.

    Raises:
        ParseFault: `source_damaged` when there is none.
    """
    return html_in(path.read_bytes())


def html_in(data: bytes) -> str:
    """The same of the bytes of such a file."""
    message = _message(data)
    root = message.get_param("start", header="content-type")
    pages = [part for part in _parts(message) if part.get_content_type() in _TYPES]
    named = [part for part in pages if root and part.get("content-id", "").strip() == str(root).strip()]
    for part in [*named, *pages]:
        if text := _text(part):
            return text
    raise ParseFault("source_damaged", "the page in it is missing", "Save the page again, as HTML or PDF.")


def sheets_of(path: Path) -> list[str]:
    """The style sheets that were saved with the page."""
    return [_text(part) for part in _parts(_message(path.read_bytes())) if part.get_content_type() == "text/css"]


def _message(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage), "the default policy makes these"
    return message


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    return itertools.islice(message.walk(), _PARTS)


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return _decoded(data, part.get_content_charset()) if isinstance(data, bytes) and data.strip() else ""


_TYPES = ("text/html", "application/xhtml+xml")


def _decoded(data: bytes, charset: str | None) -> str:
    if charset is not None:
        try:
            return data.decode(charset).replace("\r\n", "\n")
        except (LookupError, UnicodeError):
            pass  # a wrong name: the bytes decide
    return decode(data, declared=True)
