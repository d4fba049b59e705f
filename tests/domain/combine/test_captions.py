"""Captions: times, formats, and text that cannot break out of them."""

import html
import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.combine.captions import (
    _MARKDOWN,
    CUE_CHARACTERS,
    TranscriptFormat,
    chapters,
    cues,
    split_caption,
    transcript,
)
from domain.combine.references import Reference
from domain.combine.timeline import Placed, SpokenTurn, Timeline, build_timeline
from domain.tts.speaker import Role

RATE = 44_100
ANSWER = (
    "It slows down the enzymes, and it gives the loaf a longer life. Bakers found that out long before anyone "
    "had a name for it; they simply kept what worked."
)
HOSTILE = "a --> b\n\n00:00:01.000 --> 00:00:02.000\r\n<v EVIL>& <b>\u2028NOTE x {\\an8}\x00\x1b[31m WEBVTT"


def timeline(*texts: str, seconds: float = 10, speaker: str = "HOST", segments: tuple[int, ...] = ()) -> Timeline:
    return build_timeline(
        [
            SpokenTurn(
                index=number + 1,
                segment=segments[number] if segments else 0,
                speaker=speaker,
                role=Role.HOST,
                text=text,
                samples=round(seconds * RATE),
                loudness_lufs=-20.0,
            )
            for number, text in enumerate(texts)
        ]
    )


def test_cues_end_where_sentences_and_clauses_end() -> None:
    assert split_caption(ANSWER) == [
        "It slows down the enzymes, and it gives the loaf a longer life.",
        "Bakers found that out long before anyone had a name for it;",
        "they simply kept what worked.",
    ]


@given(st.text(max_size=400))
def test_splitting_keeps_every_character_within_bounds(text: str) -> None:
    parts = split_caption(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= CUE_CHARACTERS for part in parts)


@given(st.lists(st.tuples(st.text(max_size=300), st.integers(0, 8 * RATE)), max_size=8))
def test_cues_never_overlap_and_stay_within_their_turn(turns: list[tuple[str, int]]) -> None:
    at, placed = 11, []
    for number, (text, samples) in enumerate(turns, 1):
        placed.append(Placed(turn=number, segment=0, speaker="A", text=text, start=at, samples=samples, gain_db=0.0))
        at += samples + 13_000
    made = cues(Timeline(sample_rate=RATE, placed=tuple(placed), total=at))
    assert all(cue.start < cue.end for cue in made)
    assert all(before.end <= after.start for before, after in pairwise(made))
    for cue in made:
        turn = placed[cue.turn - 1]
        assert turn.start * 1000 // RATE <= cue.start
        assert cue.end <= (turn.start + turn.samples) * 1000 // RATE


def test_time_within_a_turn_is_shared_by_characters_and_pauses() -> None:
    made = cues(timeline(ANSWER, seconds=10))
    assert (made[0].start, made[-1].end) == (250, 10_250)
    assert [before.end for before in made[:-1]] == [after.start for after in made[1:]]
    alike = "words " * 14
    even = cues(timeline(alike + alike.strip(), seconds=10))
    assert [cue.end - cue.start for cue in even] == pytest.approx([5_000, 5_000], abs=20)
    paused = cues(timeline(alike.strip() + ". " + alike.strip() + ".", seconds=10))
    assert 300 < (paused[0].end - paused[0].start) - (paused[1].end - paused[1].start) < 800
    counted = cues(
        timeline(alike.strip() + ". In 1234567 and 7654321 years, give or take a few, it was done.", seconds=10)
    )
    assert counted[1].end - counted[1].start > 5_000


def test_vtt_names_the_speaker_and_wraps_at_42() -> None:
    text = transcript(timeline(ANSWER), "vtt")
    assert text.startswith("WEBVTT\n\n00:00:00.250 --> 00:00:0")
    assert "<v HOST>It slows down the enzymes, and it gives\nthe loaf a longer life.</v>" in text
    bodies = [line for line in re.sub(r"</?v[^>]*>", "", text).splitlines() if "-->" not in line]
    assert all(len(line) <= 42 for line in bodies)


def test_srt_is_numbered_and_names_the_speaker_once_a_turn() -> None:
    text = transcript(timeline(ANSWER, "Thanks."), TranscriptFormat.SRT)
    blocks = text.strip().split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == ["1", "2", "3", "4"]
    assert blocks[0].split("\n")[1].startswith("00:00:00,250 --> ")
    assert text.count("HOST: ") == 2


def test_json_is_that_of_podcasting_2() -> None:
    made = json.loads(transcript(timeline(ANSWER), "json"))
    assert made["version"] == "1.0.0"
    assert made["segments"][0]["startTime"] == 0.25
    assert set(made["segments"][0]) == {"speaker", "startTime", "endTime", "body"}
    assert " ".join(segment["body"] for segment in made["segments"]) == ANSWER


def test_text_and_markdown() -> None:
    line = timeline("Hello *there*.", "Bye.", segments=(0, 1))
    assert transcript(line, "txt") == "HOST: Hello *there*.\n\nHOST: Bye.\n"
    assert transcript(line, "md", title="A <Title>", segment_titles=["One", "Two"]) == (
        "# A \\<Title>\n\n## One\n\n**HOST** (00:00:00): Hello \\*there\\*.\n\n## Two\n\n**HOST** (00:00:11): Bye.\n"
    )


def test_hostile_text_cannot_break_out() -> None:
    line = timeline(HOSTILE, "Fine.", speaker="A>\n<b & c")
    vtt = transcript(line, "vtt")
    cues_found = re.findall(r"^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$", vtt, re.MULTILINE)
    assert len(cues_found) == vtt.count("-->") == len(cues(line))
    assert vtt.count("<v A&gt; &lt;b &amp; c>") == vtt.count("<v ") == len(cues_found)
    assert "<b" not in vtt
    assert not re.search(r"[\x00\x1b\r\u2028]", vtt)
    said = " ".join(re.findall(r"<v [^>]*>(.*?)</v>", vtt, re.DOTALL))
    assert " ".join(html.unescape(said).split()) == (
        "a --> b 00:00:01.000 --> 00:00:02.000 <v EVIL>& <b> NOTE x {\\an8}[31m WEBVTT Fine."
    )
    srt = transcript(line, "srt")
    assert srt.count("-->") == len(re.findall(r"^[\d:,]+ --> [\d:,]+$", srt, re.MULTILINE)) == len(cues_found)
    assert not re.search(r"[<{\x00\x1b\r]", srt)
    json.loads(transcript(line, "json"))


def test_every_format_can_be_written_as_utf_8() -> None:
    line = timeline("A lone \ud800 surrogate", "")
    for kind in TranscriptFormat:
        transcript(line, kind, title="T", segment_titles=["S"]).encode()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="docx"):
        transcript(timeline("Hello."), "docx")


def test_chapters_begin_at_0_and_with_each_segment() -> None:
    line = timeline("a", "b", "c", "d", segments=(0, 0, 1, 3))
    starts = chapters(line, ["Intro", " Two\nlines ", "no turns"])
    assert [title for _, title in starts] == ["Intro", "Two lines", "Part 4"]
    assert starts[0][0] == 0.0
    assert starts[1][0] == round(line.placed[2].start / RATE, 3)


def test_json_and_markdown_say_what_a_turn_comes_from() -> None:
    line = timeline("Yeast breathes.", "It does.", "Yeast, again.")
    first = Reference(passage="p1", source="On *bread*", place="page 3", words="Yeast breathes.")
    second = Reference(passage="p2", source="Salt")
    references = {1: [first], 3: [second, first]}
    segments = json.loads(transcript(line, "json", references=references))["segments"]
    assert [each.get("references", []) for each in segments] == [
        [first.model_dump()],
        [],
        [second.model_dump(), first.model_dump()],
    ]
    written = transcript(line, "md", references=references)
    assert "Yeast breathes.[^1]\n" in written
    assert "Yeast, again.[^2][^1]\n" in written
    assert written.endswith("[^1]: On \\*bread\\*, page 3: “Yeast breathes.”\n\n[^2]: Salt\n")
    assert "[" not in transcript(line, "txt", references=references) + transcript(line, "vtt", references=references)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Architecture-Independent, snake_case and C++ (3 * 4).",
            "Architecture-Independent, snake_case and C++ (3 * 4).",
        ),
        ("_Songs_ and *stars*, a [note] & more.", "\\_Songs\\_ and \\*stars\\*, a \\[note] & more."),
        ("2 < 3, <b>bold</b>, AT&T, &amp; and `code`.", "2 < 3, \\<b>bold\\</b>, AT&T, \\&amp; and \\`code\\`."),
        ("1986. A year ~ about ~~so~~.", "1986\\. A year ~ about \\~\\~so\\~\\~."),
        ("- No # list", "\\- No # list"),
    ],
)
def test_markdown_escapes_only_what_would_be_markup(text: str, written: str) -> None:
    assert _MARKDOWN.sub(r"\\\g<0>", text) == written
