"""The timeline: where every clip stands in the programme, in whole samples, for audio, captions and chapters alike."""

import hashlib
from collections.abc import Sequence

from domain.combine.loudness import gain_db
from domain.retrieve.words import count_words
from domain.tts.speaker import Role
from domain.value import Value

SAMPLE_RATE = 44_100
"""Hz of the programme. Clips come at their vendors' rates and are brought to it when they are combined."""

LEAD_IN_SECONDS = 0.25
TAIL_SECONDS = 0.8
SEGMENT_PAUSE_SECONDS = 0.9
AFTER_QUESTION_SECONDS = (0.25, 0.35)
AFTER_ANSWER_SECONDS = (0.45, 0.60)
"""Gaps between turns of natural conversation centre on about 0.2 s; read speech sounds rushed below these."""

PROMPT_WORDS = 3
"""A turn this short ("Go on.", "How so?") asks the other to speak, so it is answered as quickly as a question."""


class Placed(Value):
    """A turn on the timeline. `start` and `samples` in samples of the programme; `gain_db` is the gain of its clip."""

    turn: int  # index, from 1
    segment: int  # from 0
    speaker: str
    text: str
    start: int
    samples: int
    gain_db: float


class Timeline(Value):
    """Sorted by start, without overlap. `total` includes the tail of silence."""

    sample_rate: int
    placed: tuple[Placed, ...]
    total: int

    def seconds(self, samples: int) -> float:
        return samples / self.sample_rate


class SpokenTurn(Value):
    """A turn with the measure of its clip, at the programme's rate. Levels as in `ClipMeasure`."""

    index: int  # from 1
    segment: int  # from 0
    speaker: str
    role: Role
    text: str
    samples: int
    loudness_lufs: float | None


def build_timeline(turns: Sequence[SpokenTurn], *, sample_rate: int = SAMPLE_RATE) -> Timeline:
    """Places the turns in the order given. The same turns always give the same timeline."""
    placed: list[Placed] = []
    at = round(LEAD_IN_SECONDS * sample_rate)
    before: SpokenTurn | None = None
    for turn in turns:
        if before is not None:
            at += round(pause_seconds(before, turn) * sample_rate)
        placed.append(
            Placed(
                turn=turn.index,
                segment=turn.segment,
                speaker=turn.speaker,
                text=turn.text,
                start=at,
                samples=turn.samples,
                gain_db=gain_db(turn.loudness_lufs),
            )
        )
        at += turn.samples
        before = turn
    return Timeline(sample_rate=sample_rate, placed=tuple(placed), total=at + round(TAIL_SECONDS * sample_rate))


def pause_seconds(before: SpokenTurn, after: SpokenTurn) -> float:
    """Silence between two neighbours: by what was said, varied within its range by a hash of both texts."""
    if before.segment != after.segment:
        return SEGMENT_PAUSE_SECONDS
    low, high = AFTER_QUESTION_SECONDS if _asks(before) else AFTER_ANSWER_SECONDS
    digest = hashlib.sha256(f"{before.text}\0{after.text}".encode(errors="replace")).digest()
    return low + (high - low) * int.from_bytes(digest[:4], "big") / 0xFFFFFFFF


def _asks(turn: SpokenTurn) -> bool:
    said = turn.text.rstrip(" \t\r\n\"'”’»)]")
    return said.endswith(("?", "？", "؟")) or (turn.role is Role.HOST and count_words(turn.text) <= PROMPT_WORDS)
