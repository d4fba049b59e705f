"""Markup that no person wrote is made shallow, read once and never in quadratic time; what people write stays."""

from collections.abc import Callable

import pytest

from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.markdown.reader import inline, read_markdown
from adapters.readers.markup.blocks import parse, pieces
from adapters.readers.markup.nesting import DEEPEST, flattened
from adapters.readers.pages.reader import read_html
from adapters.readers.text.captions import read_captions
from adapters.readers.text.plain import read_plain
from tests.documents import pages
from tests.documents.manuscript import LIGHTHOUSES

SAID = "The keeper wound the clock at nine. Ships steered by the light because the coast was dark. "
BODY = "<!DOCTYPE html><html><head><title>Light</title></head><body>%s</body></html>"


def text_of(content: Content) -> str:
    return " ".join(piece.text for piece in content.pieces)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>one<p>two" * 500,
        "<ul>" + "<li>one" * 500 + "</ul>",
        "<div><span>one</div>" * 500,
        "<b>one</b><i>two</i>" * 500,
        "<svg>" + "<path d='m 1 2'/>" * 500 + "</svg>",
        f"<script>{'<div>' * 500}</script>",
        f"<!-- {'<div>' * 500} -->",
        '<p title="a > b">one</p>',
        f'<p title="{"<div>" * 300}">one</p>',
        "<div>" * DEEPEST + "one" + "</div>" * DEEPEST,
        "one < two <3 <",
    ],
)
def test_what_people_write_is_untouched(markup: str) -> None:
    assert flattened(markup) == markup


def test_a_whole_page_is_untouched() -> None:
    page = pages.html(LIGHTHOUSES)
    assert flattened(page) == page


@pytest.mark.parametrize(
    "opened", ["<div>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<b>", "<p><b class={}>", "<span>", "<section/>"]
)
def test_what_is_too_deep_is_flattened_and_its_words_stay(opened: str) -> None:
    markup = "".join(opened.format(number) for number in range(3 * DEEPEST)) + SAID
    flat = flattened(markup)
    assert flat.count("<") < markup.count("<") or "<p>" in flat
    assert text_of(Content(pieces=pieces(parse(BODY % markup).body))) == SAID.strip()


def test_what_follows_the_depth_keeps_its_place() -> None:
    deep = "<div>" * 500 + "in" + "</div>" * 500
    assert flattened(f"{deep}<div id=x>out</div>").endswith("<div id=x>out</div>")


def test_a_tag_of_thousands_of_attributes_loses_them() -> None:
    markup = "<p " + " ".join(f"a{number}=x" for number in range(5_000)) + f">{SAID}</p>"
    assert flattened(markup) == f"<p>{SAID}</p>"


def test_a_quoted_tag_end_inside_a_long_tag_is_not_text() -> None:
    assert flattened(f'<img alt="{"a > b " * 1_000}">{SAID}') == f"<img>{SAID}"


SHAPES: dict[str, Callable[[], Content]] = {
    "nested tables": lambda: read_html(BODY % ("<table><tr><td>" * 5_000 + f"<p>{SAID * 20}")),
    "attributes": lambda: read_html(BODY % ("<p " + " ".join(f"a{n}=x" for n in range(50_000)) + f">{SAID * 20}")),
    "divisions": lambda: read_html(BODY % ("<div>" * 20_000 + SAID * 20)),
    "no tag ends": lambda: read_html(BODY % (SAID * 20) + "<a " * 100_000),
    "quotations": lambda: read_markdown("> " * 20_000 + SAID),
    **{
        f"{mark!r} again and again": lambda mark=mark: read_markdown(SAID + mark * 60_000)  # type: ignore[misc]  # mypy cannot tell the type of a lambda's default
        for mark in ("[", "![", "[ash](", "[ash](b", "![ash](", "[^", "**ash ", "***ash ", "__ash ", "<ash",
                     "<http://a", "<!--", "` ", "~~ash ", "* ", "- ", "\n", "# ", "|-", "$a", "$$", "\\(", "\\[", "[[",
                     "[[ash|", "^[", "^[ash",
                     "%%", "{{<", "{{", "{%", "    ", "\t^", "<style", "<p hidden>", "<b style='x'>", ":::\n", "> [!",
                     "<sup>1", "<sup>", "-\n", "漢\n", "---\n", "$$\n")
    },
    **{
        f"page of {markup!r}": lambda markup=markup: read_html(BODY % (f"<p>{SAID * 20}</p>" + markup * 20_000))  # type: ignore[misc]  # as above
        for markup in ("<sup>1", "<sup>1</sup>", "<math>", "<math><mi>x</mi></math>", "<msup>", "<del>", "<q>", "<br>",
                       "<p style='display:none'>", "<img alt='T'>e", "<span class='dropcap'>T</span> he", "<dl><dt>a",
                       "<a href='#n1'>1</a>", "<ul><li><a href='#a'>a", "<form>", "\\(", "$$", "<p hidden>", "<td>a")
    },
    **{
        f"sheet of {sheet!r}": lambda sheet=sheet: read_html(  # type: ignore[misc]  # as above
            BODY % (f"<style>{sheet * 50_000}</style><p>{SAID * 20}</p>" + "<i class=b>x</i>" * 20_000)
        )
        for sheet in ("/*", "@media{", "{", "a{", ".a{display:none}", ".a .b .c{display:none}", "}", "a,", "<!--", ";")
    },
    **{
        f"text of {mark!r}": lambda mark=mark: read_plain(SAID + "\n\n" + mark * 60_000)  # type: ignore[misc]  # as above
        for mark in ("*", ".\n", "1\n", "1\n\n", "a-\n", "   ", "\f", "   1\n", "\u00ad", "xyz   1\n", "\\(", "$$",
                     "- abc\n")
    },
    **{
        f"captions of {mark!r}": lambda mark=mark: read_captions(  # type: ignore[misc]  # as above
            f"WEBVTT\n\n00:01.000 --> 00:02.000\n{SAID}\n\n" + mark * 60_000
        )
        for mark in ("00:01.000 --> 00:02.000\n", "<v ", "<v a>", "[", "{\\", "♪", ">> ", "a: ", "\n", "00:01.000 -->")
    },
}  # fmt: skip


@pytest.mark.no_cover  # counting lines would take longer than reading them
@pytest.mark.timeout(30)  # each takes under half a second; what grows with the square takes minutes
@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_shapes_end(shape: str) -> None:
    content = finish(SHAPES[shape]())
    assert "The keeper wound the clock at nine." in text_of(content)


def test_layout_tables_are_read_once_and_as_paragraphs() -> None:
    inner = f"<table><tr><td><p>{SAID}</p><p>Second.</p></td></tr></table>"
    found = pieces(parse(BODY % f"<table><tr><td>{inner}</td></tr></table>").body)
    assert [piece.text for piece in found] == [SAID.strip(), "Second."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**a *b* c**", "a b c"),
        ("**a *b***", "a b"),
        ("***both***", "both"),
        ("[a](b_(c)) ![x](y_(z).png)", "a"),
        ("2 * 3 * 4 and a * b", "2 * 3 * 4 and a * b"),
        ("[not a link] and [a][b]", "[not a link] and a"),
    ],
)
def test_inline_marks_still_go(text: str, said: str) -> None:
    assert inline(text) == said


def test_quotes_in_quotes_lose_all_their_marks() -> None:
    assert text_of(read_markdown("> one\n> > two\n> > > three")) == "one two three"


@pytest.mark.parametrize(("line", "said"), [("## Last ##", "Last"), ("# C#", "C#"), ("#", ""), ("# #", "")])
def test_headings_lose_their_closing_marks(line: str, said: str) -> None:
    assert text_of(read_markdown(line)) == said
