"""The measure of what was read, for every format."""

import logging
from collections.abc import Iterator
from pathlib import Path

from adapters.readers.content import Content
from adapters.readers.seen.accounting import Part, account
from adapters.readers.sniffing import CAPTIONS, DOCX, EPUB, HTML, MARKDOWN, PDF, SAVED_PAGE, TEXT

_log = logging.getLogger(__name__)


def measure(path: Path, media_type: str, content: Content) -> None:
    """Notes in the content how much of the file it holds. Whatever goes wrong here takes nothing away from it."""
    try:
        account(content, _parts(path, media_type))
    except Exception:  # a measure must not lose a document that could be read
        _log.warning("%s could not be measured", media_type, exc_info=True)


def _parts(path: Path, media_type: str) -> Iterator[Part]:
    """Libraries are imported for their own format only: a process starts quickly."""
    if media_type == PDF:
        from adapters.readers.seen.of_pdf import seen_in_pdf  # noqa: PLC0415

        yield from seen_in_pdf(path)
    elif media_type == DOCX:
        from adapters.readers.seen.of_docx import seen_in_docx  # noqa: PLC0415

        yield from seen_in_docx(path)
    elif media_type == EPUB:
        from adapters.readers.seen.of_markup import seen_in_book  # noqa: PLC0415

        yield from seen_in_book(path)
    elif media_type == SAVED_PAGE:
        from adapters.readers.pages.saved import html_of  # noqa: PLC0415
        from adapters.readers.seen.of_markup import seen_in_page  # noqa: PLC0415

        yield from seen_in_page(html_of(path))
    elif media_type in (HTML, MARKDOWN, TEXT, CAPTIONS):
        yield from _in_text(path, media_type)


def _in_text(path: Path, media_type: str) -> Iterator[Part]:
    from adapters.readers.seen import of_markup, of_text  # noqa: PLC0415
    from adapters.readers.text.decoding import decode  # noqa: PLC0415

    text = decode(path.read_bytes(), declared=media_type == HTML)
    if media_type == HTML:
        yield from of_markup.seen_in_page(text)
    elif media_type == CAPTIONS:
        yield from of_text.seen_in_captions(text)
    elif media_type == MARKDOWN:
        yield from of_text.seen_in_markdown(text)
    else:
        yield from of_text.seen_in_text(text)
