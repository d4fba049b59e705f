"""Chapters, from what each format says of its parts; what stands around them is named."""

import asyncio
from pathlib import Path

import pytest

from adapters.readers.process import ProcessReader
from domain.retrieve.chapters import Part, chapters_of
from domain.retrieve.source import Document
from tests.documents.books import PROSE
from tests.documents.novels import PNG, TITLES, epub2, epub3, outlined_pdf
from tests.documents.word import make_word, paragraph, run

HEADING = '<w:pStyle w:val="Heading1"/>'


async def read(path: Path) -> Document:
    reader = ProcessReader()
    head = await asyncio.to_thread(path.read_bytes)
    media_type = reader.sniff(head[:4096], name=path.name)
    assert media_type is not None
    return await reader.read(path, media_type=media_type, name=path.name, on_progress=ignored, whole=True)


async def ignored(_: str) -> None: ...


def told(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    return [(part.title, part.reason) for part in parts]


CHAPTERS = [(title, "") for title in TITLES]


async def test_epub2(tmp_path: Path) -> None:
    parts = chapters_of(await read(epub2(tmp_path / "book.epub")))
    assert told(parts) == [
        ("Cover", "cover"),
        ("Copyright © 2019 by A. Mason. All rights", "copyright"),
        ("Dedication", "dedication"),
        *CHAPTERS,
        ("Acknowledgements", "acknowledgements"),
        ("Index", "index"),
    ]
    stone = parts[5]
    assert stone.text.paragraphs[-1].text.startswith("And that was the end"), "a document that no entry lists goes on"
    assert [p.text for p in stone.text.paragraphs].count("The Stone") == 1, "a title that is there is said once"


async def test_epub3(tmp_path: Path) -> None:
    document = await read(epub3(tmp_path / "book.epub"))
    parts = chapters_of(document)
    found = told(parts)
    assert [each for each in found if not each[1]] == [("Foreword", ""), *CHAPTERS]
    assert [reason for _, reason in found if reason] == ["cover", "copyright", "notes"]
    lane, cart = (part.text.paragraphs[1].text for part in parts if part.title in TITLES[:2])
    assert lane.startswith("Of The Lane") and cart.startswith("Of The Cart"), "two chapters of one document"
    assert document.cover == PNG and document.author == "A. Mason"


async def test_what_is_read_for_podcasts_holds_no_front_matter(tmp_path: Path) -> None:
    path, reader = epub3(tmp_path / "book.epub"), ProcessReader()
    document = await reader.read(path, media_type="application/epub+zip", name="b", on_progress=ignored)
    assert not document.marks and not document.cover
    assert document.blocks[0].text != "The Quarry", "the cover"


async def test_pdf(tmp_path: Path) -> None:
    parts = chapters_of(await read(outlined_pdf(tmp_path / "book.pdf")))
    assert [each for each in told(parts) if each[0] in TITLES] == CHAPTERS
    assert all(f"page {at}" in parts[-3:][at].text.paragraphs[-1].text for at in range(3))


async def test_docx(tmp_path: Path) -> None:
    bodies = [(paragraph(run(title), properties=HEADING), paragraph(run(PROSE))) for title in TITLES]
    path = make_word(tmp_path / "book.docx", "".join(each for pair in bodies for each in pair))
    assert told(chapters_of(await read(path))) == CHAPTERS


async def test_markdown_with_a_title_above_its_chapters(tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    path.write_text("# The Quarry\n\n" + "\n\n".join(f"## {title}\n\n{PROSE}" for title in TITLES))
    parts = chapters_of(await read(path))
    assert told(parts) == CHAPTERS
    assert [each.text for each in parts[0].text.paragraphs[:2]] == ["The Quarry", "The Lane"], "the title is said too"


@pytest.mark.parametrize("level", [1, 2])
async def test_markdown_without_a_title(tmp_path: Path, level: int) -> None:
    path = tmp_path / "book.md"
    path.write_text("\n\n".join(f"{'#' * level} {title}\n\n{PROSE}" for title in TITLES))
    assert told(chapters_of(await read(path))) == CHAPTERS


async def test_text_without_headings_is_cut_by_size_at_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text("\n\n".join(f"Paragraph {n} begins. {PROSE * 4}" for n in range(60)))
    parts = chapters_of(await read(path))
    assert [part.title for part in parts] == ["Part 1", "Part 2"]
    assert all(3_000 < part.words < 5_500 for part in parts)
    assert parts[1].text.paragraphs[0].text.startswith("Paragraph")
