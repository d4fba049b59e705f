"""Documents put together at random from marked sentences, in every format: each sentence that a person sees is read
once, in order, or what was left out is named; none that is hidden is read."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.readers.child import parse
from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.seen.measure import measure
from adapters.readers.sniffing import sniff
from tests.documents.marked import KINDS, WRITERS, Element, Marked, marked, names_in
from tests.fuzz.length import bounded

START = [Element("paragraph", 3, 1), Element("paragraph", 3)]
"""Every document begins as prose: a page of nothing but a list is no article."""

ELEMENTS = st.lists(
    st.builds(Element, st.sampled_from(KINDS), st.integers(1, 4), st.integers(0, 11)), min_size=1, max_size=12
)


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
    @bounded
    @given(ELEMENTS)
    def holds(elements: list[Element]) -> None:
        blocks = marked([*START, *elements])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"lamps.{ending}"
            WRITERS[ending](path, blocks)
            check(blocks, read(path))

    holds()
