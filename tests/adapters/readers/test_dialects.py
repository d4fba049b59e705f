"""Dialects of Markdown, captions, saved pages, and plain text with lines, margins and licences."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from adapters.readers.content import Content
from adapters.readers.finishing import finish
from adapters.readers.markdown.reader import read_markdown
from adapters.readers.text.captions import read_captions
from adapters.readers.text.plain import read_plain
from tests.adapters.readers.conftest import Desk

PROSE = (
    "The barn stood by the road, and its roof had been red once. Nobody had mended it since the war, and the swallows "
    "came in through the gable every spring. The farmer counted them aloud."
)


def texts(content: Content) -> list[str]:
    return [piece.text for piece in finish(content).pieces]


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("> [!note] Farmer\n> He lives here.", ["Farmer: He lives here."]),
        ("> [!WARNING]\n> Mind the gap.", ["Mind the gap."]),
        ("> [!tip]- Folded?\n> Yes.", ["Folded? Yes."]),
        ("See [[Barn#roof|the roof]], [[Road]] and [[#Below]].", ["See the roof, Road and Below."]),
        ("![[map.png]]\n\nIt is ![[note#part]]here.", ["It is here."]),
        ("One %%a remark%% two.\n\n%%\nA long\n\nremark\n%%\n\nThree.", ["One two.", "Three."]),
        ('Before {{< figure src="a.png" >}} and {% include x %}{{ page.title }}behind.', ["Before and behind."]),
        ("A line. ^block-1\n\nAnother.", ["A line.", "Another."]),
        ("## Title {#title .big}\n\nText.", ["Title", "Text."]),
        ("::: warning\nMind it.\n:::\n\n[TOC]\n\nEnd.", ["Mind it.", "End."]),
        ("A note^[which is long] here and[^1] there.", ["A note here and there.", "which is long"]),
        ("It is $E = mc^2$ and $x$.", ["It is E = mc² and x."]),
        ("It cost $5 and then $10, or $7 (US$).", ["It cost $5 and then $10, or $7 (US$)."]),
        ("All is well. The sum $\\sum_{i=1}^n x_i$ is large. So it ends.", ["All is well. So it ends."]),
        (
            "It is so:\n\n$$\n\\begin{matrix} a & b \\\\ c & d \\end{matrix}\n$$\n\nThe end is near.",
            ["The end is near."],
        ),
        ("By \\(a^2\\) and \\[b_1\\] it holds.", ["By a² and b₁ it holds."]),
        ("10<sup>6</sup> of H<sub>2</sub>O on the 1<sup>st</sup>.<sup>2</sup>", ["10⁶ of H₂O on the 1st."]),
        ("One<br>two<br/>three <del>four</del>five.", ["One two three five."]),
        (
            "Seen. <span style='display:none'>SECRET</span>\n\n<div hidden>\n\nSECRET\n\n</div>\n\nEnd.",
            ["Seen.", "End."],
        ),
        (
            "<style>.x{display:none}</style>\n\n<p class='x'>SECRET</p>\n\n<script>\nSECRET\n\n</script>\n\nEnd.",
            ["End."],
        ),
        ("A hard wrapped noth-\ning and a well-\nknown thing.", ["A hard wrapped nothing and a well-known thing."]),
        ("守园人把盐壳扫\n进麻袋，\n拿到镇上去卖。", ["守园人把盐壳扫进麻袋，拿到镇上去卖。"]),
        ("สวนเกลืออยู่ใต้\nกำแพงทะเล", ["สวนเกลืออยู่ใต้กำแพงทะเล"]),
        ("Words with\nspaces 한국어\n문장.", ["Words with spaces 한국어 문장."]),
        ("It is $a^2b^2 = c^{2}d^2$ here.", ["It is a²b² = c²d² here."]),
        ("==Marked== x^2^ and H~2~O, a == b", ["Marked x² and H₂O, a == b"]),
        ("- [ ] one\n- [x] two", ["one\ntwo"]),
    ],
)
def test_marks_of_dialects(markup: str, read: list[str]) -> None:
    assert texts(read_markdown(markup)) == read


@pytest.mark.parametrize(
    ("markup", "title", "first"),
    [
        ("---\ntitle: The Barn\ntags:\n  - a\n# remark\n---\nText.", "The Barn", "Text."),
        ('+++\ntitle = "The Barn"\ndate = 2020-01-01\n+++\n\nText.', "The Barn", "Text."),
        ("---\n\nNote: a paragraph\n\nand more of it.\n\n---\n\nText.", None, "Note: a paragraph"),
        ("---\nIt was late: very late.\nAnd cold.\n---\n\nText.", None, "It was late: very late. And cold."),
        ("---\n\nText.", None, "Text."),
    ],
)
def test_front_matter_is_keys_and_nothing_else(markup: str, title: str | None, first: str) -> None:
    content = read_markdown(markup)
    assert content.title == title
    assert content.pieces[0].text == first


def test_fences_keep_what_stands_in_them() -> None:
    markup = "```\n{{< x >}} <!-- kept --> $a^2$\n```\n\nText."
    assert texts(read_markdown(markup)) == ["{{< x >}} <!-- kept --> $a^2$", "Text."]


VTT = """WEBVTT - A talk

STYLE
::cue { color: red }

NOTE nothing to hear

1
00:01.000 --> 00:02.000 line:0
<v Ann>The roof <c.loud>fell</c> in

2
00:02.000 --> 00:03.000
<v Ann>last <00:02.500>winter.
<v Bob>Which &amp; whose?

00:04.000 --> 00:05.000
♪ music ♪
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
<i>The swal-</i>
lows came.

2
00:00:02,500 --> 00:00:04,000
lows came.
They {\\an8}stayed.

3
00:00:09,000 --> 00:00:10,000
>> They left.
"""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (VTT, ["The roof fell in last winter.", "Which & whose?"]),
        (SRT, ["The swallows came. They stayed.", "They left."]),
    ],
)
def test_captions_are_sentences_of_those_who_speak(text: str, read: list[str]) -> None:
    assert texts(read_captions(text)) == read


@pytest.mark.parametrize(("name", "text"), [("talk.vtt", VTT), ("talk.srt", SRT), ("talk.txt", SRT)])
async def test_captions_are_told_from_prose(name: str, text: str, tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / name
    path.write_text(text + "\n4\n00:00:20.000 --> 00:00:30.000\n" + PROSE + "\n", newline="\r\n")
    document = await desk.read(path)
    assert PROSE in document.blocks[-1].text
    assert not any("-->" in block.text for block in document.blocks)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
async def test_a_saved_page_is_its_page(encoding: str, tmp_path: Path, desk: Desk) -> None:
    message = EmailMessage()
    message["Subject"] = "The Bärn"
    page = f"<html><body><article><p>{PROSE} Größe.</p><p class='x'>SECRET</p><p>{PROSE}</p></article></body></html>"
    message.set_content(page, subtype="html", cte=encoding, charset="utf-8")
    message.make_related()
    message.add_related(".x { display: none }", subtype="css")
    message.add_related(b"\x89PNG" * 50, "image", "png")
    path = tmp_path / "page.mhtml"
    path.write_bytes(message.as_bytes())
    document = await desk.read(path)
    assert document.blocks[0].text == f"{PROSE} Größe."
    assert "SECRET" not in " ".join(block.text for block in document.blocks)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("He has forty-\nfive, noth-\ning more, in mid-\nJuly.", "He has forty-five, nothing more, in mid-July."),
        ("A sea-wall stood. The sea-\nwall fell.", "A sea-wall stood. The sea-wall fell."),
        ("co\u00adope\u00adrate and noth\u00ad\ning", "cooperate and nothing"),
        ("東京は日本の\n首都です。\n大きい。", "東京は日本の首都です。大きい。"),
        ("ភាសាខ្មែរ\nគឺជា", "ភាសាខ្មែរគឺជា"),
        ("ພາສາລາວ\nເປັນ", "ພາສາລາວເປັນ"),
        ("မြန်မာ\nဘာသာ", "မြန်မာဘာသာ"),
        ("שלום לכולם\nוברוכים הבאים", "שלום לכולם וברוכים הבאים"),
    ],
)  # fmt: skip
def test_lines_join_by_what_they_are_written_in(text: str, read: str) -> None:
    assert texts(read_plain(text)) == [read]


def numbered(lines: list[str], form: str, every: int) -> str:
    return "\n".join(
        form.format(number=number if number % every == 0 else "", line=line) for number, line in enumerate(lines, 1)
    )


@pytest.mark.parametrize(
    ("form", "every"),
    [("{number:>3}  {line}", 1), ("{line:<60}{number:>5}", 5), ("{number:>4} {line}", 5), ("{number}\t{line}", 1)],
)
def test_numbers_of_lines_in_a_margin_go(form: str, every: int) -> None:
    lines = [f"and in line number {word} the keeper wrote of salt" for word in "abcdefghijklmnopqrstuvwxyz"]
    assert " ".join(texts(read_plain(numbered(lines, form, every)))) == " ".join(lines)


def test_years_and_lists_are_no_margin() -> None:
    text = "1990 was dry and hot\n1991 was wet and cold\n1992 was neither of both\n1993 was like the first"
    assert texts(read_plain(text)) == [text.replace("\n", " ")]


def test_numbers_and_heads_of_pages_go_and_cut_paragraphs_are_whole() -> None:
    cut = "The barn stood by the road, and its roof had been red once, when the\n"
    pages = [
        f"THE BARN                {number}\n\n{cut}farmer was {word}."
        for number, word in enumerate(("young", "old", "gone"))
    ]
    assert texts(read_plain("\f".join(pages)))[2].endswith("when the farmer was gone.")
    assert "THE BARN" not in " ".join(texts(read_plain("\f".join(pages))))
    alone = f"{cut}\n12\n\nfarmer was young. {PROSE}\n\n13\n\n{PROSE}\n\n14\n\n{PROSE}"
    assert texts(read_plain(alone))[0] == f"{cut.strip()} farmer was young. {PROSE}"


@pytest.mark.parametrize("name", ["PROJECT GUTENBERG EBOOK", "LIBRARY EBOOK", "PROJECT GUTENBERG ETEXT"])
def test_a_library_s_licence_in_plain_text_goes(name: str) -> None:
    text = (
        f"This eBook is for the use of anyone.\n\n*** START OF THE {name} THE BARN ***\n\nProduced by A. Clerk\n\n"
        f"{PROSE}\n\n{PROSE}\n\n*** END OF THE {name} THE BARN ***\n\nTHE FULL LICENSE\n\nYou may copy it."
    )
    assert texts(read_plain(text)) == [PROSE, PROSE]


def test_stars_around_other_words_are_kept() -> None:
    assert texts(read_plain(f"{PROSE}\n\n*** END OF THE DAY ***\n\n{PROSE}"))[-1] == PROSE


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("T he barn stood by the road.\n\nThe end of the day.", "The barn stood by the road."),
        ("T\n\nhe barn stood.", "The barn stood."),
        ("A barn stood by the road.", "A barn stood by the road."),
        ("T cells are small. The T cells.", "T cells are small. The T cells."),
        ("I was there, and it was so.", "I was there, and it was so."),
    ],
)
def test_initials_are_put_to_their_words_where_the_text_knows_them(text: str, read: str) -> None:
    assert texts(read_plain(text))[0] == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            '!!! note "Mind the gap"\n    It is closed.\n\n    It opens.\n\nAfter.',
            ["Mind the gap:", "It is closed.", "It opens.", "After."],
        ),
        ("??? tip\n    It is folded.\n", ["It is folded."]),
        ("Term\n: What it means.\n: And else.", ["Term", "What it means.\nAnd else."]),
        ("{/* A remark\nof MDX */}\n\nSeen.", ["Seen."]),
        (":smile: So it is :+1:, at 10:30:00 or a:b:c.", ["So it is , at 10:30:00 or a:b:c."]),
        ("% The Harbour\n% Ann Mason\n% 2024\n\nIt stood [@mason1871, p. 5].", ["It stood."]),
        ("\\newpage\n\n\\begin{equation}\na = b\n\\end{equation}\n\nSeen.", ["a = b", "Seen."]),
        ("*[HTML]: Hyper Text\n\nHTML it is.", ["HTML it is."]),
        ("- [/] half done\n- [>] put off", ["half done\nput off"]),
    ],
)
def test_more_dialects(text: str, read: list[str]) -> None:
    assert [piece.text for piece in read_markdown(text).pieces] == read


def test_the_title_block_of_pandoc_names_the_text() -> None:
    content = read_markdown("% The Harbour\n% Ann Mason\n\nIt stood.\n")
    assert (content.title, content.author) == ("The Harbour", "Ann Mason")
