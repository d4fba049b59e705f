"""Documents put together at random from marked sentences, in every format: each sentence that a person sees is read
once, in order, or what was left out is named; none that is hidden is read."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.readers.child import parse
from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.seen.measure import measure
from adapters.readers.sniffing import sniff
from tests.documents.marked import KINDS, Element, Marked, marked, names_in
from tests.documents.marked_markup import write_epub, write_html, write_mhtml
from tests.documents.marked_pdf import write_pdf
from tests.documents.marked_text import write_captions, write_markdown, write_text
from tests.documents.marked_word import write_docx
from tests.fuzz.length import LONG, bounded

START = [Element("paragraph", 3, 1), Element("paragraph", 3)]
END = [Element("paragraph", 2)]
"""Every document begins and ends as prose: a page of nothing but a list is not an article."""

ELEMENTS = st.lists(
    st.builds(Element, st.sampled_from(KINDS), st.integers(1, 4), st.integers(0, 13)), min_size=1, max_size=12
)


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

NAMED = ("unread", "part", "formula")
"""Codes of what is left out although a person sees it."""


def read(path: Path) -> Content:
    media_type = sniff(path.read_bytes()[:4096], name=path.name)
    assert media_type is not None
    content = finish(parse(path, media_type, only_check=False))
    measure(path, media_type, content)
    return content


def told(content: Content) -> list[str]:
    return names_in("\n".join([content.title or "", *(piece.text for piece in content.pieces)]))


def check(blocks: list[Marked], content: Content) -> None:
    visible = [name for block in blocks if block.visible for name in names_in(" ".join(block.sentences))]
    hidden = {name for block in blocks if not block.visible for name in names_in(" ".join(block.sentences))}
    found = told(content)
    if content.title and names_in(content.title):  # a heading that became the title stands in both places
        found = found[len(names_in(content.title)) :] if found.count(found[0]) > 1 else found
    assert not hidden & set(found), "what is hidden was read"
    assert len(found) == len(set(found)), "a sentence was read twice"
    missing = [name for name in visible if name not in found]
    named = [notice for notice in content.left_out if notice.code in NAMED]
    assert not missing or named, f"{missing} were lost without a word"
    assert found == [name for name in visible if name in found], "the order is another"


@pytest.mark.parametrize("ending", WRITERS)
def test_every_sentence_is_read_once_in_order_and_nothing_hidden_is(ending: str) -> None:
    @settings(bounded, max_examples=1_000 if LONG else 10)
    @given(ELEMENTS)
    def holds(elements: list[Element]) -> None:
        blocks = marked([*START, *elements, *END])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"lamps.{ending}"
            WRITERS[ending](path, blocks)
            check(blocks, read(path))

    holds()
