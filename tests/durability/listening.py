"""Listens to a finished podcast: every turn once, in order, where the transcript says it is."""

import subprocess
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, TypeAdapter

from adapters.audio.ffmpeg import ffmpeg_program
from api.podcasts.turns import TurnView
from api.podcasts.views import PodcastStatus
from tests.durability.stack import Stack
from tests.durability.waiting import tell

RATE = 8_000
"""Enough to tell one clip from another."""

LAG_SECONDS = 0.06
"""How far the encoder's delay may move a clip: two MP3 frames of 26 ms."""

_TURNS = TypeAdapter(list[TurnView])


class Cue(BaseModel):
    start: float = Field(alias="startTime")
    end: float = Field(alias="endTime")
    speaker: str
    body: str


class Transcript(BaseModel):
    segments: list[Cue]


def whole_and_in_order(stack: Stack, done: PodcastStatus) -> None:
    podcast = done.podcast_id
    programme = decoded(stack.http.get(f"/podcasts/{podcast}/audio").content)
    assert done.duration_seconds is not None
    assert abs(len(programme) / RATE - done.duration_seconds) < 0.1

    turns = _TURNS.validate_python(stack.http.get(f"/podcasts/{podcast}/turns").json())
    assert [turn.index for turn in turns] == list(range(1, len(turns) + 1))
    assert len(turns) == done.step_details.total_turns
    spans = [(turn.start or 0.0, turn.end or 0.0) for turn in turns]
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert spans[-1][1] < done.duration_seconds

    likeness = []
    for turn, (start, end) in zip(turns, spans, strict=True):
        clip = decoded(stack.http.get(f"/podcasts/{podcast}/turns/{turn.index}/audio").content)
        assert abs(len(clip) / RATE - (end - start)) < 0.01
        likeness.append(likeness_at(programme, clip, start))
    assert min(likeness) > 0.9, f"a turn is not where it should be: {likeness}"
    as_transcribed(stack, podcast, turns)
    tell(f"{len(turns)} turns in {done.duration_seconds:.1f} s, each like its clip by {min(likeness):.3f} or more")


def as_transcribed(stack: Stack, podcast: str, turns: list[TurnView]) -> None:
    """The cues of each turn are its words, from its start to its end."""
    answer = stack.http.get(f"/podcasts/{podcast}/transcript", params={"format": "json"})
    cues = Transcript.model_validate(answer.json()).segments
    for turn in turns:
        assert turn.start is not None
        assert turn.end is not None
        own = [cue for cue in cues if turn.start - 0.002 <= cue.start < turn.end]
        assert " ".join(cue.body for cue in own) == " ".join(turn.text.split())
        assert {cue.speaker for cue in own} == {turn.speaker}
        assert abs(own[0].start - turn.start) < 0.002
        assert abs(own[-1].end - turn.end) < 0.002
    assert sum(len(cue.body.split()) for cue in cues) == sum(len(turn.text.split()) for turn in turns)


def decoded(audio: bytes) -> NDArray[np.float64]:
    """Any audio as one channel at `RATE`."""
    done = subprocess.run(
        [ffmpeg_program(), "-v", "error", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"],
        input=audio,
        capture_output=True,
        check=True,
    )
    return np.frombuffer(done.stdout, dtype="<i2").astype(np.float64)


def likeness_at(programme: NDArray[np.float64], clip: NDArray[np.float64], start: float) -> float:
    """Best correlation of the clip with the programme around its place: 1 is the same sound, whatever its loudness."""
    lag = int(LAG_SECONDS * RATE)
    at = int(start * RATE)
    around = programme[max(0, at - lag) : at + len(clip) + lag]
    size = len(around) + len(clip)
    products = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(clip, size)), size)[: 2 * lag]
    best = int(products.argmax())
    there = around[best : best + len(clip)]
    return float(products[best] / (np.linalg.norm(there) * np.linalg.norm(clip[: len(there)])))
