"""Titles, origins and labels in Temporal's Web UI: shown as they are, whatever Markdown would make of them."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from domain.jobs.markdown import in_markdown

SHOWN = MarkdownIt("commonmark").enable("strikethrough").enable("table")
PIECES = st.lists(
    st.sampled_from(
        [
            *"*_~`[]()<>!#&\\|:-+=1.)@ \n",
            "www.",
            "https://",
            "![x](y)",
            "<b>",
            "&amp;",
            "&#65;",
            "- ",
            "1. ",
            "    ",
            "tide",
        ]
    ),
    max_size=12,
)


@given(PIECES)
def test_any_text_is_shown_as_it_is(pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = SHOWN.render(in_markdown(text)).strip().removeprefix("<p>").removesuffix("</p>")
    assert html.unescape(shown) == " ".join(text.split())


@pytest.mark.parametrize(
    "text", ["https://evil.example/x", "WWW.evil.example", "mail me@evil.example", "//evil.example"]
)
def test_no_bare_address_becomes_a_link(text: str) -> None:
    """Web UIs link these on their own, but not with a mark of escape inside."""
    escaped = in_markdown(text)
    assert "://" not in escaped and "www." not in escaped.lower() and "e@e" not in escaped


def test_names_are_left_as_they_are() -> None:
    assert (
        in_markdown("HOST: Tides - part 2, tide_table_v2.pdf (5 min)")
        == "HOST: Tides - part 2, tide_table_v2.pdf (5 min)"
    )
