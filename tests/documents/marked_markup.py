"""Marked sentences as web pages, saved pages and books."""

import quopri
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.documents.marked import Marked

_HIDING = (
    "<p hidden>{}</p>",
    "<p style='display: none'>{}</p>",
    "<div class='gone'><p>{}</p></div>",
    "<!-- {} -->",
    "<template><p>{}</p></template>",
    "<p style='visibility:hidden'>{}</p>",
    "<span style='font-size:0'>{}</span>",
    "<script type='text/plain'>{}</script>",
    "<div style='position:absolute; left:-9999px'><ul><li>{}</li></ul></div>",
    "<section hidden><h2>Gone</h2><p>{}</p></section>",
    "<p style='opacity: 0; font-size: 1px'>{}</p>",
    "<p style='color: #fff'>{}</p>",
    "<iframe hidden srcdoc='{}'></iframe>",
    "<div style='height:0; overflow:hidden'>{}</div>",
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
        case "definitions":
            return f"<dl>{''.join(f'<dt>Lamp</dt><dd>{each}</dd>' for each in said)}</dl>"
        case "loose":
            ways = (f"\n{whole}\n<hr>", f"<a name='x'></a>{whole}<p></p>", f"<center>{whole}</center>")
            return ways[block.way % len(ways)]
        case "details":
            return f"<details><summary>{said[0]}</summary><p>{' '.join(said[1:])}</p></details>"
        case "figure":
            caption = f"<figcaption>{whole}</figcaption>"
            return f"<figure><img src='a.png' alt='A lamp'>{caption}</figure>"
        case "note":
            return f"<aside class='box'><p>{whole}</p></aside>" if block.way % 2 else f"<p><small>{whole}</small></p>"
        case "quote":
            return f"<blockquote><p>{whole}</p></blockquote>" if block.way % 2 else f"<blockquote>{whole}</blockquote>"
        case "breaks":
            return f"<p>{'<br>'.join(said)}</p>" if block.way % 2 else f"<div>{'<br/><br/>'.join(said)}</div>"
        case "inline":
            bold = "".join(f"<b>{word}</b> " if at % 3 else f"<i>{word}</i> " for at, word in enumerate(whole.split()))
            return (f"<p>{bold}</p>", f"<p>See <a href='/a'>the list</a>. {whole}</p>", f"<div>{whole}</div>")[
                block.way % 3
            ]
        case "frame":
            inner = escape(f"<p>{whole}</p>") if block.way % 2 else escape(whole)
            return f'<iframe srcdoc="{inner}"></iframe>'
        case "drawing":
            return f"<p><svg width='9'><g><text x='1'>{whole}</text></g></svg></p>"
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
