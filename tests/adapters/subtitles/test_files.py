"""Subtitle files: what is read of them, and that all but changed texts stays byte for byte."""

import codecs
import random

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.subtitles.files import SubtitleFileAdapter
from domain.captions.cueing import cues_of
from domain.captions.cues import MOST_BYTES, MOST_CUES, Cue, SubtitleFormat, Subtitles
from domain.errors import PermanentFault
from domain.transcribe.timing import timed

FILES = SubtitleFileAdapter()

SRT = """1
00:00:01,000 --> 00:00:02,500
Hello <i>there</i>,
old friend.

7
00:00:02,000 --> 00:00:04,000 X1:40 X2:600 Y1:20 Y2:50
{\\an8}It is room
42

00:00:03,5 --> 00:00:05,000
No number above, and the times overlap.


9
00:00:05,000 --> 00:00:06,000

10
00:01:00,000 --> 00:01:02,000
The last one, without an end"""

VTT = """WEBVTT - A film
Kind: captions

STYLE
::cue { color: lime }

NOTE
not --> a cue: this is a remark

intro
00:01.000 --> 00:02.000 position:10% align:start
<v Ann>Salt &amp; pepper, <b>please</b>.

00:00:02.000 --> 00:00:04.000
<00:00:02.100>one <00:00:02.500>two <00:00:03.000>three

NOTE the end
"""

ASS = """[Script Info]
; made by hand
Title: A film
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not shown
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,{\\i1}Well, well{\\i0},\\Nold friend
Dialogue: 1,0:00:01.00,0:00:09.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,Commas, too, stay
"""  # noqa: E501

WHOLE = {SubtitleFormat.SRT: SRT, SubtitleFormat.VTT: VTT, SubtitleFormat.ASS: ASS}


def texts(read: Subtitles) -> list[str]:
    return [each.text for each in read.cues]


def times(read: Subtitles) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in read.cues]


def test_subrip_is_read_with_all_that_it_forgives() -> None:
    read = FILES.read(SRT.encode(), name="film.srt")
    assert read.format is SubtitleFormat.SRT
    assert texts(read) == [
        "Hello <i>there</i>,\nold friend.",
        "{\\an8}It is room\n42",
        "No number above, and the times overlap.",
        "",
        "The last one, without an end",
    ]
    assert times(read)[:3] == [(1000, 2500), (2000, 4000), (3500, 5000)]


def test_webvtt_is_read_without_its_remarks_and_settings() -> None:
    read = FILES.read(VTT.encode(), name="film.vtt")
    assert texts(read) == [
        "<v Ann>Salt &amp; pepper, <b>please</b>.",
        "<00:00:02.100>one <00:00:02.500>two <00:00:03.000>three",
    ]
    assert times(read) == [(1000, 2000), (2000, 4000)]


def test_substation_alpha_is_read_without_comments_and_drawings() -> None:
    read = FILES.read(ASS.encode(), name="film.ass")
    assert texts(read) == ["{\\i1}Well, well{\\i0},\nold friend", "Commas, too, stay"]
    assert times(read) == [(1000, 2500), (3000, 4000)]


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16, big end first": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "windows-1252": lambda text: text.encode("cp1252"),
}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_texts_that_change_change(kind: SubtitleFormat, encoding: str, end: str) -> None:
    whole = (
        WHOLE[kind]
        .replace("film", "façade — €")
        .replace("Hello", "Où êtes-vous allés, mon chéri — déjà")
        .replace("\n", end)
    )
    data = ENCODINGS[encoding](whole)
    read = FILES.read(data, name="film")
    assert FILES.rewritten(data, {}, to=kind) == data
    assert FILES.rewritten(data, {each.id: each.text for each in read.cues}, to=kind) == data
    last, old = read.cues[-1].id, read.cues[-1].text
    new = "Naïve, née\nLéa"
    line = r"\N" if kind is SubtitleFormat.ASS else end
    expected = ENCODINGS[encoding](whole.replace(old, new.replace("\n", line)))
    changed = FILES.rewritten(data, {last: new}, to=kind)
    assert changed == expected
    again = FILES.read(changed, name="film")
    assert times(again) == times(read)
    assert texts(again) == [*texts(read)[:-1], new]


@pytest.mark.parametrize(
    ("charset", "said"),
    [
        ("cp1251", "Куда ты идёшь сегодня вечером, старый друг?"),
        ("shift_jis", "今日はどこへ行くのですか。"),
        ("cp1252", "Où êtes-vous allés, mon chéri?"),
    ],
)
def test_old_charsets_are_told_and_kept(charset: str, said: str) -> None:
    data = SRT.replace("The last one, without an end", said).encode(charset)
    read = FILES.read(data, name="old.srt")
    assert read.cues[-1].text == said
    assert FILES.rewritten(data, {1: "Hi"}, to=SubtitleFormat.SRT) == data.replace(
        b"Hello <i>there</i>,\nold friend.", b"Hi"
    )


def test_what_a_charset_lacks_makes_the_file_utf_8() -> None:
    data = SRT.replace("Hello", "Où").encode("cp1252")
    changed = FILES.rewritten(data, {5: "日本"}, to=SubtitleFormat.SRT)
    assert changed.startswith(codecs.BOM_UTF8)
    assert FILES.read(changed, name="x").cues[-1].text == "日本"


def test_some_broken_bytes_stay_where_they_are() -> None:
    data = SRT.replace("Hello", "Ça déjà là-bas, l’été").encode() + b" \xff!"
    read = FILES.read(data, name="x.srt")
    assert read.cues[-1].text.endswith("\ufffd!") and "déjà" in read.cues[0].text
    assert FILES.rewritten(data, {2: "Room"}, to=SubtitleFormat.SRT).endswith(b" \xff!")


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("to", SubtitleFormat)
def test_every_format_becomes_every_other(kind: SubtitleFormat, to: SubtitleFormat) -> None:
    data = WHOLE[kind].encode()
    made = FILES.read(FILES.rewritten(data, {1: "<i>Changed</i>"}, to=to), name="made")
    assert made.format is to
    if to is not kind:
        said = [each.text for each in made.cues]
        assert "Changed" in said[0]
        assert times(made) == times(FILES.read(data, name="x")) or kind is SubtitleFormat.SRT


def test_markup_is_translated_where_both_formats_have_it() -> None:
    vtt = FILES.rewritten(VTT.encode(), {}, to=SubtitleFormat.SRT).decode()
    assert "Salt & pepper" in vtt and "Ann" not in vtt and "one two three" in vtt
    assert "<i>there</i>" in FILES.rewritten(SRT.encode(), {}, to=SubtitleFormat.VTT).decode()
    assert "{\\i1}there{\\i0}" in FILES.rewritten(SRT.encode(), {}, to=SubtitleFormat.ASS).decode()
    tight = SRT.replace("Hello", "1 < 2 & 3").encode()
    assert "1 &lt; 2 &amp; 3" in FILES.rewritten(tight, {}, to=SubtitleFormat.VTT).decode()


@pytest.mark.parametrize("to", SubtitleFormat)
def test_new_files_are_read_by_others(to: SubtitleFormat) -> None:
    cues = cues_of(timed("Rock & roll <i>is</i> {here} to stay, they said; and it did \\N stay. Forever.", 1, 6))
    made = FILES.written(cues, to=to)
    theirs = pysubs2.SSAFile.from_string(made.decode())
    for their, own in zip(theirs, cues, strict=True):
        assert (abs(their.start - own.start) <= 5, abs(their.end - own.end) <= 5) == (True, True)
    ours = FILES.read(made, name="made")
    said = " ".join(each.text.replace("\n", " ") for each in ours.cues).replace("&amp;", "&")
    assert said == "Rock & roll ‹i›is‹/i› (here) to stay, they said; and it did ∖N stay. Forever."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "source_not_supported"),
        (b"Dear diary, nothing happened.", "source_not_supported"),
        (bytes(range(256)) * 20, "source_not_supported"),
        (b"WEBVTT\n\nNOTE nothing", "no_cues"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "source_damaged"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * (MOST_CUES + 1), "source_too_large"),
        (b"x" * (MOST_BYTES + 1), "source_too_large"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n" + b"\n" * 4_000_000, "source_too_large"),
    ],
)
def test_what_is_no_file_of_subtitles_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(PermanentFault) as refused:
        FILES.read(data, name="film.srt")
    assert refused.value.code == code
    assert "film.srt" in refused.value.message


def test_times_that_a_format_cannot_hold_are_refused() -> None:
    late = SRT.replace("00:01:0", "23:01:0").encode()
    assert FILES.read(FILES.rewritten(late, {}, to=SubtitleFormat.VTT), name="x").cues[-1].start == 82_860_000
    with pytest.raises(PermanentFault, match="10 hours"):
        FILES.rewritten(late, {}, to=SubtitleFormat.ASS)


def test_styles_that_cannot_be_read_stay_but_cannot_be_converted() -> None:
    bad = ASS.replace("&H00FFFFFF", "white").encode()
    assert FILES.rewritten(bad, {}, to=SubtitleFormat.ASS) == bad
    with pytest.raises(PermanentFault, match="cannot be read"):
        FILES.rewritten(bad, {}, to=SubtitleFormat.SRT)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_the_bytes_are_they_stay(rest: bytes) -> None:
    for head in (b"", SRT.encode(), b"WEBVTT\n\n00:01.000 --> 00:02.000\n", ASS.encode()):
        try:
            read = FILES.read(head + rest, name="x")
        except PermanentFault:
            continue
        assert FILES.rewritten(head + rest, {}, to=read.format) == head + rest
        "".join(each.text for each in read.cues).encode()


LINES = st.lists(st.text("abc é,.-\t<i>/{}日", min_size=1, max_size=12).filter(str.strip), max_size=3).map("\n".join)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10_000), LINES), min_size=1, max_size=8))
def test_subrip_of_others_is_read_as_they_read_it(cues: list[tuple[int, int, str]]) -> None:
    made = pysubs2.SSAFile()
    made.events = [pysubs2.SSAEvent(start=at, end=at + long, text="x") for at, long, _ in cues]
    blocks = made.to_string("srt").split("\n\n")[: len(cues)]
    data = "\n\n".join(block[:-1] + text for block, (_, _, text) in zip(blocks, cues, strict=True))
    theirs = pysubs2.SSAFile.from_string(data, format_="srt", keep_html_tags=True)
    ours = FILES.read(data.encode(), name="x")
    assert [(each.start, each.end) for each in theirs] == times(ours)
    assert [each.text.replace("\\N", "\n").strip() for each in theirs] == [each.strip() for each in texts(ours)]


def test_the_largest_file_is_read_in_a_second_or_two() -> None:
    chance = random.Random(1)
    clocks = [f"00:{n // 60 % 60:02}:{n % 60:02}" for n in range(1, MOST_CUES)]
    text = "".join(
        f"{n}\n{at},000 --> {at},900\n{'word ' * chance.randrange(40)}\n\n" for n, at in enumerate(clocks, start=1)
    )
    read = FILES.read(text.encode(), name="x")
    assert len(read.cues) == MOST_CUES - 1
    assert FILES.rewritten(text.encode(), {1: "Hi"}, to=SubtitleFormat.SRT) != text.encode()


def test_many_empty_lines_take_no_more_time_than_others() -> None:
    data = b"1\n00:00:01,000 --> 00:00:02,000\n" + b"\n" * 700_000 + b"x"
    assert texts(FILES.read(data, name="x"))[0].strip() == "x"


def test_a_cue_knows_what_is_read_of_it() -> None:
    assert Cue(id=1, start=0, end=1, text="ab\ncd").characters == 5
