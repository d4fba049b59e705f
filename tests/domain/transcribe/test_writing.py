"""Transcripts as files."""

import json
import re

from domain.transcribe.words import Doubt, Word, joined
from domain.transcribe.writing import CUE_CHARACTERS, CUE_SECONDS, Transcript, TranscriptFormat

TEXT = (
    "Bread rises because yeast eats sugar and breathes out carbon dioxide. The dough is a net that holds the gas, so "
    "it grows. Salt slows <the> yeast down."
)


def transcript(*, speakers: bool = False) -> Transcript:
    words = [
        Word(text=each, start=at * 0.4 + (5 if at >= 12 else 0), end=at * 0.4 + 0.35 + (5 if at >= 12 else 0))
        for at, each in enumerate(TEXT.split())
    ]
    if speakers:
        words = [each.model_copy(update={"speaker": "xy"[at >= 12]}) for at, each in enumerate(words)]
    return Transcript(title="Bread *now*", language="en", seconds=20, recognizer="a:b", words=tuple(words))


def test_text_has_paragraphs_where_people_pause_or_others_speak() -> None:
    assert transcript().written(TranscriptFormat.TXT).split("\n\n")[1].startswith("is a net") is False
    paragraphs = transcript().written(TranscriptFormat.TXT).strip().split("\n\n")
    assert len(paragraphs) == 2
    assert " ".join(paragraphs) == TEXT
    named = transcript(speakers=True).written(TranscriptFormat.TXT).strip().split("\n\n")
    assert [each.partition(":")[0] for each in named] == ["Speaker 1", "Speaker 2"]


def test_captions_are_short_and_in_order() -> None:
    srt = transcript().written(TranscriptFormat.SRT)
    blocks = [block.split("\n") for block in srt.strip().split("\n\n")]
    assert [block[0] for block in blocks] == [str(n) for n in range(1, len(blocks) + 1)]
    ends = 0.0
    for _, times, *lines in blocks:
        start, end = (_seconds(each) for each in times.split(" --> "))
        assert ends <= start < end <= start + CUE_SECONDS
        ends = end
        assert len(" ".join(lines)) <= CUE_CHARACTERS
    assert " ".join(" ".join(block[2:]) for block in blocks) == TEXT.replace("<", "‹").replace(">", "›")


def test_captions_for_the_web_name_who_speaks() -> None:
    vtt = transcript(speakers=True).written(TranscriptFormat.VTT)
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert "<v Speaker 1>" in vtt
    assert "&lt;the&gt;" in vtt


def test_json_has_every_word_with_its_time_and_doubt() -> None:
    made = transcript()
    doubtful = made.model_copy(
        update={"words": (made.words[0].model_copy(update={"doubt": Doubt.SILENCE}), *made.words[1:])}
    )
    body = json.loads(doubtful.written(TranscriptFormat.JSON))
    assert body["words"][0] == {"text": "Bread", "start": 0.0, "end": 0.35, "doubt": "silence"}
    assert (body["text"], body["language"], body["stt"], body["times"]) == (TEXT, "en", "a:b", "heard")


def test_markdown_escapes_what_would_be_markup() -> None:
    made = transcript(speakers=True).written(TranscriptFormat.MD)
    assert made.startswith("# Bread \\*now\\*\n\n**Speaker 1** (00:00:00) Bread rises")
    assert "\\<the\\>" in made


def test_nothing_said_is_still_a_file() -> None:
    empty = Transcript(title="Silence")
    assert {each: empty.written(each) for each in TranscriptFormat} == {
        "txt": "\n",
        "json": empty.written(TranscriptFormat.JSON),
        "srt": "\n",
        "vtt": "WEBVTT\n",
        "md": "# Silence\n",
    }


def test_between_ideographs_stands_no_space() -> None:
    assert joined(["東京", "は", "big", "です"]) == "東京は big です"


def _seconds(clock: str) -> float:
    hours, minutes, seconds = re.split(":", clock.replace(",", "."))
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
