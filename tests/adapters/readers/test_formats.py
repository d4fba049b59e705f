"""Each format gives back the words of what was written into it, in order, and where they stand."""

import difflib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.retrieve.source import BlockKind, Document, SourceKind
from tests.adapters.readers.conftest import Desk
from tests.documents import archives, pages, pdf
from tests.documents.manuscript import LIGHTHOUSES, Manuscript, Part, long_story

RICH = Manuscript(
    "A Paper about Rope",
    "Ida Knott",
    (
        Part("Abstract", ("We measured how rope ages at sea. Hemp lost half of its strength in four years.",)),
        Part("1 Introduction", (LIGHTHOUSES.parts[0].paragraphs)),
        Part("1.1 Earlier work", LIGHTHOUSES.parts[1].paragraphs, level=2, items=LIGHTHOUSES.parts[1].items),
        Part(
            "2 Results",
            LIGHTHOUSES.parts[2].paragraphs,
            table=(("rope", "years", "strength"), ("hemp", "4", "50"), ("sisal", "4", "41"), ("nylon", "9", "80")),
        ),
        Part("References", ("Ashdown, M. (2019). Ropes and their keepers. Journal of Cordage 4, 1 to 20.",)),
    ),
)

Maker = Callable[[Path, Manuscript], Path]


def two_columns(path: Path, manuscript: Manuscript) -> Path:
    return pdf.make_pdf(path, manuscript, columns=2)


MAKERS: dict[str, Maker] = {
    "one.pdf": pdf.make_pdf,
    "two.pdf": two_columns,
    "book.epub": archives.make_epub,
    "word.docx": archives.make_docx,
    "page.html": pages.make_html,
    "notes.md": pages.make_markdown,
    "plain.txt": pages.make_text,
}


def recovered(manuscript: Manuscript, document: Document) -> float:
    """Share of the story's words found in order: 2 × matches / (words written + words read)."""
    read = " ".join(block.text for block in document.blocks).replace(" | ", " ").lower().split()
    return difflib.SequenceMatcher(None, [word.lower() for word in manuscript.words], read, autojunk=False).ratio()


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("manuscript", [LIGHTHOUSES, RICH], ids=["lighthouses", "rich"])
async def test_words_come_back_in_order(name: str, manuscript: Manuscript, tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(MAKERS[name](tmp_path / name, manuscript))
    assert recovered(manuscript, document) >= 0.97
    assert (document.title or "").lower() == manuscript.title.lower()


@pytest.mark.parametrize("name", MAKERS)
async def test_headings_and_lists_are_kept(name: str, tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(MAKERS[name](tmp_path / name, LIGHTHOUSES))
    headings = [block.text.lower() for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings == [part.heading.lower() for part in LIGHTHOUSES.parts]
    lists = [block for block in document.blocks if block.kind is BlockKind.LIST]
    assert [len(block.text.split("\n")) for block in lists] == [3]
    last = document.blocks[-1]
    assert last.locator.headings[-1].lower() == "what is left to say"


@pytest.mark.parametrize("name", ["one.pdf", "two.pdf", "word.docx", "page.html", "notes.md"])
async def test_nested_headings_and_tables(name: str, tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(MAKERS[name](tmp_path / name, RICH))
    tables = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert len(tables) == 1
    assert "hemp | 4 | 50" in tables[0].text
    below = next(block for block in document.blocks if block.text.startswith("In 1822"))
    assert below.locator.headings == ("1 Introduction", "1.1 Earlier work")
    assert document.kind is SourceKind.PAPER


async def test_running_lines_of_a_pdf_are_dropped(tmp_path: Path, desk: Desk) -> None:
    manuscript = long_story(4)
    document = await desk.read(pdf.make_pdf(tmp_path / "long.pdf", manuscript))
    text = "\n".join(block.text for block in document.blocks)
    assert "Proceedings of Coastal Studies" not in text
    assert not any(block.text.startswith("Page ") for block in document.blocks)
    assert recovered(manuscript, document) >= 0.97
    located = [block.locator.page for block in document.blocks if block.locator.page]
    assert located == sorted(located)
    assert located[-1] > 5


async def test_a_long_two_column_paper_keeps_its_order(tmp_path: Path, desk: Desk) -> None:
    manuscript = long_story(3)
    document = await desk.read(pdf.make_pdf(tmp_path / "paper.pdf", manuscript, columns=2))
    assert recovered(manuscript, document) >= 0.97
    paragraphs = sum(block.kind is BlockKind.PARAGRAPH for block in document.blocks)
    assert abs(paragraphs - 36) <= 2


async def test_a_turned_page_reads_upright(tmp_path: Path, desk: Desk) -> None:
    lines = [f"Line {at} of a landscape page that was turned by a quarter" for at in range(1, 9)]
    document = await desk.read(pdf.make_rotated_pdf(tmp_path / "turned.pdf", lines))
    assert " ".join(block.text for block in document.blocks).split() == " ".join(lines).split()


async def test_the_title_without_metadata_is_the_largest_line(tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(pdf.make_pdf(tmp_path / "bare.pdf", LIGHTHOUSES, metadata=False))
    assert document.title == LIGHTHOUSES.title
    assert all(block.text != LIGHTHOUSES.title for block in document.blocks)


async def test_a_book_has_chapters_and_no_front_matter(tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(archives.make_epub(tmp_path / "b.epub", LIGHTHOUSES))
    assert document.kind is SourceKind.BOOK
    assert document.author == "Marion Ashdown"
    assert {block.locator.chapter for block in document.blocks} == {part.heading for part in LIGHTHOUSES.parts}
    text = " ".join(block.text for block in document.blocks)
    assert "ISBN" not in text
    assert "Contents" not in text


async def test_notes_and_self_closed_elements_in_a_book(tmp_path: Path, desk: Desk) -> None:
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>'
        '<h2>One</h2><p>The lamp<a id="x"/> burned<sup><a epub:type="noteref" href="#n1">1</a></sup> all night.</p>'
        '<aside epub:type="footnote" id="n1">Oil was dear.</aside></body></html>'
    )
    path = archives.make_epub(tmp_path / "b.epub", LIGHTHOUSES)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["OEBPS/c1.xhtml"] = chapter.encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    document = await desk.read(path)
    assert any(block.text == "The lamp burned all night." for block in document.blocks)
    assert [block.text for block in document.blocks if block.kind is BlockKind.FOOTNOTE] == ["Oil was dear."]


async def test_furniture_of_a_web_page_is_left_out(tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(pages.make_html(tmp_path / "p.html", LIGHTHOUSES))
    text = " ".join(block.text for block in document.blocks)
    for furniture in ("cookies", "Weather", "Ten quiet beaches", "All rights reserved", "tracker"):
        assert furniture not in text
    assert (document.kind, document.author) == (SourceKind.PAGE, "Marion Ashdown")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_encodings_of_plain_text(encoding: str, tmp_path: Path, desk: Desk) -> None:
    manuscript = Manuscript(
        "Café", "", (Part("Über alles", ("Ein Mädchen – „naïf“ – zählt fünf Äpfel für 3 €. " * 6,)),)
    )
    path = pages.make_text(tmp_path / "t.txt", manuscript, encoding=encoding)
    document = await desk.read(path)
    assert recovered(manuscript, document) == 1.0
    assert desk.reader.language(document.blocks[-1].text) == "de"
