"""Passages: what is said of a chapter in one breath each, by the narrator or by the voice of quotations."""

import re
from collections.abc import Callable, Iterator, Sequence

from domain.combine.loudness import gain_db
from domain.combine.timeline import LEAD_IN_SECONDS, SAMPLE_RATE, TAIL_SECONDS, Placed, Timeline
from domain.retrieve.chapters import ChapterText, ParagraphKind
from domain.script.frozen import FrozenTurn
from domain.script.model import DraftTurn, SegmentDraft
from domain.tts.clip import Clip
from domain.tts.splitting import split_by_words
from domain.value import Value

NARRATOR, QUOTES = "NARRATOR", "QUOTES"
"""Names of the speakers."""

MOST_WORDS = 60
"""Of a passage: twenty seconds of speech, so that little is lost with a call."""

HEADING, OPENING = "heading", "opening"
"""Flags of passages: a heading, and one that begins a paragraph."""

_QUOTED = re.compile(r"“[^“”]+”|«[^«»]+»|„[^„“”]+[“”]|\"[^\"]+\"")


class Pauses(Value):
    """Seconds of silence after a sentence that ends a passage, a paragraph and a heading, and at a chapter's end."""

    sentence: float = 0.3
    paragraph: float = 0.7
    heading: float = 1.2
    chapter: float = 2.0


def passages_of(chapter: ChapterText, *, index: int, quotes: bool) -> SegmentDraft:
    """In order; `quotes`: what stands between quotation marks is said by another voice."""
    turns: list[DraftTurn] = []
    for paragraph in chapter.paragraphs:
        flag = HEADING if paragraph.kind is ParagraphKind.HEADING else OPENING
        for speaker, said in _voiced(paragraph.text) if quotes else ((NARRATOR, paragraph.text),):
            for piece in split_by_words(said, maximum_words=MOST_WORDS):
                turns.append(DraftTurn(speaker=speaker, text=piece, flags=(flag,) if flag else ()))
                flag = HEADING if flag == HEADING else ""
    return SegmentDraft(index=index, title=chapter.title, turns=tuple(turns))


def place(turns: Sequence[FrozenTurn], clips: Sequence[Clip], *, pauses: Pauses) -> Timeline:
    """Where every clip stands in its chapter. The same passages always give the same timeline."""
    placed: list[Placed] = []
    at = round(LEAD_IN_SECONDS * SAMPLE_RATE)
    before: FrozenTurn | None = None
    for turn, clip in zip(turns, clips, strict=True):
        if before is not None:
            at += round(_pause(before, turn, pauses) * SAMPLE_RATE)
        samples = clip.measure.samples_at(SAMPLE_RATE)
        said = turn.turn
        placed.append(
            Placed(
                turn=said.index,
                segment=said.segment,
                speaker=said.speaker,
                text=said.text,
                start=at,
                samples=samples,
                gain_db=gain_db(clip.measure.loudness_lufs),
            )
        )
        at, before = at + samples, turn
    tail = max(TAIL_SECONDS, pauses.chapter)
    return Timeline(sample_rate=SAMPLE_RATE, placed=tuple(placed), total=at + round(tail * SAMPLE_RATE))


def _pause(before: FrozenTurn, after: FrozenTurn, pauses: Pauses) -> float:
    if HEADING in before.turn.flags:
        return pauses.heading
    return pauses.paragraph if {OPENING, HEADING} & set(after.turn.flags) else pauses.sentence


def _voiced(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with who says it. A quotation without a letter, such as “…”, stays where it is."""
    speech: Callable[[str], bool] = lambda part: any(map(str.isalnum, part))  # noqa: E731
    at = 0
    for match in _QUOTED.finditer(text):
        if not speech(match.group()):
            continue
        if speech(text[at : match.start()]):
            yield NARRATOR, text[at : match.start()].strip()
        yield QUOTES, match.group().strip()
        at = match.end()
    if speech(text[at:]):
        yield NARRATOR, text[at:].strip()
