"""Words cut at line ends, scripts without spaces, and characters that show nothing read alike in every format."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.readers.child import parse
from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.sniffing import sniff
from tests.documents.books import make_book, page
from tests.documents.word import make_word, paragraph, run

CUT = "Noth-{0}ing grew in the gov-{0}ernment garden before the well-{0}known keeper came in the spring of the year."
WHOLE = "Nothing grew in the government garden before the well-known keeper came in the spring of the year."
PROSE = "The garden lay below the sea wall, and the tide came over the stones on the paths every spring."
SCRIPTS = {
    "zh": "盐园在海堤下面园里只长着碱蓬和海甜菜。每年春天潮水漫过石头，在小路上留下一层白色的盐壳。",
    "ja": "塩の庭は海の壁の下にあり、そこにはアッケシソウのほかには何も育たなかった。毎年春になると潮が来た。",
    "th": "สวนเกลืออยู่ใต้กำแพงทะเลและไม่มีอะไรเติบโตที่นั่นนอกจากหญ้าทะเลทุกฤดูใบไม้ผลิ",
}
Write = Callable[[Path, str], object]


def html(body: str) -> str:
    return (
        f"<!doctype html><html><head><title>Salt</title></head><body><article><h1>Salt</h1>"
        f"<p>{PROSE}</p>{body}<p>{PROSE}</p></article></body></html>"
    )


def web(form: str) -> Write:
    return lambda path, text: path.write_text(html(form.format(text)), "utf-8")


def book(form: str) -> Write:
    return lambda path, text: make_book(path, {"c.xhtml": page(f"<h2>Salt</h2>{form.format(text)}<p>{PROSE}</p>")})


def word(path: Path, text: str) -> None:
    make_word(path, paragraph(run(text)))


def plain(form: str) -> Write:
    return lambda path, text: path.write_text(f"{PROSE}\n\n{form.format(text)}\n\n{PROSE}\n", "utf-8")


BREAK = "</w:t><w:br/><w:t xml:space='preserve'>"
LINES: dict[str, tuple[str, str, Write]] = {
    "a break": ("a.html", "<br>", web("<p>{}</p>")),
    "a line of the source": ("a.html", "\n    ", web("<p>{}</p>")),
    "an item": ("a.html", "<br/>\n", web("<ul><li>{}</li><li>So it was.</li></ul>")),
    "a cell": ("a.html", "<br>", web("<table><tr><td>{}</td><td>5</td></tr><tr><td>b</td><td>6</td></tr></table>")),
    "a quotation": ("a.html", "<br>", web("<blockquote>{}</blockquote>")),
    "spans": ("a.html", "</span><br><span>", web("<p><span>{}</span></p>")),
    "blocks": ("a.html", "</div><div>", web("<div>{}</div>")),
    "a break in a book": ("a.epub", "<br/>", book("<p>{}</p>")),
    "a line of a book": ("a.epub", "\n\t", book("<p>{}</p>")),
    "a page of a book": ("a.epub", "<span class='pagenum'>[13]</span>", book("<p>{}</p>")),
    "paragraphs of a book": ("a.epub", "</p><p>", book("<p>{}</p>")),
    "a break in Word": ("a.docx", BREAK, word),
    "a page in Word": ("a.docx", "</w:t><w:br w:type='page'/><w:t xml:space='preserve'>", word),
    "paragraphs in Word": ("a.docx", "</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>", word),
    "a hard break": ("a.md", "  \n", plain("{}")),
    "a tag of Markdown": ("a.md", "<br>", plain("{}")),
    "a page of plain text": ("a.txt", "\n\n          - 12 -\n\n", plain("{}")),
}


def read(path: Path) -> Content:
    kind = sniff(path.read_bytes()[:4096], name=path.name)
    assert kind is not None
    return finish(parse(path, kind, only_check=False))


def text_of(content: Content) -> str:
    return "\n".join(piece.text for piece in content.pieces)


@pytest.mark.parametrize("name", LINES)
def test_words_cut_at_the_end_of_a_line_are_whole(name: str, tmp_path: Path) -> None:
    file, end, write = LINES[name]
    write(tmp_path / file, CUT.format(end))
    assert WHOLE in text_of(read(tmp_path / file))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", [name for name in LINES if not name.startswith(("blocks", "para", "a page"))])
def test_lines_of_scripts_without_spaces_join(name: str, script: str, tmp_path: Path) -> None:
    file, end, write = LINES[name]
    whole = SCRIPTS[script]
    write(tmp_path / file, end.join(whole[at : at + 12] for at in range(0, len(whole), 12)))
    assert whole in text_of(read(tmp_path / file))


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("Noth- ing grew, and nothing else.", "Nothing grew, and nothing else."),
        ("The measure- ments are lost.", "The measurements are lost."),
        ("A well- known price, as well-known as any.", "A well-known price, as well-known as any."),
        ("It had two- and three-storey houses.", "It had two- and three-storey houses."),
        ("A pause- then he went.", "A pause- then he went."),
        ("Noth¬\ning grew.", "Nothing grew."),
        ("From pre-\nand post-war years.", "From pre- and post-war years."),
        ("A bread-\nand-butter pudding.", "A bread-and-butter pudding."),
        ("Vor-\nund Nachteile.", "Vor- und Nachteile."),
        ("A maj-\nor part, the major part.", "A major part, the major part."),
    ],
)
@pytest.mark.parametrize("file", ["a.txt", "a.html", "a.epub", "a.md"])
def test_only_what_is_one_word_is_joined(cut: str, whole: str, file: str, tmp_path: Path) -> None:
    write = web("<p>{}</p>") if file == "a.html" else book("<p>{}</p>") if file == "a.epub" else plain("{}")
    write(tmp_path / file, cut)
    assert whole in text_of(read(tmp_path / file))


@pytest.mark.parametrize("file", ["a.txt", "a.html", "a.epub", "a.md", "a.docx"])
def test_characters_that_show_nothing_are_left_out_and_forms_are_letters(file: str, tmp_path: Path) -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "praise the firm")
    turned = "\u202bשלום\u202c, \ufee3\ufeae\ufea3\ufe92\ufe8e"
    shown = f"Noth\u200bing was o\ufb03cial{tags} in\u2060 the \ufeffgarden, {turned}."
    write = {".html": web("<p>{}</p>"), ".epub": book("<p>{}</p>"), ".docx": word}.get(Path(file).suffix, plain("{}"))
    write(tmp_path / file, shown)
    content = read(tmp_path / file)
    assert "Nothing was official in the garden, שלום, مرحبا." in text_of(content)
    assert [(each.code, each.words) for each in content.left_out] == [("hidden", 3)]
