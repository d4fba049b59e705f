"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.script.extractive.language.splitting import sentence_spans


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dr. Smith came at 3.5 p.m. on Monday. He left.", 2),
        ("The U.S. Navy sailed. Nobody saw it.", 2),
        ("Some oils, e.g. Sesame oil, burn. Others do not.", 2),
        ("As shown by Lee et al. (2019), it grew. It also shrank.", 2),
        ("J. R. R. Tolkien wrote it. People read it.", 2),
        ("It costs $3.50. That is cheap.", 2),
        ("“It works.” She was sure. Was he?", 3),
        ("The law of 1850 failed.[12] Nobody minded.", 2),
        ("The answer was no. Nobody minded. See No. 5 for more.", 3),
        ("It was sold by Acme Inc. The price was low.", 2),
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str, parts: int) -> None:
    spans = sentence_spans(text)
    assert len(spans) == parts, [text[start:end] for start, end in spans]


@given(st.text(max_size=400))
def test_splitting_loses_nothing_but_space(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
