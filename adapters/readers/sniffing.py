"""The kind of a document, by its first bytes. Its name decides only between kinds of text and unclear ZIP archives."""

import re

from adapters.readers.text.captions import is_captions
from adapters.readers.text.decoding import is_text, wide_charset

PDF = "application/pdf"
EPUB = "application/epub+zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
CAPTIONS = "text/vtt"  # and SubRip, SubStation Alpha
SAVED_PAGE = "multipart/related"  # MHTML
COMPOUND = "application/x-cfb"  # the container of old .doc files and of encrypted Office files

_HTML_START = re.compile(
    r"^(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_TAGS = re.compile(r"<(?:p|div|h[1-6]|title|meta|article|span|table)[\s>]", re.IGNORECASE)

_HEADINGS = re.compile(r"(?:\A|\n[ \t]*\n)#{1,4} [^\W\d_][^\n]{1,100}\n[ \t]*(?=\n)")
_FEWEST_HEADINGS = 2
"""Lines of Markdown's headings with empty lines around them, which a text that is none would not have."""
_SAVED = re.compile(r"^(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/(related)?", re.IGNORECASE)


def sniff(head: bytes, *, name: str) -> str | None:
    """Media type of a file that starts with `head` (4 kB are enough); None when it is not a document that is read."""
    lower = name.lower()
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _archive(head, lower)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return COMPOUND
    if head.startswith((b"{\\rtf", b"%!PS", b"\x89PNG", b"GIF8")) or not is_text(head):
        return None
    return _text(head, lower)


def _archive(head: bytes, name: str) -> str | None:
    if b"application/epub+zip" in head[:200]:
        return EPUB
    if b"word/" in head:
        return DOCX
    if any(part in head for part in (b"xl/", b"ppt/", b"opendocument")):
        return None
    return EPUB if name.endswith(".epub") else DOCX if name.endswith(".docx") else None


def _text(head: bytes, name: str) -> str:
    wide = wide_charset(head) or "latin-1"
    start = head.decode(wide, errors="replace").lstrip("\ufeff")
    if start.startswith("ï»¿"):
        start = start[3:]
    start = start.replace("\r\n", "\n").replace("\r", "\n")
    if is_captions(start):
        return CAPTIONS
    if (saved := _SAVED.match(start)) and (saved[1] or "text/html" in start):  # a mail may hold a page as well
        return SAVED_PAGE
    if _HTML_START.match(start) or (name.endswith((".html", ".htm", ".xhtml")) and _TAGS.search(start)):
        return HTML
    named = name.endswith((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"))
    return MARKDOWN if named or len(_HEADINGS.findall(start)) >= _FEWEST_HEADINGS else TEXT
