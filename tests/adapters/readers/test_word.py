"""Word files as Word, its web edition, LibreOffice and converters write them: all that is shown, and only that."""

from pathlib import Path

import pytest

from domain.retrieve.source import Document
from tests.adapters.readers.conftest import Desk
from tests.documents.books import spoil
from tests.documents.word import PROSE, STRICT, TRANSITIONAL, chunk, make_word, paragraph, run

MATH = "<m:oMath><m:r><m:t>{}</m:t></m:r>{}</m:oMath>"
SQUARE = "<m:sSup><m:e><m:r><m:t>{}</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
SUM = "<m:oMath><m:nary><m:sub/><m:sup/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath>"
BOX = "<w:txbxContent>{}</w:txbxContent>"


GONE = "<w:hyperlink xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' r:id='gone'>"


def field(instruction: str, result: str) -> str:
    kinds = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    asked = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return kinds.format("begin") + asked + kinds.format("separate") + run(result) + kinds.format("end")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.text != PROSE]


@pytest.mark.parametrize(
    ("main", "target", "relations"),
    [
        ("word/document2.xml", "/word/document2.xml", True),
        ("word/document3.xml", "word/document3.xml", True),
        ("document.xml", "/document.xml", True),
        ("text/main.xml", "./text/main.xml", True),
        ("word/other.xml", "", False),
    ],
)
async def test_the_main_part_is_the_one_that_the_package_names(
    main: str, target: str, relations: bool, tmp_path: Path, desk: Desk
) -> None:
    path = make_word(tmp_path / "a.docx", paragraph(run("It is here.")), main=main, target=target, relations=relations)
    await desk.reader.check(path, media_type=desk.kind(path) or "", name=path.name)
    assert texts(await desk.read(path)) == ["It is here."]


@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
@pytest.mark.parametrize(
    ("body", "text"),
    [
        (run("It is ") + "<w:fldSimple w:instr=' REF a '>" + run("nine") + "</w:fldSimple>" + run("."), "It is nine."),
        (run("It is ") + field("REF a", "nine") + run("."), "It is nine."),
        (run("Page ") + field("PAGE", "7") + run("of the book."), "Page of the book."),
        (run("It was ") + "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>" + run("new."), "It was new."),
        (run("It ") + "<w:ins>" + run("was new") + "</w:ins>" + run("."), "It was new."),
        (run("A b") + "<w:r><w:cr/></w:r>" + run("c."), "A b c."),
        (GONE + run("A link") + "</w:hyperlink>" + run(" leads on."), "A link leads on."),
        ("<w:bdo w:val='ltr'>" + run("Turned ") + "</w:bdo>" + run("text."), "Turned text."),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt>" + run("kan") + "</w:rt><w:rubyBase>" + run("漢") + "</w:rubyBase></w:ruby>"
            + "</w:r>" + run(" is read."),
            "漢 is read.",
        ),
        (run("x") + run("2", "<w:vertAlign w:val='superscript'/>") + run(" grows."), "x² grows."),
        (run("x") + run("2", "<w:position w:val='6'/><w:sz w:val='14'/>") + run(" grows."), "x² grows."),
        (run("CO") + run("2", "<w:position w:val='-6'/><w:sz w:val='14'/>") + run(" rises."), "CO₂ rises."),
        (run("CO") + run("2", "<w:vertAlign w:val='subscript'/>") + run(" rises."), "CO₂ rises."),
        (run("So ") + MATH.format("E=m", SQUARE.format("c")) + run(" holds."), "So E = mc² holds."),
        (run("All is well. A sum ") + SUM + run(" is large. So it is."), "All is well. So it is."),
    ],
)  # fmt: skip
async def test_what_a_paragraph_shows(body: str, text: str, namespace: str, tmp_path: Path, desk: Desk) -> None:
    path = make_word(tmp_path / "a.docx", paragraph(body), namespace=namespace)
    assert texts(await desk.read(path)) == [text]


STYLES = (
    "<w:style w:type='character' w:styleId='Gone'><w:name w:val='Gone'/><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Also'><w:name w:val='Also'/><w:basedOn w:val='Gone'/></w:style>"
    "<w:style w:type='character' w:styleId='White'><w:name w:val='White'/>"
    "<w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Small'><w:name w:val='S'/><w:rPr><w:sz w:val='2'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Pale'><w:name w:val='P'/><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Dark'><w:name w:val='D'/><w:basedOn w:val='Pale'/>"
    "<w:pPr><w:shd w:val='clear' w:fill='112233'/></w:pPr></w:style>"
)
WORD_2010 = "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        "<w:vanish w:val='true'/>",
        "<w:rStyle w:val='Gone'/>",
        "<w:rStyle w:val='Also'/>",
        "<w:sz w:val='2'/>",
        "<w:color w:val='FFFFFF'/>",
        "<w:webHidden/>",
        "<w:color w:val='FEFEFE'/>",
        "<w:rStyle w:val='White'/>",
        "<w:rStyle w:val='Small'/>",
        "<w:color w:val='000000'/><w:shd w:val='clear' w:fill='000000'/>",
        "<w:color w:val='000000'/><w:highlight w:val='black'/>",
        "<w:w w:val='1'/>",
        f"<w14:textFill {WORD_2010}><w14:noFill/></w14:textFill>",
        f"<w14:textFill {WORD_2010}><w14:solidFill><w14:alpha w14:val='100000'/></w14:solidFill></w14:textFill>",
    ],
)
async def test_hidden_runs_are_not_read(properties: str, tmp_path: Path, desk: Desk) -> None:
    body = paragraph(run("Seen. "), run("SECRET word.", properties), run("Seen too."))
    document = await desk.read(make_word(tmp_path / "a.docx", body, styles=STYLES))
    assert texts(document) == ["Seen. Seen too."]
    assert [(notice.code, notice.words) for notice in document.left_out] == [("hidden", 2)]


async def test_hidden_paragraphs_and_rows_are_not_read_and_are_no_loss(tmp_path: Path, desk: Desk) -> None:
    row = "<w:tr>{}<w:tc>" + paragraph(run("{}")) + "</w:tc><w:tc>" + paragraph(run("b")) + "</w:tc></w:tr>"
    body = (
        paragraph(run("SECRET words."), properties="<w:pStyle w:val='Pale'/>")
        + paragraph(run("Seen on a ground."), properties="<w:pStyle w:val='Dark'/>")
        + "<w:tbl>" + row.format("<w:trPr><w:hidden/></w:trPr>", "SECRET row") + row.format("", "a") + "</w:tbl>"
    )  # fmt: skip
    document = await desk.read(make_word(tmp_path / "a.docx", body, styles=STYLES))
    assert texts(document) == ["Seen on a ground.", "a | b"]
    assert [(notice.code, notice.words) for notice in document.left_out] == [("hidden", 5)]
    assert document.share > 0.95


async def test_runs_that_only_look_hidden_are_read(tmp_path: Path, desk: Desk) -> None:
    white = "<w:color w:val='FFFFFF'/>"
    body = (
        paragraph(run("One ", "<w:vanish w:val='0'/>"), run("two ", f"{white}<w:shd w:fill='000000'/>"))
        + paragraph(run("three", white), properties="<w:shd w:fill='000000'/>")
        + "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill='000000'/></w:tcPr>" + paragraph(run("four", white))
        + "</w:tc><w:tc>" + paragraph(run("five")) + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    assert texts(await desk.read(make_word(tmp_path / "a.docx", body))) == ["One two", "three", "four | five"]


@pytest.mark.parametrize(
    "shape",
    [
        "<w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict>",
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp>"
        "<wps:txbx>{}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>",
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>"
        "</mc:AlternateContent>",
    ],
)
async def test_text_boxes_are_read_once_behind_their_paragraph(shape: str, tmp_path: Path, desk: Desk) -> None:
    boxed = BOX.format(paragraph(run("In the box.")))
    body = paragraph(run("Before."), f"<w:r>{shape.replace('{}', boxed)}</w:r>") + paragraph(run("Behind."))
    document = await desk.read(make_word(tmp_path / "a.docx", body))
    assert texts(document) == ["Before.", "In the box.", "Behind."]


async def test_prompts_contents_and_initials(tmp_path: Path, desk: Desk) -> None:
    def control(properties: str, text: str) -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{paragraph(run(text))}</w:sdtContent></w:sdt>"

    body = (
        control("<w:showingPlcHdr/>", "Click here to enter text.")
        + control("<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>", "One 1")
        + control("", "Filled in.")
        + paragraph(run("T"), properties="<w:framePr w:dropCap='drop' w:lines='3'/>")
        + paragraph(run("he wheel stood."))
    )
    document = await desk.read(make_word(tmp_path / "a.docx", body))
    assert texts(document) == ["Filled in.", "The wheel stood."]


async def test_a_damaged_part_beside_the_main_one_costs_only_itself(tmp_path: Path, desk: Desk) -> None:
    notes = b"<w:footnotes xmlns:w='" + TRANSITIONAL.encode() + b"'>" + b"<!-- long enough -->" * 20 + b"</w:footnotes>"
    path = make_word(tmp_path / "a.docx", paragraph(run("It is here.")), parts={"word/footnotes.xml": notes})
    document = await desk.read(spoil(path, "word/footnotes.xml"))
    assert texts(document) == ["It is here."]
    assert [notice.code for notice in document.left_out] == ["part"]


async def test_files_inside_a_document_are_read_where_they_stand(tmp_path: Path, desk: Desk) -> None:
    inner = make_word(tmp_path / "inner.docx", paragraph(run("Inner Word.")) + chunk("deep")).read_bytes()
    saved = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
        "<html><body><p>Saved page.</p></body></html>\n--x--\n"
    )
    parts = {
        "word/a.html": b"<html><head><title>T</title></head><body><h2>Head</h2><p>Web part.</p></body></html>",
        "word/b.mht": saved.encode(),
        "word/c.txt": b"Plain part, which is text.",
        "word/d.docx": inner,
        "word/e.rtf": b"{\\rtf1 Rich.}",
    }
    chunks = {f"c{at}": name for at, name in enumerate(parts)} | {"lost": "word/none.html"}
    order = ["c0", "c1", "c2", "c3", "c4", "lost"]
    body = paragraph(run("Before.")) + "".join(map(chunk, order)) + paragraph(run("After."))
    document = await desk.read(make_word(tmp_path / "chunks.docx", body, parts=parts, chunks=chunks))
    assert texts(document) == [
        "Before.", "Head", "Web part.", "Saved page.", "Plain part, which is text.", "Inner Word.", "After.",
    ]  # fmt: skip
    assert [part.what for part in document.left_out if part.code == "part"] == [
        "the part deep inside it, which cannot be read",
        "the part e.rtf inside it, which cannot be read",
        "the part none.html inside it, which cannot be read",
    ]


async def test_diagrams_and_charts_are_named_as_left_out(tmp_path: Path, desk: Desk) -> None:
    words = "<d:m xmlns:d='d' xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><a:t>{}</a:t></d:m>"
    parts = {
        "word/diagrams/data1.xml": words.format("Warn all people &amp; then leave the quay").encode(),
        "word/charts/chart1.xml": words.format("Cost by year").encode(),
        "word/charts/chart2.xml": words.format("").encode(),
    }
    document = await desk.read(make_word(tmp_path / "a.docx", paragraph(run("Seen.")), parts=parts))
    assert [(part.what, part.words) for part in document.left_out] == [
        ("a diagram that begins “Warn all people & then leave”", 8),
        ("a chart that begins “Cost by year”", 3),
    ]


OUTLINED = (
    "<w:style w:type='paragraph' w:styleId='h2'><w:name w:val='heading 2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Part'><w:name w:val='Part'/>"
    "<w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Also'><w:name w:val='Also'/><w:basedOn w:val='Part'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Own'><w:name w:val='My own'/><w:basedOn w:val='h2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Title'><w:name w:val='Title'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Text'><w:name w:val='Text'/><w:basedOn w:val='Part'/>"
    "<w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>"
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ("<w:outlineLvl w:val='0'/>", 1),
        ("<w:outlineLvl w:val='2'/>", 3),
        ("<w:outlineLvl w:val='8'/>", 6),
        ("<w:pStyle w:val='Part'/>", 1),
        ("<w:pStyle w:val='Also'/>", 1),
        ("<w:pStyle w:val='Own'/>", 2),
        ("<w:pStyle w:val='h2'/>", 2),
        ("<w:pStyle w:val='Part'/><w:outlineLvl w:val='3'/>", 4),
        ("<w:outlineLvl w:val='9'/>", None),
        ("<w:pStyle w:val='Text'/>", None),
        ("<w:pStyle w:val='Part'/><w:outlineLvl w:val='9'/>", None),
    ],
)
async def test_what_the_outline_lists_is_a_heading(
    properties: str, level: int | None, tmp_path: Path, desk: Desk
) -> None:
    body = paragraph(run("The Mill"), properties=properties) + paragraph(run(PROSE))
    document = await desk.read(make_word(tmp_path / "a.docx", body, styles=OUTLINED))
    heading = next(block for block in document.blocks if block.text == "The Mill")
    assert (heading.level if heading.kind == "heading" else None) == level


async def test_a_long_paragraph_of_the_outline_stays_text(tmp_path: Path, desk: Desk) -> None:
    body = paragraph(run(PROSE * 2), properties="<w:outlineLvl w:val='0'/>")
    document = await desk.read(make_word(tmp_path / "a.docx", body))
    assert {block.kind.value for block in document.blocks} == {"paragraph"}


async def test_words_struck_twice_are_struck(tmp_path: Path, desk: Desk) -> None:
    body = paragraph(run("Seen "), run("struck ", "<w:strike/>"), run("twice ", "<w:dstrike/>"), run("here."))
    assert texts(await desk.read(make_word(tmp_path / "a.docx", body))) == ["Seen here."]


@pytest.mark.parametrize(("style", "read"), [("Power", "10⁶ reeds"), ("Based", "10⁶ reeds"), ("Plain", "106 reeds")])
async def test_characters_are_raised_by_their_style(style: str, read: str, tmp_path: Path, desk: Desk) -> None:
    named = "<w:style w:type='character' w:styleId='{0}'><w:name w:val='{0}'/>{1}</w:style>"
    styles = (
        named.format("Power", "<w:rPr><w:vertAlign w:val='superscript'/></w:rPr>")
        + named.format("Based", "<w:basedOn w:val='Power'/>")
        + named.format("Plain", "<w:basedOn w:val='Power'/><w:rPr><w:vertAlign w:val='baseline'/></w:rPr>")
    )
    body = paragraph(run("10"), run("6", f"<w:rStyle w:val='{style}'/>"), run(" reeds"))
    assert texts(await desk.read(make_word(tmp_path / "a.docx", body, styles=styles))) == [read]
