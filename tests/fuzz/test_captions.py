"""Captions of any text can be read again by a strict reader: in order, within the timeline, with every word."""

import html
import json
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from domain.combine.captions import chapters, transcript
from domain.combine.timeline import Placed, Timeline
from tests.fuzz.hostile import TEXT
from tests.fuzz.length import bounded

RATE = 44_100
CLOCK = r"(\d\d+):([0-5]\d):([0-5]\d)"
SRT_TIMES = re.compile(rf"{CLOCK},(\d\d\d) --> {CLOCK},(\d\d\d)")
VTT_TIMES = re.compile(rf"{CLOCK}\.(\d\d\d) --> {CLOCK}\.(\d\d\d)")


@dataclass(frozen=True)
class Read:
    """One cue, in milliseconds."""

    start: int
    end: int
    body: str


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    at = draw(st.integers(0, RATE))
    placed: list[Placed] = []
    for number, text in enumerate(draw(st.lists(TEXT, max_size=5)), 1):
        samples = draw(st.integers(RATE, 400 * RATE))
        speaker = draw(st.sampled_from(["HOST", "Dr. <b>Who</b> & Co", "שלום", "A\u2028B -->", "{x}"]))
        segment = draw(st.integers(0, 2)) if not placed else placed[-1].segment + draw(st.integers(0, 1))
        placed.append(
            Placed(turn=number, segment=segment, speaker=speaker, text=text, start=at, samples=samples, gain_db=0.0)
        )
        at += samples + draw(st.integers(0, RATE))
    return Timeline(sample_rate=RATE, placed=tuple(placed), total=at)


def milliseconds(groups: tuple[str, ...]) -> int:
    hours, minutes, seconds, rest = map(int, groups)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def blocks_of(text: str) -> list[list[str]]:
    """Blank lines part blocks; only the line ends that the formats know are line ends."""
    return [
        block.split("\n") for block in re.split(r"\n\n+", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    ]


def read_vtt(text: str) -> list[Read]:
    """As the specification of WebVTT has it."""
    header, *blocks = blocks_of(text)
    assert header == ["WEBVTT"]
    found = []
    for times, *lines in blocks:
        matched = VTT_TIMES.fullmatch(times)
        assert matched, times
        body = "\n".join(lines)
        assert "-->" not in body
        voiced = re.fullmatch(r"<v ([^<>\n]+)>([^<>]*)</v>", body)
        assert voiced, body
        found.append(
            Read(milliseconds(matched.groups()[:4]), milliseconds(matched.groups()[4:]), html.unescape(voiced.group(2)))
        )
    return found


def read_srt(text: str) -> list[Read]:
    found = []
    for number, (count, times, *lines) in enumerate(blocks_of(text), 1):
        assert count == str(number)
        matched = SRT_TIMES.fullmatch(times)
        assert matched, times
        assert lines
        body = "\n".join(lines)
        assert not re.search(r"[<>{}]|-->", body), body
        found.append(Read(milliseconds(matched.groups()[:4]), milliseconds(matched.groups()[4:]), body))
    return found


def read_json(text: str) -> list[Read]:
    made = json.loads(text)
    assert made["version"] == "1.0.0"
    return [Read(round(one["startTime"] * 1000), round(one["endTime"] * 1000), one["body"]) for one in made["segments"]]


def letters(text: str) -> str:
    """What a listener hears of a text: letters and digits, whatever marks a format could not carry."""
    return "".join(character for character in text if unicodedata.category(character)[0] in "LN")


@bounded
@given(timelines())
def test_every_format_is_read_back_whole_and_in_order(timeline: Timeline) -> None:
    said = letters("".join(placed.text for placed in timeline.placed))
    for kind, reads in (("vtt", read_vtt), ("srt", read_srt), ("json", read_json)):
        text = transcript(timeline, kind)
        text.encode()
        cues = reads(text) if text.strip() else []
        assert all(cue.start < cue.end for cue in cues)
        assert all(before.end <= after.start for before, after in pairwise(cues))
        assert all(cue.end <= timeline.total * 1000 // RATE for cue in cues)
        if kind != "srt":
            assert letters("".join(cue.body for cue in cues)) == said


def of_markdown(text: str) -> list[Token]:
    """Every token that a reader of Markdown finds, those inside lines among them."""
    tokens = MarkdownIt().parse(text)
    return [*tokens, *(child for token in tokens for child in token.children or ())]


@bounded
@given(timelines(), TEXT, st.lists(TEXT, max_size=3))
def test_reading_formats_and_chapters_hold_in_any_text(timeline: Timeline, title: str, titles: list[str]) -> None:
    plain = transcript(timeline, "txt", title=title, segment_titles=titles)
    marked = transcript(timeline, "md", title=title, segment_titles=titles)
    assert plain.encode() and marked.encode()
    assert plain.count("\n\n") == max(0, len(timeline.placed) - 1)
    assert not [token for token in of_markdown(marked) if token.type.startswith("html")]
    found = chapters(timeline, titles)
    assert all(name.strip() for _, name in found)
    assert all(before[0] < after[0] for before, after in pairwise(found))
    json.dumps(found).encode()
