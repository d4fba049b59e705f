"""PDF through pdfium: its blocks in reading order; a scan, a locked file and a damaged one are different faults."""

import re
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from adapters.readers.content import Content, Mark, Piece
from adapters.readers.faults import ParseFault, damaged, encrypted, too_large
from adapters.readers.pdf.blocks import blocks
from adapters.readers.pdf.layout import drop_running, in_reading_order
from adapters.readers.pdf.looking import Looks
from adapters.readers.pdf.margins import drop_line_numbers, join_initials
from adapters.readers.pdf.page import PageText, read_page
from domain.retrieve.words import count_words

_MAXIMUM_PAGES = 5_000
_MAXIMUM_CHARACTERS = 12_000_000  # about two million words: four times the longest novels
_DEEPEST_OUTLINE, _MOST_ENTRIES = 3, 2_000
_JUNK_TITLE = re.compile(
    r"^(?:untitled|microsoft word\b.*|\(anonymous\)|.*\.(?:docx?|tex|dvi|indd|pdf|qxd|pptx?)|\d+)$", re.I
)


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise encrypted("it is protected by a password") from None
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_SECURITY:
            raise encrypted("its encryption is not one that can be opened") from None
        raise damaged("it is not a complete PDF") from None
    if len(document) == 0:
        raise damaged("it has no pages")
    if len(document) > _MAXIMUM_PAGES:
        raise too_large(f"it has {len(document)} pages, more than {_MAXIMUM_PAGES}")
    return document


def check_pdf(path: Path) -> Content:
    """Opens a PDF and reads the first page that can be read."""
    document = _open(path)
    if all(read_page(document.raw, index, Looks(0)) is None for index in range(min(len(document), 3))):
        raise damaged("its pages cannot be read")
    return Content(pages=len(document))


def read_pdf(path: Path) -> Content:
    document = _open(path)
    pages: list[PageText] = []
    characters = lost = 0
    looks = Looks()
    for index in range(len(document)):
        page = read_page(document.raw, index, looks)
        if page is None:
            lost += 1
            continue
        characters += page.characters
        if characters > _MAXIMUM_CHARACTERS:
            raise too_large(f"it has more than {_MAXIMUM_CHARACTERS} characters")
        pages.append(page)
    if lost and (not pages or not characters):
        raise damaged("its pages cannot be read")
    content = Content(pages=len(document))
    if not characters:
        content.hints.add("scan")
        return content
    if sum(page.unmapped for page in pages) > 0.3 * characters:
        raise ParseFault(
            "no_usable_text",
            "its fonts do not say which letters they draw",
            "Run OCR on it first (for example ocrmypdf --force-ocr), or send the original document.",
        )
    if characters < 60 * len(pages):  # a page number or a stamp on each page: the rest is pictures
        content.hints.add("scan")
    content.unseen = "\n".join(page.unseen for page in pages if page.unseen)
    if content.unseen:
        content.leave_out("hidden", "text that no reader of the pages sees", words=count_words(content.unseen))
    drop_running(pages)
    drop_line_numbers(pages)
    for page in pages:
        join_initials(page)
    content.pieces = blocks(line for page in pages for line in in_reading_order(page))
    content.marks, content.pieces = _outlined(document, content.pieces)
    meta = {key: document.get_metadata_value(key).strip() for key in ("Title", "Author")}
    if meta["Title"] and not _JUNK_TITLE.match(meta["Title"]):
        content.title = meta["Title"]
    else:
        content.title = _largest(content)
    content.author = meta["Author"] if meta["Author"] and not _JUNK_TITLE.match(meta["Author"]) else None
    return content


def _outlined(document: pypdfium2.PdfDocument, pieces: list[Piece]) -> tuple[list[Mark], list[Piece]]:
    """The entries of the outline, and the blocks with the entry that each stands under."""
    entries: list[tuple[int, Mark]] = []
    for bookmark in document.get_toc(max_depth=_DEEPEST_OUTLINE):
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        if page is not None and len(entries) < _MOST_ENTRIES:
            entries.append((page + 1, Mark(" ".join(bookmark.get_title().split()), bookmark.level + 1)))
    entries.sort(key=lambda entry: entry[0])
    starts = [_start(pieces, page, mark.title) for page, mark in entries]
    starts = list(accumulate(starts, max))
    numbered = [piece._replace(part=bisect_right(starts, at) - 1) for at, piece in enumerate(pieces)]
    return [mark for _, mark in entries], numbered


def _start(pieces: list[Piece], page: int, title: str) -> int:
    """Where an entry begins: with the block on its page that says its title, else with the first one there."""
    first = next((at for at, piece in enumerate(pieces) if (piece.page or 0) >= page), len(pieces))
    wanted = _letters(title)
    for at in range(first, len(pieces)):
        if pieces[at].page != page:
            break
        said = _letters(pieces[at].text[:300])
        if wanted and said and (said.startswith(wanted) or (pieces[at].kind == "heading" and wanted.endswith(said))):
            return at
    return first


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _largest(content: Content) -> str | None:
    """The outermost heading of the first page, when one stands above the others."""
    top = [piece for piece in content.pieces if piece.kind == "heading" and piece.page == 1 and piece.level == 1]
    return top[0].text if top and len(top[0].text) <= 200 else None
