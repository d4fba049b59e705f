"""What the package of a book says about its parts never costs one that is there, and a bad part costs only itself."""

import unicodedata
from pathlib import Path

import pytest

from domain.errors import PermanentFault
from domain.retrieve.source import BlockKind, Document
from tests.adapters.readers.conftest import Desk
from tests.documents.books import PROSE, make_book, ncx, page, spoil


def chapters(document: Document) -> list[str | None]:
    return list(dict.fromkeys(block.locator.chapter for block in document.blocks))


def texts(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


PARTS: dict[str, str | bytes] = {
    f"c{number}.xhtml": page(f"<h2>{name}</h2><p>{name} begins here. {PROSE}</p>")
    for number, name in enumerate(("North", "East", "South"), start=1)
}


@pytest.mark.parametrize(
    ("name", "href"),
    [
        ("C2.XHTML", "c2.xhtml"),
        ("chapter two.xhtml", "chapter%20two.xhtml"),
        ("100%.xhtml", "100%.xhtml"),
        (unicodedata.normalize("NFD", "Café.xhtml"), unicodedata.normalize("NFC", "Café.xhtml")),
        ("Straße.xhtml", "stra%C3%9Fe.xhtml"),
        ("text/c2.xhtml", r"text\c2.xhtml"),
    ],
)
async def test_a_part_is_found_by_any_spelling(name: str, href: str, tmp_path: Path, desk: Desk) -> None:
    parts = {name if at == "c2.xhtml" else at: data for at, data in PARTS.items()}
    spine = [href if at == "c2.xhtml" else at for at in PARTS]
    document = await desk.read(make_book(tmp_path / "b.epub", parts, spine=spine))
    assert chapters(document) == ["North", "East", "South"]
    assert document.left_out == ()


async def test_a_missing_and_a_damaged_part_are_named_and_the_rest_is_read(tmp_path: Path, desk: Desk) -> None:
    contents = ncx([("c1.xhtml", "North"), ("c2.xhtml", "East"), ("c3.xhtml", "South")])
    book = make_book(tmp_path / "b.epub", PARTS, spine=[*PARTS, "c4.xhtml"], contents=contents)
    document = await desk.read(spoil(book, "OEBPS/c2.xhtml"))
    assert chapters(document) == ["North", "South"]
    assert {notice.code for notice in document.left_out} == {"part"}
    assert "“East”" in " ".join(notice.what for notice in document.left_out)
    assert "c4.xhtml" in " ".join(notice.what for notice in document.left_out)


async def test_parts_outside_the_reading_order_are_named(tmp_path: Path, desk: Desk) -> None:
    cover: dict[str, str | bytes] = {"cover.xhtml": page("<img src='a.png' alt='A quarry'/>")}
    aside: dict[str, str | bytes] = {
        "answers.xhtml": page("<h2>Answers</h2><p>The third cart was the heaviest of all.</p>")
    }
    contents = ncx([("c1.xhtml", "North"), ("answers.xhtml", "Answers to the questions")])
    book = make_book(
        tmp_path / "b.epub", cover | PARTS | aside, contents=contents, aside=("cover.xhtml", "answers.xhtml")
    )
    document = await desk.read(book)
    assert "third cart" not in texts(document)
    assert [(notice.code, notice.what, notice.words) for notice in document.left_out] == [
        ("part", "the part “Answers to the questions”, which stands outside the reading order", 9)
    ]


async def test_a_book_with_everything_outside_the_reading_order_is_read(tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(make_book(tmp_path / "b.epub", PARTS, aside=tuple(PARTS)))
    assert chapters(document) == ["North", "East", "South"]
    assert document.left_out == ()


async def test_a_book_whose_every_part_is_damaged_is_refused(tmp_path: Path, desk: Desk) -> None:
    book = make_book(tmp_path / "b.epub", {"c1.xhtml": PARTS["c1.xhtml"]})
    with pytest.raises(PermanentFault) as caught:
        await desk.read(spoil(book, "OEBPS/c1.xhtml"))
    assert caught.value.code == "source_damaged"


@pytest.mark.parametrize("contents", ["<ncx><navMap>", "no XML at all", "<ncx>&nbsp;&unknown; & so on</ncx>"])
async def test_broken_contents_cost_no_chapter(contents: str, tmp_path: Path, desk: Desk) -> None:
    document = await desk.read(make_book(tmp_path / "b.epub", PARTS, contents=contents))
    assert chapters(document) == ["North", "East", "South"]


@pytest.mark.parametrize("container", [None, "", "<container/>"])
async def test_a_book_without_a_container_is_read_by_its_package(
    container: str | None, tmp_path: Path, desk: Desk
) -> None:
    document = await desk.read(make_book(tmp_path / "b.epub", PARTS, container=container))
    assert chapters(document) == ["North", "East", "South"]


@pytest.mark.parametrize("kind", ["toc", "cover", "copyright-page", "title-page", "dedication"])
async def test_a_hint_of_the_guide_never_costs_prose(kind: str, tmp_path: Path, desk: Desk) -> None:
    whole = page(f'<div id="x"><p><a href="#a">A</a> <a href="#b">B</a></p></div><h2 id="a">A</h2><p>{PROSE * 10}</p>')
    guide = f'<reference type="{kind}" href="c1.xhtml"/><reference type="{kind}" href="c1.xhtml#x"/>'
    document = await desk.read(make_book(tmp_path / "b.epub", {"c1.xhtml": whole}, guide=guide))
    assert "The quarry lay above" in texts(document)


async def test_hints_alone_never_empty_a_book(tmp_path: Path, desk: Desk) -> None:
    whole = page(f"<h2>A</h2><p>{PROSE}</p>")
    guide = '<reference type="copyright-page" href="c1.xhtml"/>'
    document = await desk.read(make_book(tmp_path / "b.epub", {"c1.xhtml": whole}, guide=guide))
    assert "The quarry lay above" in texts(document)


async def test_chapters_begin_at_anchors_of_one_file(tmp_path: Path, desk: Desk) -> None:
    body = (
        f'<p><a name="a"></a>I</p><p>One. {PROSE}</p><div id="b"><h3>II</h3><p>Two. {PROSE}</p></div>'
        f'<p><span id="c">III</span></p><p>Three. {PROSE}</p>'
    )
    contents = ncx([("b.html", "The Quarry"), ("b.html#a", "First"), ("b.html#b", "Second"), ("b.html#c", "Third")])
    document = await desk.read(make_book(tmp_path / "b.epub", {"b.html": page(body)}, contents=contents))
    assert {block.text.split(".")[0]: block.locator.chapter for block in document.blocks if len(block.text) > 20} == {
        "One": "First",
        "Two": "Second",
        "Three": "Third",
    }


async def test_what_no_reader_of_a_book_sees_is_not_read(tmp_path: Path, desk: Desk) -> None:
    hidden = {
        "inline": '<p style="display:none">SECRET</p>',
        "attribute": '<p hidden="hidden">SECRET</p>',
        "class": '<p class="gone">SECRET</p>',
        "linked sheet": '<p class="away note">SECRET</p>',
        "size": '<p>Seen <span style="font-size:0">SECRET</span>too.</p>',
        "visibility": '<p style="visibility: hidden">SECRET</p>',
        "far": '<p style="position:absolute; left:-9999px">SECRET</p>',
        "white": '<p style="color:#fff">SECRET</p>',
        "comment": "<p>Seen<!-- SECRET --> too.</p>",
        "template": "<template><p>SECRET</p></template>",
    }
    head = '<link rel="stylesheet" href="css/s.css"/><style>/* x */ .gone { color: red; display : none }</style>'
    parts: dict[str, str | bytes] = {
        f"c{at}.xhtml": page(f"<h2>{name}</h2><p>{PROSE}</p>{markup}<p>Seen.</p>", head=head)
        for at, (name, markup) in enumerate(hidden.items())
    }
    extra: dict[str, str | bytes] = {
        "OEBPS/css/s.css": "@media print { p { display: none } } .note { margin: 0 } p.away{visibility:hidden}"
    }
    document = await desk.read(make_book(tmp_path / "b.epub", parts, extra=extra))
    assert "SECRET" not in texts(document)
    assert texts(document).count("Seen.") == len(hidden)
    assert sum(notice.words for notice in document.left_out if notice.code == "hidden") == 8


async def test_a_rule_that_shows_again_wins_over_one_that_hides(tmp_path: Path, desk: Desk) -> None:
    head = "<style>.a { display:none } .a.b { display:block } @media (max-width: 9em) { p { display:none } }</style>"
    document = await desk.read(
        make_book(tmp_path / "b.epub", {"c.xhtml": page(f'<p class="a b">{PROSE}</p>', head=head)})
    )
    assert texts(document) == PROSE


async def test_furniture_of_a_page_in_a_book(tmp_path: Path, desk: Desk) -> None:
    body = (
        f'<h2>One</h2><p><img alt="T" src="t.png"/>he wall <span class="pagenum">[Pg 12]</span>stood. '
        f'<span class="first-letter">W</span> ater came <span epub:type="pagebreak" title="13">13</span>in; '
        f'it rose<a href="notes.xhtml#n4" class="ref">[4]</a> slowly. It<span class="linenum">5</span> fell. '
        f"<del>Old words.</del><ins>New words.</ins> <q>So</q> they said on the 3<sup>rd</sup>.</p><p>{PROSE}</p>"
        "<dl><div><dt>Adit</dt><dd>a way in</dd></div></dl><ul><li>one</li><ul><li>two</li></ul></ul>"
    )
    document = await desk.read(make_book(tmp_path / "b.epub", {"c.xhtml": page(body)}))
    assert document.blocks[1].text == (
        "The wall stood. Water came in; it rose slowly. It fell. New words. “So” they said on the 3rd."
    )
    assert [block.text for block in document.blocks if block.kind is BlockKind.LIST] == ["Adit: a way in", "one\ntwo"]


async def test_simple_formulas_of_a_book_are_text_and_others_take_their_sentence_along(
    tmp_path: Path, desk: Desk
) -> None:
    simple = (
        "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>E</mi><mo>=</mo><mi>m</mi>"
        "<msup><mi>c</mi><mn>2</mn></msup></math>"
    )
    sums = "<math><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub></math>"
    body = (
        f"<h2>One</h2><p>The force is {simple} at the gate. The sum {sums} is large. All is well.</p><p>{PROSE}</p>"
        f"<p>It stands so. The law is</p><div>{sums}</div><p>where x is the side. The rest is known.</p>"
    )
    document = await desk.read(make_book(tmp_path / "b.epub", {"c.xhtml": page(body)}))
    assert [block.text for block in document.blocks if block.text != PROSE] == [
        "One",
        "The force is E = mc² at the gate. All is well.",
        "It stands so.",
        "The rest is known.",
    ]
    assert [(notice.code, notice.times) for notice in document.left_out] == [("formula", 2)]
