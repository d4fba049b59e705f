"""Words cut at line ends, and words that are written with hyphens."""

import pytest

from adapters.readers.text.lines import Joiner


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["a mother-in-", "law came"], "a mother-in-law came"),
        (["a mother-", "in-law came"], "a mother-in-law came"),
        (["a jack-of-", "all-trades"], "a jack-of-all-trades"),
        (["noth-", "ing else"], "nothing else"),
        (["a well-", "known wall"], "a well-known wall"),
        (["with-", "in the wall"], "within the wall"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], text: str) -> None:
    assert Joiner(lines).paragraph(lines) == text
