"""Passages: short enough to lose, whole for the listener; quotations by another voice; silence where it belongs."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from domain.artifacts.reference import ArtifactRef
from domain.audiobook.passages import MOST_WORDS, NARRATOR, QUOTES, Pauses, passages_of, place
from domain.combine.timeline import LEAD_IN_SECONDS, SAMPLE_RATE
from domain.retrieve.chapters import ChapterText, Paragraph, ParagraphKind
from domain.script.freezing import freeze_segment
from domain.script.frozen import FrozenTurn
from domain.tts.clip import Clip, ClipMeasure
from domain.tts.speaker import Role, Speaker

SENTENCE = "The rain washed gravel into the lane, and the cart could not pass."


def chapter(*paragraphs: str) -> ChapterText:
    heading = Paragraph(kind=ParagraphKind.HEADING, text="The Lane")
    return ChapterText(title="The Lane", paragraphs=(heading, *(Paragraph(text=each) for each in paragraphs)))


def frozen(text: ChapterText) -> Sequence[FrozenTurn]:
    narrator = Speaker(
        name=NARRATOR,
        role=Role.EXPERT,
        vendor="v",
        model="m",
        engine="e",
        voice="a",
        words_per_minute=150,
        maximum_characters=4000,
    )
    draft = passages_of(text, index=1, quotes=False)
    return freeze_segment(draft, first_index=1, language="en", speakers=[narrator]).turns


def test_long_paragraphs_are_cut_at_sentences() -> None:
    turns = passages_of(chapter(" ".join([SENTENCE] * 20), "Short."), index=1, quotes=False).turns
    assert all(len(turn.text.split()) <= MOST_WORDS for turn in turns)
    assert all(turn.text.endswith(".") for turn in turns[1:])
    assert " ".join(turn.text for turn in turns[1:-1]) == " ".join([SENTENCE] * 20)
    assert [turn.flags for turn in turns] == [("heading",), ("opening",), *[()] * (len(turns) - 3), ("opening",)]


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "„“"])
def test_what_is_quoted_is_said_by_another_voice(marks: str) -> None:
    said = f"She asked, {marks[0]}Who is there?{marks[1]} and went {marks[0]}…{marks[1]} to the door."
    turns = passages_of(chapter(said), index=1, quotes=True).turns[1:]
    assert [(turn.speaker, turn.text) for turn in turns] == [
        (NARRATOR, "She asked,"),
        (QUOTES, f"{marks[0]}Who is there?{marks[1]}"),
        (NARRATOR, f"and went {marks[0]}…{marks[1]} to the door."),
    ]
    alone = passages_of(chapter(said), index=1, quotes=False).turns[1:]
    assert [turn.speaker for turn in alone] == [NARRATOR]


def test_a_quotation_mark_that_is_not_closed_quotes_nothing() -> None:
    turns = passages_of(chapter("“And then, said the miller, the wheel stood still."), index=1, quotes=True).turns
    assert [turn.speaker for turn in turns] == [NARRATOR, NARRATOR]


def test_the_silences_are_those_that_were_asked_for() -> None:
    turns = frozen(chapter(" ".join([SENTENCE] * 6), "Short and sweet."))
    measure = ClipMeasure(samples=24_000, sample_rate=24_000, loudness_lufs=-20.0)
    clip = Clip(audio=ArtifactRef(sha256="0" * 64, size=1, media_type="audio/wav"), measure=measure, characters=1)
    pauses = Pauses(sentence=0.1, paragraph=0.5, heading=1.5, chapter=3.0)
    timeline = place(turns, [clip] * len(turns), pauses=pauses)
    starts = [each.start / SAMPLE_RATE for each in timeline.placed]
    assert starts[0] == pytest.approx(LEAD_IN_SECONDS, abs=0.001)
    gaps = [after - before - 1.0 for before, after in pairwise(starts)]
    assert gaps == pytest.approx([1.5, 0.1, 0.5], abs=0.001)
    assert timeline.seconds(timeline.total) - starts[-1] - 1.0 == pytest.approx(3.0, abs=0.001)
