"""Documents inside a page: those in frames are read where they stand, the words of drawings are named as left out."""

from html import escape
from pathlib import Path

import pytest

from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.pages.reader import read_html
from adapters.readers.pages.saved import html_of
from adapters.readers.seen.accounting import account
from adapters.readers.seen.of_markup import seen_in_page

PROSE = [
    f"In the year 18{year} the keeper wrote that the light burned through the night and that {year} ships had passed."
    for year in range(40, 52)
]
BEFORE, AFTER = ("".join(f"<p>{line}</p>" for line in part) for part in (PROSE[:6], PROSE[6:]))
LETTER = "Dear inspector, the oil that you sent us in the spring was thin and smoked on every cold night of the year."
WORDS = "Oil in barrels by year and by keeper, as the inspector found it"


def page(inner: str, *, head: str = "") -> str:
    body = f"<article><h1>The light</h1>{BEFORE}{inner}{AFTER}</article>"
    return f"<!doctype html><html><head><title>The light</title>{head}</head><body>{body}</body></html>"


def frame(document: str, attributes: str = "") -> str:
    return f'<iframe {attributes} srcdoc="{escape(document)}">Your browser shows no frames.</iframe>'


def read(markup: str) -> Content:
    content = finish(read_html(markup))
    account(content, seen_in_page(markup))
    return content


def lines(content: Content) -> list[str]:
    return [piece.text for piece in content.pieces if piece.kind != "heading"]


DOCUMENTS = [
    f"<p>{LETTER}</p>",
    f"<!doctype html><html><head><title>Letter</title></head><body><main><p>{LETTER}</p></main></body></html>",
    f"<style>.gone {{ display: none }}</style><p>{LETTER}</p><p class='gone'>Secret words for a machine.</p>",
    f"<div>{frame(f'<p>{LETTER}</p>')}</div>",
    LETTER,
    f"<!-- {'x' * 5_000} --><p>{LETTER}</p>",
]


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("around", ["{}", "<p>{}</p>", "<figure>{}</figure>"])
def test_a_document_in_a_frame_is_read_where_it_stands(document: str, around: str) -> None:
    content = read(page(around.format(frame(document)), head="<style>p { margin: 0 }</style>"))
    assert lines(content) == [*PROSE[:6], LETTER, *PROSE[6:]]
    assert content.share == 1.0


@pytest.mark.parametrize("attributes", ["hidden", "style='display:none'", "width=0 height=0", "class='gone'"])
def test_a_frame_that_no_person_sees_is_not_read(attributes: str) -> None:
    content = read(page(frame(f"<p>{LETTER}</p>", attributes), head="<style>.gone { display: none }</style>"))
    assert lines(content) == PROSE


@pytest.mark.parametrize(
    "drawing",
    [
        f"<svg><text x='1' y='2'>{WORDS}</text></svg>",
        f"<p><svg><g><text><tspan>{WORDS[:30]}</tspan><tspan>{WORDS[30:]}</tspan></text></g></svg></p>",
        f"<div><svg><title>A chart</title><foreignObject><p>{WORDS}</p></foreignObject></svg></div>",
    ],
)
def test_the_words_of_a_drawing_are_named(drawing: str) -> None:
    content = read(page(drawing))
    assert lines(content) == PROSE
    (named,) = content.left_out
    assert (named.code, named.what) == ("unread", "a drawing that begins “Oil in barrels by year and”")
    assert content.share < 1


@pytest.mark.parametrize(
    "drawing",
    ["<svg><path d='m 1 2'/></svg>", f"<svg aria-hidden='true'><text>{WORDS}</text></svg>",
     f"<svg><defs><text>{WORDS}</text></defs></svg>", f"<svg style='display:none'><text>{WORDS}</text></svg>"],
)  # fmt: skip
def test_a_drawing_without_words_that_are_seen_is_no_loss(drawing: str) -> None:
    content = read(page(drawing))
    assert ([notice for notice in content.left_out if notice.code != "hidden"], content.share) == ([], 1.0)


FRAMES = {
    "cid": ("<iframe src='cid:frame-7@mhtml.blink'></iframe>", "Content-ID: <frame-7@mhtml.blink>"),
    "address": ("<iframe src='https://oil.example/letter?a=1&amp;b=2'></iframe>",
                "Content-Location: https://oil.example/letter?a=1&b=2"),
}  # fmt: skip


@pytest.mark.parametrize("way", FRAMES)
def test_a_frame_of_a_saved_page_is_read_where_it_stands(way: str, tmp_path: Path) -> None:
    written, named = FRAMES[way]
    letter = (
        "<html><head><link rel='stylesheet' href='cid:css-1@mhtml.blink'></head>"
        f"<body><p>{LETTER}</p><p class='gone'>Secret words.</p></body></html>"
    )
    parts = [
        ("text/html", "Content-Location: https://light.example/", page(written)),
        ("text/html", named, letter),
        ("text/css", "Content-ID: <css-1@mhtml.blink>", ".gone { display: none }"),
    ]
    body = "".join(
        f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n{head}\r\n\r\n{text}\r\n" for kind, head, text in parts
    )
    start = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    (tmp_path / "a.mhtml").write_text(f"{start}{body}--b--\r\n", newline="")
    content = read(html_of(tmp_path / "a.mhtml"))
    assert lines(content) == [*PROSE[:6], LETTER, *PROSE[6:]]
    assert content.share == 1.0


def test_frames_that_hold_themselves_end(tmp_path: Path) -> None:
    start = 'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
    inner = page("<iframe src='cid:a'></iframe>" * 50)
    (tmp_path / "a.mhtml").write_text(f"{start}--b\nContent-Type: text/html\nContent-ID: <a>\n\n{inner}\n--b--\n")
    assert len(html_of(tmp_path / "a.mhtml")) < 2**21


def test_pages_of_frames_alone_are_read(tmp_path: Path) -> None:
    start = 'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
    parts = [
        "\n\n<html><head><title>The light</title></head><frameset cols='50%,50%'><frame src='cid:a'></frameset></html>",
        f"\nContent-ID: <a>\n\n{page('')}",
    ]
    body = "".join(f"--b\nContent-Type: text/html{part}\n" for part in parts)
    (tmp_path / "a.mhtml").write_text(f"{start}{body}--b--\n")
    assert lines(read(html_of(tmp_path / "a.mhtml"))) == PROSE
