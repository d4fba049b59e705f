"""What a person sees in a file, and how much of it was read: the measure, and what it says of files that lose text."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.readers.content import Content, LeftOut, Piece
from adapters.readers.process import ProcessReader
from adapters.readers.seen.accounting import ALL_UNDER, Part, account
from adapters.readers.seen.of_docx import seen_in_docx
from adapters.readers.seen.of_markup import seen_in_book, seen_in_page
from adapters.readers.seen.of_pdf import seen_in_pdf
from adapters.readers.seen.of_text import seen_in_captions, seen_in_markdown, seen_in_text
from adapters.readers.sniffing import EPUB
from tests.documents import archives, pages, pdf
from tests.documents.manuscript import LIGHTHOUSES, Manuscript

ONE = "The keeper wound the clock at nine, as he had done for forty years."
TWO = "Ships steered by the light, because the coast was dark and full of rocks."
THREE = "In winter the boat came once a month and brought oil, flour and letters."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def content(*texts: str) -> Content:
    return Content([Piece("paragraph", text) for text in texts])


def seen(parts: object) -> str:
    return "\n".join(part.text for part in parts)  # type: ignore[attr-defined]  # Parts


def test_what_was_read_otherwise_is_read() -> None:
    """Joined lines, other hyphens and ligatures, powers, the order of columns."""
    read = content(THREE, ONE.replace("forty", "forty\u00ad"), "It weighs 10⁶ kg. " + TWO.replace(" full", " f-ull"))
    account(read, [Part("page 1", f"{ONE}\n{TWO}\n{THREE.replace('flour', 'ﬂour')}\n106")])
    assert (read.share, read.left_out) == (1.0, [])


def test_what_was_not_read_is_named() -> None:
    read = content(ONE)
    account(read, [Part("page 1", ONE), Part("page 2", f"{TWO}\n{THREE}"), Part("page 3", "7\nxii")])
    assert 0.3 < read.share < 0.4
    assert read.left_out == [LeftOut("unread", "page 2", words=28)]


def test_letters_in_another_order_are_not_read() -> None:
    read = content(ONE[::-1])
    account(read, [Part("page 1", ONE)])
    assert read.share == 0


def test_scripts_without_spaces_are_measured() -> None:
    text = "盐园位于海边的一片低地上，风和太阳在几周之内就能把浅池里的海水晒干。"
    half = content(text[: len(text) // 2])
    account(half, [Part("page 1", text + "\n" + text[::-1])])
    assert 0.1 < half.share < 0.4


def test_a_long_text_is_sampled() -> None:
    lines = [" ".join(_spelled(number * 10 + at) for at in range(10)) for number in range(ALL_UNDER // 200)]
    read = content(*lines[: len(lines) * 3 // 4])
    account(read, [Part(f"page {number}", line) for number, line in enumerate(lines)])
    assert 0.7 < read.share < 0.99


def _spelled(number: int) -> str:
    """A made-up word of 30 letters for a number, in which all letters are equally frequent."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:30].translate(str.maketrans("0123456789", "ghijklmnop"))


def test_a_part_that_is_damaged_counts() -> None:
    read = content(ONE)
    account(read, [Part("one", ONE), Part("", "", lost=3 * len(ONE))])
    assert 0.2 < read.share < 0.3


def test_nothing_to_see_is_nothing_lost() -> None:
    read = content()
    account(read, [Part("page 1", "7")])
    assert read.share == 1


def test_what_is_seen_in_a_page() -> None:
    page = (
        f"<nav><p>{TWO} It is in the menu.</p></nav><div class='comments'><p>A reader says that it is wrong.</p></div>"
        f"<main><p>{ONE}</p><p hidden>{TWO}</p><ul><li>{THREE}</li></ul><p><a href='/a'>{TWO}</a></p></main>"
    )
    parts = [part for part in seen_in_page(page) if part.text]
    assert [part.text for part in parts] == [ONE, THREE]
    assert parts[1].name == "a list that begins “In winter the boat came once”"


def test_what_is_seen_in_a_book(tmp_path: Path) -> None:
    parts = list(seen_in_book(archives.make_epub(tmp_path / "book.epub", LIGHTHOUSES)))
    text = seen(parts)
    assert all(paragraph[:25] in text for part in LIGHTHOUSES.parts for paragraph in part.paragraphs)
    assert LIGHTHOUSES.parts[0].heading in parts[0].name


def test_what_is_seen_in_a_word_file(tmp_path: Path) -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    heading = "<w:pPr><w:pStyle w:val='Heading1'/></w:pPr>"
    contents = "<w:pPr><w:pStyle w:val='TOC1'/></w:pPr>"
    body = (
        f"<w:p>{heading}{run('Oil')}</w:p><w:p>{run(ONE)}{run(TWO, '<w:vanish/>')}</w:p>"
        f"<w:p>{contents}{run('Oil 7')}</w:p><w:del><w:p>{run('gone for good')}</w:p></w:del>"
        f"<w:tbl><w:tr><w:tc><w:p>{run(THREE)}</w:p></w:tc></w:tr></w:tbl>"
    )
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("word/document.xml", f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>")
        note = (
            f"<w:footnotes xmlns:w='{WORD}'><w:footnote><w:p>{run('A note on oil.')}</w:p></w:footnote></w:footnotes>"
        )
        out.writestr("word/footnotes.xml", f"<w:footnotes xmlns:w='{WORD}'>{note}</w:footnotes>")
    parts = [part for part in seen_in_docx(path) if part.text]
    assert [(part.name, part.text) for part in parts] == [
        ("the part “Oil”", f"Oil\n{ONE}\n{THREE}"),
        ("notes", "A note on oil."),
    ]


def test_what_is_seen_in_a_pdf(tmp_path: Path) -> None:
    parts = list(seen_in_pdf(pdf.make_pdf(tmp_path / "a.pdf", LIGHTHOUSES)))
    text = " ".join(seen(parts).split())
    for part in LIGHTHOUSES.parts:
        assert part.paragraphs[0][:30] in text
    assert parts[0].name == "page 1"


def test_what_is_seen_in_markdown_and_text() -> None:
    markdown = (
        f"---\ntitle: Oil\n---\n# Oil\n{ONE} [lamps](https://salt.example/lamps)\n<!-- {TWO} -->\n![a picture](x.png)\n"
        f"## Boats\n> [!note] {THREE}\n[1]: https://salt.example\n$x^2$ [[Lamp|lamps]][^1]\n"
    )
    first, boats = [part for part in seen_in_markdown(markdown) if part.text.strip()]
    assert (first.name, boats.name) == ("the part “Oil”", "the part “Boats”")
    assert ONE in first.text and "lamps" in first.text and "title" not in first.text
    assert THREE in boats.text
    for absent in ("salt.example", TWO, "picture", "note", "x^2"):
        assert absent not in first.text + boats.text
    assert seen(seen_in_markdown(f"---\n\n{ONE}\n\n---\n{TWO}")).split("\n")[2] == ONE, "a rule is not front matter"
    assert seen(seen_in_text(f"{ONE}\n{TWO}")) == f"{ONE}\n{TWO}"


def test_what_is_seen_in_captions() -> None:
    captions = (
        f"WEBVTT\n\nNOTE {TWO}\n\n1\n00:01.000 --> 00:02.000 line:0\n<v Ann>{ONE}\n\n"
        f"00:00:02.000 --> 00:00:03.000\n{ONE}\n{THREE}\n"
    )
    (part,) = seen_in_captions(captions)
    assert part.text == f"{ONE}\n{THREE}"


MAKERS: dict[str, Callable[[Path, Manuscript], Path]] = {
    "pdf": pdf.make_pdf,
    "epub": archives.make_epub,
    "docx": archives.make_docx,
    "html": pages.make_html,
    "md": pages.make_markdown,
    "txt": pages.make_text,
}


@pytest.mark.parametrize("ending", MAKERS)
async def test_a_file_that_is_read_whole_has_no_loss(ending: str, tmp_path: Path) -> None:
    path = MAKERS[ending](tmp_path / f"a.{ending}", LIGHTHOUSES)
    reader = ProcessReader()
    media_type = reader.sniff(path.read_bytes()[:4096], name=path.name)  # a few bytes
    assert media_type is not None
    document = await reader.read(path, media_type=media_type, name=path.name, on_progress=_silent)
    assert document.share > 0.98
    assert [part for part in document.left_out if part.code == "unread"] == []


async def test_a_book_whose_chapters_are_mostly_damaged_is_read_in_part(tmp_path: Path) -> None:
    """As when its download was cut and repaired: what can be read is, and the share says how little that is."""
    whole = archives.make_epub(tmp_path / "whole.epub", LIGHTHOUSES)
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name in source.namelist():
            out.writestr(name, source.read(name))
    data = path.read_bytes()
    for part in LIGHTHOUSES.parts[1:]:
        data = data.replace(part.paragraphs[0][:20].encode(), part.paragraphs[0][:20].swapcase().encode(), 1)
    path.write_bytes(data)
    document = await ProcessReader().read(path, media_type=EPUB, name="book.epub", on_progress=_silent)
    assert document.share < 0.5
    assert any(part.code == "part" for part in document.left_out)


async def _silent(words: str) -> None:
    return None
