"""What runs in the process that opens foreign files: a request names one, and the answer holds its blocks as JSON."""

import base64
import json
from pathlib import Path
from typing import Any

from adapters.process.child import serve
from adapters.readers.content import Content
from adapters.readers.faults import ParseFault, too_large
from adapters.readers.finishing import finish
from adapters.readers.seen.measure import measure
from adapters.readers.sniffing import CAPTIONS, COMPOUND, DOCX, EPUB, HTML, MARKDOWN, PDF, SAVED_PAGE, TEXT

_MAXIMUM_TEXT = 64 * 2**20  # bytes of one text or HTML file


def parse(path: Path, media_type: str, *, only_check: bool, whole: bool = False) -> Content:
    """Reads a file, or only opens it. Libraries are imported for their own format only: a process starts quickly."""
    if media_type == PDF:
        from adapters.readers.pdf.reader import check_pdf, read_pdf  # noqa: PLC0415

        return check_pdf(path) if only_check else read_pdf(path)
    if media_type == EPUB:
        from adapters.readers.epub.reader import check_epub, read_epub  # noqa: PLC0415

        if only_check:
            check_epub(path)
            return Content()
        return read_epub(path, whole=whole)
    if media_type == DOCX:
        from adapters.readers.word.reader import check_docx, read_docx  # noqa: PLC0415

        if only_check:
            check_docx(path)
            return Content()
        return read_docx(path)
    if media_type == COMPOUND:
        raise _compound(path)
    if media_type not in (HTML, MARKDOWN, TEXT, CAPTIONS, SAVED_PAGE):
        raise ParseFault("source_not_supported", f"{media_type} is not read", "Send PDF, EPUB, DOCX, HTML or text.")
    return Content() if only_check else _read_text(path, media_type)


def _read_text(path: Path, media_type: str) -> Content:
    from adapters.readers.text.decoding import decode  # noqa: PLC0415

    if path.stat().st_size > _MAXIMUM_TEXT:
        raise too_large(f"it has {path.stat().st_size >> 20} MB of text")
    if media_type == SAVED_PAGE:
        from adapters.readers.pages.reader import read_html  # noqa: PLC0415
        from adapters.readers.pages.saved import html_of, sheets_of  # noqa: PLC0415

        return read_html(html_of(path), sheets=sheets_of(path))
    text = decode(path.read_bytes(), declared=media_type == HTML)
    if media_type == CAPTIONS:
        from adapters.readers.text.captions import read_captions  # noqa: PLC0415

        return read_captions(text)
    if media_type == HTML:
        from adapters.readers.pages.reader import read_html  # noqa: PLC0415

        return read_html(text)
    if media_type == MARKDOWN:
        from adapters.readers.markdown.reader import read_markdown  # noqa: PLC0415

        return read_markdown(text)
    if media_type == CAPTIONS:
        from adapters.readers.text.captions import read_captions  # noqa: PLC0415

        return read_captions(text)
    from adapters.readers.text.plain import read_plain  # noqa: PLC0415

    return read_plain(text)


def _compound(path: Path) -> ParseFault:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return ParseFault(
            "source_encrypted", "it is encrypted with a password", "Save a copy without the password, as .docx."
        )
    return ParseFault(
        "source_not_supported", "it is in the old binary Office format", "Save it as .docx or as PDF and send that."
    )


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The blocks as the body of the answer; a file that cannot be read as `fault` in its head."""
    try:
        path, media_type, only_check = Path(request["path"]), request["media_type"], request["only_check"]
        content = finish(parse(path, media_type, only_check=only_check, whole=request["whole"]))
        if not only_check:
            measure(path, media_type, content)
    except ParseFault as fault:
        return {"fault": {"code": fault.code, "reason": fault.reason, "advice": fault.advice}}, b""
    body = {
        "pieces": content.pieces,
        "title": content.title,
        "author": content.author,
        "pages": content.pages,
        "hints": sorted(content.hints),
        "left_out": content.left_out,
        "share": content.share,
        "marks": content.marks,
        "cover": base64.b64encode(content.cover).decode(),
    }
    return {}, json.dumps(body).encode()


def main() -> None:
    serve(lambda: _answer)
