"""A web page that a browser saved as one file (MHTML): its HTML part, with the documents of its frames in it."""

import email
import email.policy
import html
import itertools
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from adapters.readers.faults import ParseFault
from adapters.readers.text.decoding import decode

_FRAME = re.compile(
    r"<i?frame\b([^<>]{0,1000}?\bsrc\s*=\s*[\"']([^\"'<>]{1,1000})[\"'][^<>]{0,1000}?)/?>", re.IGNORECASE
)
_FRAMES = re.compile(r"<(/?)frameset\b[^<>]{0,1000}>", re.IGNORECASE)
_SHEET = re.compile(r"<link\b[^<>]{0,1000}?\bhref\s*=\s*[\"']([^\"'<>]{1,1000})[\"'][^<>]{0,1000}>", re.IGNORECASE)
_DEEPEST = 3  # frames in frames
_MOST_FRAMES = 100
_LONGEST = 5 * 2**20  # characters of all frames together
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
            return _Frames(message).within(text)
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


class _Frames:
    """The other documents of a saved page, by the addresses under which its frames name them."""

    def __init__(self, message: EmailMessage) -> None:
        self._parts: dict[str, EmailMessage] = {}
        self._left, self._room = _MOST_FRAMES, _LONGEST
        for part in _parts(message):
            if identity := str(part.get("content-id", "")).strip().strip("<>"):
                self._parts.setdefault(f"cid:{identity}", part)
            if address := str(part.get("content-location", "")).strip():
                self._parts.setdefault(address, part)

    def within(self, markup: str, *, depth: int = 0) -> str:
        """Markup with the document of each frame in the frame itself."""

        def filled(match: re.Match[str]) -> str:
            text = self._document(html.unescape(match[2]), depth)
            return f'<iframe {match[1]} srcdoc="{html.escape(text)}"></iframe>' if text else match[0]

        if depth >= _DEEPEST:
            return markup
        return _FRAMES.sub(r"<\1div>", _FRAME.sub(filled, markup))

    def _document(self, address: str, depth: int) -> str:
        part = self._parts.get(address)
        if part is None or part.get_content_type() not in _TYPES or self._left <= 0:
            return ""
        self._left -= 1
        text = _text(part)
        self._room -= len(text)
        return _SHEET.sub(self._styled, self.within(text, depth=depth + 1)) if self._room > 0 else ""

    def _styled(self, link: re.Match[str]) -> str:
        part = self._parts.get(html.unescape(link[1]))
        if part is None or part.get_content_type() != "text/css":
            return link[0]
        return f"<style>{_text(part).replace('</', '')}</style>"
