"""Captions of any dialect read as paragraphs, and pages saved as one file."""

from base64 import encodebytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.readers.child import parse
from adapters.readers.faults import ParseFault
from adapters.readers.seen.accounting import account
from adapters.readers.seen.of_text import seen_in_captions
from adapters.readers.sniffing import CAPTIONS, HTML, SAVED_PAGE, TEXT, sniff
from adapters.readers.text.captions import is_captions, read_captions


def said(text: str) -> list[str]:
    assert is_captions(text)
    return [piece.text for piece in read_captions(text).pieces]


def test_cues_join_to_paragraphs_by_speaker() -> None:
    text = (
        "WEBVTT - The salt garden\nKind: captions\n\nNOTE nobody\nreads this\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:04.000 align:start\n<v.loud Anna>The wall was <c.yellow>built</c> by masons\n\n"
        "00:04.000 --> 00:08.000\n<v Anna>who came from&nbsp;the north.\n\n"
        "00:08.000 --> 00:12.000\n<v Ben>And <00:09.000>where did they live?\n"
    )
    assert said(text) == ["The wall was built by masons who came from the north.", "And where did they live?"]
    assert read_captions(text).title == "The salt garden"


def test_two_speakers_in_one_cue_and_dashes() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:04,000\n<i>{\\an8}Who built it?</i>\n\n2\n00:00:04,000 --> 00:00:08,000\n"
        "- And when?\n- In spring, I am\ntold.\n\n3\n00:00:09,000 --> 00:00:10,000\n>> ANNA: It stood.\n"
    )
    assert said(text) == ["Who built it?", "And when?", "In spring, I am told.", "ANNA: It stood."]
    voices = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Yes.</v> <v Ben>No.</v>\n"
    assert said(voices) == ["Yes.", "No."]


def test_rolling_lines_count_once_and_repeated_words_stay() -> None:
    lines = ["the wall was built", "by masons from the north", "who lived in huts", "along the shore"]
    rolling = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{lines[at - 1]}\n{lines[at]}" for at in range(1, len(lines))
    )
    assert said(rolling) == [" ".join(lines)]
    plain = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{line}"
        for at, line in enumerate(["Row, row.", "Row, row.", "Stop.", "Go."])
    )
    assert said(plain) == ["Row, row. Row, row. Stop. Go."]


def test_sounds_are_left_out_and_counted() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n[DOOR CLOSES]\nThe wall (of stone) stood.\n\n"
    text += "00:03.000 --> 00:04.000\n♪ la la ♪\n"
    assert said(text) == ["The wall (of stone) stood."]
    (notice,) = read_captions(text).left_out
    assert (notice.code, notice.times, notice.words) == ("sounds", 2, 6)


def test_words_cut_at_line_ends_and_scripts_without_spaces() -> None:
    text = "1\n0:00:01,000 --> 0:00:02,000\nby ma-\nsons of stone.\n\n"
    text += "2\n0:00:02,000 --> 0:00:03,000\n港口由北方来的\n石匠建造。\n"
    assert said(text) == ["by masons of stone. 港口由北方来的石匠建造。"]


def test_cues_without_empty_lines_or_numbers() -> None:
    assert said("1\n00:01,0 --> 00:02,0\nOne.\n2\n00:02,0 --> 00:03,0\nTwo.\n00:03.5 --> 00:04\nThree.") == [
        "One. Two. Three."
    ]


def test_substation_alpha() -> None:
    text = (
        "[Script Info]\nTitle: The wall\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:04.00,0:00:08.00,Default,Ben,0,0,0,,In spring, {\\i1}I am{\\i0}\\Ntold.\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Nobody sees this.\n"
        "Dialogue: 0,0:00:01.00,0:00:04.00,Default,Anna,0,0,0,,Who built it?\n"
        "Dialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}\n"
    )
    assert said(text) == ["Who built it?", "In spring, I am told."]
    assert read_captions(text).title == "The wall"


WORDS = st.lists(st.sampled_from(["stone", "wall", "reef", "boat", "keeper", "salt"]), min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=30), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_every_word_is_read_once_in_order(cues: list[list[str]], vtt: bool, end: str) -> None:
    marked = [[f"{word}{at}x{n}" for n, word in enumerate(words)] for at, words in enumerate(cues)]
    text = ("WEBVTT\n\n" if vtt else "") + "\n\n".join(
        f"{at + 1}\n00:{at:02}:00{'.' if vtt else ','}000 --> 00:{at:02}:59{'.' if vtt else ','}000\n{' '.join(words)}"
        for at, words in enumerate(marked)
    )
    assert " ".join(said(text.replace("\n", end).replace("\r\n", "\n"))).split() == [
        each for words in marked for each in words
    ]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nYes", CAPTIONS),
        (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nYes", CAPTIONS),
        ("1\n00:00:01,000 --> 00:00:02,000\nYes".encode("utf-16"), CAPTIONS),
        (b"[Script Info]\nTitle: x", CAPTIONS),
        (b"From: x\r\nSubject: y\r\nContent-Type: multipart/related;\r\n\tboundary=b\r\n\r\n--b", SAVED_PAGE),
        (b"1\nThe wall --> the reef", TEXT),
        (b"Web pages say Content-Type: multipart/related; and more.", TEXT),
        (b"<html><body>00:01 --> 00:02", HTML),
    ],
)
def test_kinds_by_their_first_bytes(start: bytes, kind: str) -> None:
    assert sniff(start, name="a file.txt") == kind


def saved(page: bytes, head: str) -> bytes:
    return (
        b"From: <Saved by Blink>\r\nSubject: Wall\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\n'
        + head.encode()
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(page)
        + b"\r\n----b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
        + b"\r\n----b--\r\n"
    )


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("Content-Type: text/html", "utf-8"),
        ("Content-Type: text/html; charset=iso-8859-1", "latin-1"),
        ("Content-Type: text/html; charset=undefined", "utf-8"),
        ("Content-Type: application/xhtml+xml; charset=x-nothing", "utf-8"),
    ],
)
def test_the_page_of_a_saved_page(tmp_path: Path, head: str, encoding: str) -> None:
    sentence = "The wall of größe stood above the reef, and the keeper swept salt into sacks. "
    page = f"<html><body><article><h1>Wall</h1><p>{sentence * 4}</p></article></body></html>".encode(encoding)
    path = tmp_path / "page.mhtml"
    path.write_bytes(saved(page, head))
    text = " ".join(piece.text for piece in parse(path, SAVED_PAGE, only_check=False).pieces)
    assert text.count("größe") == 4
    assert "iVBOR" not in text


def test_a_saved_page_without_its_page(tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml"
    path.write_bytes(saved(b"", "Content-Type: text/plain"))
    with pytest.raises(ParseFault, match="missing"):
        parse(path, SAVED_PAGE, only_check=False)


@pytest.mark.parametrize(
    "text",
    [
        "1\n\n00:00:01,0 --> 00:00:04,0\n\nThe wall was old.\n\n\n2\n\n00:00:05,0 --> 00:00:06,0\n\nIt stood.\n",
        "0:00:01.000,0:00:04.000\nThe wall\nwas old.\n\n0:00:05.000,0:00:06.000\nIt stood.\n",
        '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="00:01.0" end="00:04.0">The'
        ' wall<br/>was <span>old.</span></p><p begin="00:05.0" end="00:06.0">It stood.</p></div></body></tt>',
        "WEBVTT\n\n00:01.000 --> 00:02.000\nThe\n\n00:02.000 --> 00:03.000\nThe wall was\n\n"
        "00:03.000 --> 00:04.000\nThe wall was old.\n\n00:04.000 --> 00:05.000\nIt stood.\n",
    ],
)
def test_captions_of_other_programs(text: str) -> None:
    assert sniff(text.encode(), name="a.txt") == CAPTIONS
    assert said(text) == ["The wall was old. It stood."]


def test_an_empty_cue_takes_nothing_from_the_next() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:02,000 --> 00:00:03,000\nIt stood.\n"
    assert said(text) == ["It stood."]


def test_names_of_characters_in_captions_are_no_loss() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nThe wall &amp; the pier, it&#39;s said, cost ten&nbsp;pounds.\n"
    content = read_captions(text)
    account(content, seen_in_captions(text))
    assert content.share == 1.0


WHOLE = "The wall was built by masons. They came from the north."
COPIED = {
    "lyrics": "[ti:The wall]\n[ar:Ann]\n[00:01.20]The wall was built\n[00:04.00]by masons.\n[00:08.10][01:10.00]They\n"
    "[00:09.50]<00:09.60>came from the north.\n",
    "lines of their own": "0:00\nThe wall was built\n0:03\nby masons.\n0:05\nThey came\n0:08\nfrom the north.\n",
    "before the words": "00:00:00 The wall was built\n00:00:03 by masons.\n\n00:00:05 - They came\nfrom the north.\n",
    "in brackets": "[1:00:01] The wall was built\nby masons.\n[1:00:09] They\n(1:00:11) came from the north.\n",
    "ranges": "0:00 - 0:03\nThe wall was built\n0:03 - 0:05\nby masons.\n0:05 - 0:09\nThey came from the north.\n",
}


@pytest.mark.parametrize("text", COPIED.values(), ids=COPIED)
def test_times_of_copied_transcripts_are_not_read(text: str) -> None:
    assert sniff(text.encode(), name="a.txt") == CAPTIONS
    assert " ".join(said(text)) == WHOLE
    content = read_captions(text)
    account(content, seen_in_captions(text))
    assert content.share == 1.0


def test_names_before_times_begin_a_paragraph() -> None:
    text = "Ann Lee  0:00\nThe wall was built\nby masons.\n\nBen (0:06)\nWhen?\n\nAnn Lee, 01:02:\nIn spring.\n"
    assert said(text) == ["The wall was built by masons.", "When?", "In spring."]


@pytest.mark.parametrize(
    "text",
    [
        "09:00 Registration\n10:00 Opening\n12:30 Lunch\n14:00 Talks\n",
        "Dinner 18:00\nMusic 20:00\nEnd 23:30\n",
        "The masons came at 0:05 and left at 0:10.\nThey rested until 0:20.\nThen the wall stood.\n",
        "Genesis 1:1\nIn the beginning.\nGenesis 1:2\nAnd the earth.\nExodus 1:1\nNow these.\n",
    ],
)
def test_times_that_are_said_stay(text: str) -> None:
    assert not is_captions(text)
