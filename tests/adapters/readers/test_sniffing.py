"""What a file is, by its first bytes."""

import struct
from pathlib import Path

import pytest

from adapters.readers.sniffing import COMPOUND, DOCX, EPUB, HTML, MARKDOWN, PDF, TEXT, sniff
from tests.documents import archives, pages, pdf
from tests.documents.manuscript import LIGHTHOUSES


def test_real_files_under_misleading_names(tmp_path: Path) -> None:
    made = {
        PDF: pdf.make_pdf(tmp_path / "a", LIGHTHOUSES),
        EPUB: archives.make_epub(tmp_path / "b", LIGHTHOUSES),
        DOCX: archives.make_docx(tmp_path / "c", LIGHTHOUSES),
        HTML: pages.make_html(tmp_path / "d", LIGHTHOUSES),
    }
    for kind, path in made.items():
        assert sniff(path.read_bytes()[:4096], name="thing.bin") == kind


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"", "empty.txt", TEXT),
        (b"# Title\n\nText", "a.md", MARKDOWN),
        (b"# Title\n\nText", "a.txt", TEXT),
        ("é".encode() * 3000, "cut-in-a-letter.txt", TEXT),
        ("é".encode("cp1252") * 10, "a.txt", TEXT),
        ("<!DOCTYPE html><p>x".encode("utf-16"), "a", HTML),
        (b"\xef\xbb\xbf<html><body>", "a", HTML),
        (b"<?xml version='1.0'?><!-- x --><html>", "a.xhtml", HTML),
        (b"<p>a fragment</p>", "a.html", HTML),
        (b"5 < 6 and <p> is a tag", "a.txt", TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.doc", COMPOUND),
        (b"PK\x03\x04" + bytes(60) + b"xl/workbook.xml", "a.xlsx", None),
        (b"PK\x03\x04" + bytes(60), "a.zip", None),
        (b"\x89PNG\r\n\x1a\n", "a.png", None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a.txt", None),
        (b"{\\rtf1 text}", "a.rtf", None),
        (struct.pack("<8I", *range(8)), "a.txt", None),
    ],
)
def test_heads(head: bytes, name: str, kind: str | None) -> None:
    assert sniff(head, name=name) == kind
