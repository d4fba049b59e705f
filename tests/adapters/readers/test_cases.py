"""The documents in tests/documents/cases, each made after a file that was read wrongly, through the real reader."""

from pathlib import Path

import pytest

from tests.adapters.readers.conftest import Desk

CASES = Path(__file__).parents[2] / "documents" / "cases"
PROSE = "In the second year a storm broke the wall in three places."

READ: dict[str, tuple[list[str], list[str]]] = {
    "04_word_online_document2.docx": ([PROSE], []),
    "05b_fields_and_formulas.docx": (
        ["The force is E = mc² at the gate.", "ninety metres by one way", "ninety metres by the other"],
        [],
    ),
    "07_hebrew_visual.pdf": (["הגן שכב מתחת לחומת הים"], ["ה ג ן"]),
    "08_short_chinese.txt": (["盐园在海堤下面"], []),
    "08b_wrapped_chinese.md": (["每年春天潮水漫过石头，在小路上留下一层白色的盐壳。守园人"], [" "]),
    "09b_line_numbers_fifth.pdf": (["better than any mortar", "sold it in the town."], ["5", "10", "15", "20"]),
    "11_single_file_guide_toc.epub": ([PROSE], ["Contents"]),
    "11c_single_file_anchors.epub": ([PROSE], []),
    "12_one_bad_crc.epub": (["When the surveyor came"], [PROSE]),
    "12b_ncx_undefined_entity.epub": ([PROSE], []),
    "12c_href_case.epub": ([PROSE], []),
    "13_pagenum_and_picture_initial.epub": (
        ["The garden lay", "nothing grew in it", "the stones and left", "All winter"],
        ["Pg 12", "13"],
    ),
    "13b_library_licence.epub": ([PROSE], ["LICENSE", "LIBRARY EBOOK", "for the use of anyone"]),
    "14b_bare_body_ul.html": (["the reeds hold the clay better than mortar does\nthe wall rose"], []),
    "14d_line_breaks.html": (["Keeper: Anna North Tower 12 Sea Lane"], ["beet.Every"]),
    "18_rule_first.md": ([PROSE, "Note: the wall was mended"], []),
    "18b_wiki.md": (
        ["Keeper: The keeper lives in the north tower and writes to Surveyor.", "A = πr²"],
        ["[", "]", "$", "{{", "^"],
    ),
    "19_talk.vtt": ([PROSE], ["-->", "WEBVTT", "<v", "NOTE"]),
    "20_saved_page.mhtml": ([PROSE, "Das Watt liegt größer da, “so” heißt es."], ["=C3", "Boundary"]),
    "22_dropcap_hyphen.pdf": (["The garden lay", "well-known price", "the government"], ["T he"]),
    "25_hard_wrapped.txt": (["and nothing grew", "Every spring", "forty-five coins, a well-known price"], ["- "]),
    "30_powers.docx": (["10⁶ reeds on 4 km², and the count was 2¹⁰ per plot on the 21st of March"], []),
    "30_powers.html": (
        ["10⁶ reeds on 4 km²", "3 × 10⁻⁴", "CO₂", "the square of the side. The council was told so. It"],
        [],
    ),
    "31_hidden.epub": ([PROSE], ["IGNORE", "machines alone"]),
}


@pytest.mark.parametrize("name", READ)
async def test_what_is_read_and_what_is_not(name: str, desk: Desk) -> None:
    said, unsaid = READ[name]
    text = "\n".join(block.text for block in (await desk.read(CASES / name)).blocks)
    assert [words for words in said if words not in text] == []
    assert [words for words in unsaid if words in text] == []


def test_every_case_is_read() -> None:
    assert {path.name for path in CASES.iterdir()} == set(READ)


async def test_the_chapter_that_is_damaged_is_named(desk: Desk) -> None:
    document = await desk.read(CASES / "12_one_bad_crc.epub")
    assert "“Two”" in " ".join(notice.what for notice in document.left_out)


async def test_chapters_of_one_file_begin_at_their_anchors(desk: Desk) -> None:
    document = await desk.read(CASES / "11c_single_file_anchors.epub")
    assert list(dict.fromkeys(block.locator.chapter for block in document.blocks)) == ["One", "Two", "Three"]
