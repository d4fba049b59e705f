"""Markup as other programs write it: XHTML with prefixes and entities, shadow trees, fractions, struck words."""

from pathlib import Path

import pytest

from adapters.readers.markup.blocks import pieces, shown
from adapters.readers.pages.reader import read_html
from adapters.readers.seen.accounting import account
from adapters.readers.seen.of_markup import seen_in_page
from tests.adapters.readers.conftest import Desk
from tests.documents.books import PROSE, make_book, page

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def text_of(markup: str) -> str:
    tree, _ = shown(markup)
    return "\n".join(piece.text for piece in pieces(tree.body))


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<p>2<sup>1</sup>/<sub>2</sub> cups</p>", "2 1/2 cups"),
        ("<p>1<sup>3</sup>&frasl;<sub>4</sub> in</p>", "1 3/4 in"),
        ("<p>about <sup>3</sup>/<sub>4</sub> of it</p>", "about 3/4 of it"),
        (
            '<p><span class="frac">1<span class="sr-only">+</span><span class="num">1</span>&frasl;'
            '<span class="den">2</span></span> cups</p>',
            "1 1⁄2 cups",
        ),
        ("<p>10<sup>6</sup>/m<sup>2</sup></p>", "10⁶/m²"),
        ('<p>It cost <span style="text-decoration: line-through">£10</span> £8.</p>', "It cost £8."),
        ('<style>p{display:none!important}</style><p style="display:block">gone</p><div>seen</div>', "seen"),
        ('<style>p{display:none}</style><p style="display:block">seen</p>', "seen"),
        ('<h2>History<span class="mw-editsection">[<a href="x">edit</a>]</span></h2>', "History"),
        (
            "<x-c><template shadowrootmode='open'><p>Shadow.</p><slot></slot></template><p>Light.</p></x-c>",
            "Shadow.\nLight.",
        ),
        ("<template><p>never</p></template><p>seen</p>", "seen"),
        (
            '<!DOCTYPE html [<!ENTITY w "the weir"><!ENTITY n "&#160;">]>'
            f"<html {XHTML}><body><p>By &w;, 5&n;km &mdash; &amp; on.</p></body></html>",
            "By the weir, 5 km — & on.",
        ),
        (f"<html {XHTML}><body><p><![CDATA[A < B & C.]]></p></body></html>", "A < B & C."),
        (
            '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title></h:head><h:body><h:h2>N</h:h2>'
            "<h:p>It is.</h:p></h:body></h:html>",
            "N\nIt is.",
        ),
    ],
)
def test_dialects_of_markup(markup: str, read: str) -> None:
    assert text_of(markup) == read


def test_entities_that_multiply_stay_small() -> None:
    bomb = f'<!DOCTYPE html [<!ENTITY a "{"x" * 500}">]><html {XHTML}><body><p>{"&a;" * 100_000}</p></body></html>'
    assert len(text_of(bomb)) < 3_000_000


def test_readings_of_characters_are_no_loss() -> None:
    text = "<ruby>港<rt>みなと</rt></ruby>は<ruby>石工<rt>いしく</rt></ruby>によって建てられ、費用は二倍であった。"
    markup = f'<!doctype html><html lang="ja"><body><article><h1>港</h1><p>{text}</p></article></body></html>'
    content = read_html(markup)
    account(content, seen_in_page(markup))
    assert content.share == 1.0


def test_lines_that_announce_advertisements_go() -> None:
    body = "".join(
        f"<p>Sentence {at} tells about the wall of the harbour.</p><div>Advertisement</div>" for at in range(5)
    )
    content = read_html(f"<!doctype html><html><body><article><h1>The wall</h1>{body}</article></body></html>")
    assert "Advertisement" not in [piece.text for piece in content.pieces]


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
    ' xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
    '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
    '<enc:CipherData><enc:CipherReference URI="OEBPS/c1.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>'
)


async def test_one_encrypted_part_costs_only_itself(tmp_path: Path, desk: Desk) -> None:
    parts: dict[str, str | bytes] = {f"c{at}.xhtml": page(f"<h2>C{at}</h2><p>{PROSE}</p>") for at in range(4)}
    parts["c1.xhtml"] = b"\x91\x02\x80" * 90
    book = make_book(tmp_path / "b.epub", parts, extra={"META-INF/encryption.xml": ENCRYPTED})
    document = await desk.read(book)
    assert [notice.what for notice in document.left_out] == ["the part OEBPS/c1.xhtml, which is encrypted"]
    assert sum(PROSE in block.text for block in document.blocks) == 3


async def test_ways_back_from_notes_are_not_read(tmp_path: Path, desk: Desk) -> None:
    note = '<aside epub:type="footnote" id="n"><p>A note. <a href="#r">↩</a></p></aside>'
    document = await desk.read(make_book(tmp_path / "b.epub", {"c.xhtml": page(f"<p>{PROSE}</p>{note}")}))
    assert document.blocks[-1].text == "A note."
