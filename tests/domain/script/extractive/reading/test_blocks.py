"""Blocks that are spoken from, and those that are silent."""

import pytest

from domain.retrieve.source import BlockKind, SourceKind
from domain.script.extractive.reading.blocks import speakable_blocks
from domain.script.extractive.reading.headings import bare_heading, is_conclusion, is_silent, is_summary
from tests.domain.script.extractive.texts import corpus_of

TEXT = """\
# Keepers of the Light

by Ann Calder

## Abstract

A lamp is lit at dusk.

## 1. The Tower

The tower is old. It stands on a rock.

Figure 1: the tower from the sea.

- oil
- glass

## References

Calder, A. (1999). The tower.

## Conclusion

The lamp is lit no more.
"""


def test_what_is_never_spoken_is_left_out() -> None:
    found = list(speakable_blocks(corpus_of(TEXT, kind=SourceKind.PAPER)))
    assert [block.block.text for block in found] == [
        "A lamp is lit at dusk.",
        "The tower is old. It stands on a rock.",
        "oil\nglass",
        "The lamp is lit no more.",
    ]
    assert [block.heading for block in found] == ["Abstract", "1. The Tower", "1. The Tower", "Conclusion"]
    assert [(block.summary, block.conclusion) for block in found] == [
        (True, False), (False, False), (False, False), (False, True)
    ]  # fmt: skip
    assert found[2].block.kind is BlockKind.LIST


def test_offsets_count_in_the_passage() -> None:
    for block in speakable_blocks(corpus_of(TEXT, kind=SourceKind.PAPER)):
        text = block.block.text
        assert block.passage.text[block.offset : block.offset + len(text)] == text


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("Chapter 3: The Oven", "The Oven"),
        ("2.1 Results", "Results"),
        ("IV. Limits", "Limits"),
        ("1984", "1984"),
        ("3.2", ""),
        ("Appendix B – Tables", "Tables"),
    ],
)
def test_a_heading_without_its_number(heading: str, bare: str) -> None:
    assert bare_heading(heading) == bare


def test_headings_tell_what_their_sections_are() -> None:
    assert is_silent("7. References") and is_silent("About the Author") and not is_silent("The Index of Prices")
    assert is_summary("Executive Summary") and not is_summary("A Summary of the War")
    assert is_conclusion("Discussion and Conclusions") and not is_conclusion("Conclusions from the War")
