"""Columns of PDF pages: the last one may be as short as the text left over."""

from pathlib import Path

import pytest

from adapters.readers.pdf.reader import read_pdf
from tests.documents.marked import Element, marked, names_in
from tests.documents.marked_pdf import write_pdf


@pytest.mark.parametrize("left_over", range(1, 8))
def test_a_short_last_column_follows_the_first(left_over: int, tmp_path: Path) -> None:
    """Thirteen sentences of two lines fill the first column of a small page."""
    blocks = marked([Element("paragraph", 1)] * 12 + [Element("table", left_over)])
    write_pdf(tmp_path / "a.pdf", blocks)
    said = names_in("\n".join(piece.text for piece in read_pdf(tmp_path / "a.pdf").pieces))
    assert said == [name for block in blocks for name in names_in(" ".join(block.sentences))]
