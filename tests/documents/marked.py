"""Documents of marked sentences: each has a name that stands nowhere else, so that what was read of them can be told.

An `Element` is one block; `render` writes a list of them in a format. What no reader of a format sees is `hidden`.
"""

import quopri
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

KINDS = ("paragraph", "heading", "list", "ordered", "nested", "table", "quote", "breaks", "inline", "hidden")
"""Of elements; a format that lacks one writes a paragraph."""

_SYLLABLES = ("ba", "do", "fe", "gi", "ku", "lo", "ma", "ne", "pi", "ru", "sa", "to", "ve", "wi", "zu")
_ENDINGS = (
    "lit the lamps along the pier before the boats came home.",
    "wrote the height of the tide into a grey book each evening.",
    "carried oil up the stairs while the wind was still asleep.",
    "told the pilots which of the rocks had moved in the storm.",
    "mended the glass of the lantern with lead and a little tin.",
)
NAME = re.compile(rf"\bQ(?:{'|'.join(_SYLLABLES)}){{3}}\b")


@dataclass(frozen=True)
class Element:
    """One block. `size`: sentences or items in it. `way`: one of several ways to write it."""

    kind: str
    size: int = 1
    way: int = 0


@dataclass(frozen=True)
class Marked:
    """A block with its sentences."""

    kind: str
    sentences: tuple[str, ...]
    way: int

    @property
    def visible(self) -> bool:
        return self.kind != "hidden"


def marked(elements: Sequence[Element]) -> list[Marked]:
    """The elements with sentences that are all different."""
    numbers = iter(range(10**6))
    return [
        Marked(each.kind, tuple(_sentence(next(numbers), each.kind) for _ in range(each.size)), each.way)
        for each in elements
    ]


def names_in(text: str) -> list[str]:
    return NAME.findall(text)


def _sentence(number: int, kind: str) -> str:
    name = "Q"
    rest = number
    for _ in range(3):
        rest, at = divmod(rest, len(_SYLLABLES))
        name += _SYLLABLES[at]
    if kind == "heading":
        return f"Keeper {name} and the Lamps"
    return f"Keeper {name} {_ENDINGS[number % len(_ENDINGS)]}"


# -- web pages and books -----------------------------------------------------------------------------------------------

_HIDING = (
    "<p hidden>{}</p>",
    "<p style='display: none'>{}</p>",
    "<div class='gone'><p>{}</p></div>",
    "<!-- {} -->",
    "<template><p>{}</p></template>",
    "<p style='visibility:hidden'>{}</p>",
    "<span style='font-size:0'>{}</span>",
    "<script type='text/plain'>{}</script>",
)
_STYLE = "<style>.gone { display: none } p { margin: 1em }</style>"


def html_of(block: Marked) -> str:
    said = [escape(sentence) for sentence in block.sentences]
    whole = " ".join(said)
    match block.kind:
        case "heading":
            return f"<h2>{whole}</h2>"
        case "list" | "ordered":
            tag = "ul" if block.kind == "list" else "ol"
            items = "".join(f"<li>{each}</li>" if block.way % 2 else f"<li><p>{each}</p></li>" for each in said)
            return f"<{tag}>{items}</{tag}>"
        case "nested":
            inner = "".join(f"<li>{each}</li>" for each in said[1:])
            return f"<ul><li>{said[0]}<ul>{inner}</ul></li></ul>" if inner else f"<ul><li>{said[0]}</li></ul>"
        case "table":
            rows = "".join(f"<tr><th>{number}</th><td>{each}</td></tr>" for number, each in enumerate(said, 1))
            return f"<table>{rows}</table>"
        case "quote":
            return f"<blockquote><p>{whole}</p></blockquote>" if block.way % 2 else f"<blockquote>{whole}</blockquote>"
        case "breaks":
            return f"<p>{'<br>'.join(said)}</p>" if block.way % 2 else f"<div>{'<br/><br/>'.join(said)}</div>"
        case "inline":
            bold = "".join(f"<b>{word}</b> " if at % 3 else f"<i>{word}</i> " for at, word in enumerate(whole.split()))
            return (f"<p>{bold}</p>", f"<p>See <a href='/a'>the list</a>. {whole}</p>", f"<div>{whole}</div>")[
                block.way % 3
            ]
        case "hidden":
            return _HIDING[block.way % len(_HIDING)].format(whole)
        case _:
            return f"<p>{whole}</p>" if block.way % 2 else f"<section><p>{whole}</p></section>"


def write_html(path: Path, blocks: Sequence[Marked]) -> None:
    path.write_text(_page("".join(map(html_of, blocks))), "utf-8")


def _page(body: str) -> str:
    menu = "<nav><a href='/'>Home</a> <a href='/b'>Boats</a></nav>"
    head = f"<head><title>Lamps</title>{_STYLE}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{menu}<article>{body}</article><footer>© Harbour</footer></body></html>"


def write_mhtml(path: Path, blocks: Sequence[Marked]) -> None:
    body = quopri.encodestring(_page("".join(map(html_of, blocks))).encode()).decode()
    head = (
        "From: <Saved>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--edge"\r\n\r\n'
        "----edge\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: https://salt.example/\r\n\r\n"
    )
    picture = "\r\n----edge\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n"
    path.write_bytes((head + body + picture + "----edge--\r\n").encode())


def write_epub(path: Path, blocks: Sequence[Marked]) -> None:
    """A chapter for every four blocks; hidden by the style sheet of the book."""
    chapters = [blocks[at : at + 4] for at in range(0, len(blocks), 4)]
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Lamps</dc:title></metadata><manifest>'
        f'<item id="css" href="s.css" media-type="text/css"/>{items}</manifest><spine>{spine}</spine></package>'
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/b.opf"/></rootfiles></container>',
        )
        book.writestr("OEBPS/b.opf", package)
        book.writestr("OEBPS/s.css", ".gone { display: none }")
        for number, chapter in enumerate(chapters):
            head = "<head><title>Lamps</title><link rel='stylesheet' href='../s.css'/></head>"
            body = "".join(map(html_of, chapter)).replace("hidden>", "hidden='hidden'>").replace("<br>", "<br/>")
            page = f"<html xmlns='http://www.w3.org/1999/xhtml'>{head}<body>{body}</body></html>"
            book.writestr(f"OEBPS/text/c {number}.xhtml", page)


# -- Word -------------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_docx(path: Path, blocks: Sequence[Marked]) -> None:
    body = "".join(_word_of(block) for block in blocks)
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", types)
        out.writestr("_rels/.rels", relations)
        out.writestr("word/document.xml", f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>')


def _word_of(block: Marked) -> str:
    said = [escape(sentence) for sentence in block.sentences]
    whole = " ".join(said)
    match block.kind:
        case "heading":
            return f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{_run(whole)}</w:p>'
        case "list" | "ordered" | "nested":
            numbers = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
            return "".join(f"<w:p>{numbers}{_run(each)}</w:p>" for each in said)
        case "table":
            cells = "".join(f"<w:tr>{_cell('1')}{_cell(each)}</w:tr>" for each in said)
            return f"<w:tbl>{cells}</w:tbl>"
        case "breaks":
            return f"<w:p>{'<w:r><w:br/></w:r>'.join(map(_run, said))}</w:p>"
        case "inline":
            words = whole.split()
            ways = (
                "".join(_run(word + " ") for word in words),
                f"<w:ins>{_run(whole)}</w:ins>",
                f'<w:fldSimple w:instr=" REF x ">{_run(whole)}</w:fldSimple>',
                f'<w:hyperlink w:anchor="x">{_run(whole)}</w:hyperlink>',
                f"<w:sdt><w:sdtContent>{_run(whole)}</w:sdtContent></w:sdt>",
                _run(whole[:9]) + _run(whole[9:]),
            )
            return f"<w:p>{ways[block.way % len(ways)]}</w:p>"
        case "hidden":
            ways = (
                f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{whole}</w:t></w:r>",
                f"<w:del><w:r><w:delText>{whole}</w:delText></w:r></w:del>",
                f"<w:r><w:instrText>{whole}</w:instrText></w:r>",
            )
            return f"<w:p>{ways[block.way % len(ways)]}</w:p>"
        case _:
            return f"<w:p>{_run(whole)}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _cell(text: str) -> str:
    return f"<w:tc><w:p>{_run(text)}</w:p></w:tc>"


# -- text -------------------------------------------------------------------------------------------------------------


def write_markdown(path: Path, blocks: Sequence[Marked]) -> None:
    path.write_text("\n\n".join(_markdown_of(block) for block in blocks) + "\n", "utf-8")


def _markdown_of(block: Marked) -> str:
    whole = " ".join(block.sentences)
    wrapped = textwrap.fill(whole, 60) if block.way % 2 else whole
    match block.kind:
        case "heading":
            return f"{'#' * (1 + block.way % 3)} {whole}" if block.way % 2 else f"{whole}\n{'-' * len(whole)}"
        case "list":
            return "\n".join(f"- {each}" for each in block.sentences)
        case "ordered":
            return "\n".join(f"{number}. {each}" for number, each in enumerate(block.sentences, 1))
        case "nested":
            return "\n".join(f"{'  ' * bool(at)}- {each}" for at, each in enumerate(block.sentences))
        case "table":
            return "| n | who |\n|---|---|\n" + "\n".join(f"| 1 | {each} |" for each in block.sentences)
        case "quote":
            return textwrap.indent(wrapped, "> ")
        case "breaks":
            return "  \n".join(block.sentences) if block.way % 2 else "\n\n---\n\n".join(block.sentences)
        case "inline":
            ways = (f"**{whole}**", f"[{whole}](https://salt.example/a)", f"_{whole}_", f"==**{whole}**==")
            return ways[block.way % len(ways)]
        case "hidden":
            return f"<!-- {whole} -->" if block.way % 2 else f"<!--\n\n{whole}\n\n-->"
        case _:
            return wrapped


def write_text(path: Path, blocks: Sequence[Marked]) -> None:
    """Nothing is hidden in plain text."""
    parts = []
    for block in blocks:
        whole = " ".join(block.sentences)
        if block.kind in ("list", "nested", "table"):
            parts.append("\n".join(f"- {each}" for each in block.sentences))
        elif block.kind == "ordered":
            parts.append("\n".join(f"{number}) {each}" for number, each in enumerate(block.sentences, 1)))
        elif block.visible:
            parts.append(textwrap.fill(whole, 60) if block.way % 2 else whole)
    path.write_text("\n\n".join(parts) + "\n", "utf-8")


def write_captions(path: Path, blocks: Sequence[Marked]) -> None:
    """Each sentence over two cues; notes are hidden."""
    lines, second = ["WEBVTT", ""], 0
    for block in blocks:
        if not block.visible:
            lines += [f"NOTE {' '.join(block.sentences)}", ""]
            continue
        for sentence in block.sentences:
            words = sentence.split()
            for part in (words[: len(words) // 2], words[len(words) // 2 :]):
                begin, end = _clock(second), _clock(second + 2)
                lines += [
                    f"{begin} --> {end} align:start",
                    f"<v Ann>{' '.join(part)}" if block.way % 2 else " ".join(part),
                    "",
                ]
                second += 2
    path.write_text("\n".join(lines), "utf-8")


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000"


# -- PDF --------------------------------------------------------------------------------------------------------------


def write_pdf(path: Path, blocks: Sequence[Marked]) -> None:
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13, alignment=4, spaceAfter=8)
    head = ParagraphStyle("head", fontName="Times-Bold", fontSize=14, leading=18, spaceBefore=10, spaceAfter=6)
    flow = [flowable for block in blocks if block.visible for flowable in _drawn(block, body, head)]
    SimpleDocTemplate(str(path), pagesize=A4, title="Lamps").build(flow)


def _drawn(block: Marked, body: ParagraphStyle, head: ParagraphStyle) -> Iterator[Flowable]:
    whole = escape(" ".join(block.sentences))
    match block.kind:
        case "heading":
            yield Paragraph(whole, head)
        case "list" | "ordered" | "nested":
            for number, each in enumerate(block.sentences, 1):
                yield Paragraph(escape(each), body, bulletText="•" if block.kind != "ordered" else f"{number}.")
        case "table":
            yield Table([[str(number), each] for number, each in enumerate(block.sentences, 1)])
        case "breaks":
            yield Paragraph("<br/>".join(map(escape, block.sentences)), body)
        case "inline":
            yield Paragraph(f"<b>{whole[:12]}</b><i>{whole[12:]}</i>", body)
        case _:
            yield Paragraph(whole, body)


WRITERS: dict[str, Callable[[Path, Sequence[Marked]], None]] = {
    "html": write_html,
    "mhtml": write_mhtml,
    "epub": write_epub,
    "docx": write_docx,
    "md": write_markdown,
    "txt": write_text,
    "vtt": write_captions,
    "pdf": write_pdf,
}
