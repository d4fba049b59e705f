"""The timeline as one stream of samples: silence, clip, silence, clip, …, each clip at its gain."""

import io
import wave
from collections.abc import AsyncIterator, Iterator

import numpy as np

from adapters.audio.levels import Samples, amplitude
from domain.combine.timeline import Placed, Timeline
from domain.ports.audio import ReadClip

BLOCK_SECONDS = 5
"""Of samples in one block: large enough that Python's own work vanishes, 0.9 MB."""


class ClipMismatch(Exception):
    """A clip is not what the timeline says; the message names the turn."""


async def mixed(timeline: Timeline, read_clip: ReadClip, *, correction_db: float = 0.0) -> AsyncIterator[Samples]:
    """Blocks that add up to `timeline.total` samples. One clip is held at a time.

    Raises ClipMismatch.
    """
    at = 0
    for number, placed in enumerate(timeline.placed):
        for block in _silence(placed.start - at, timeline.sample_rate):
            yield block
        clip = _samples(await read_clip(number), placed, timeline.sample_rate)
        gain = np.float32(amplitude(placed.gain_db + correction_db) / 32768)
        step = BLOCK_SECONDS * timeline.sample_rate
        for start in range(0, len(clip), step):
            yield clip[start : start + step].astype(np.float32) * gain
        at = placed.start + placed.samples
        del clip
    for block in _silence(timeline.total - at, timeline.sample_rate):
        yield block


def _silence(samples: int, sample_rate: int) -> Iterator[Samples]:
    step = BLOCK_SECONDS * sample_rate
    for start in range(0, samples, step):
        yield np.zeros(min(step, samples - start), np.float32)


def _samples(clip: bytes, placed: Placed, sample_rate: int) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    try:
        with wave.open(io.BytesIO(clip)) as file:
            form = (file.getframerate(), file.getnchannels(), 8 * file.getsampwidth())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ClipMismatch(f"The clip of turn {placed.turn} is not a WAV file: {error}.") from error
    if form != (sample_rate, 1, 16):
        raise ClipMismatch(
            f"The clip of turn {placed.turn} is {form} (Hz, channels, bits), not ({sample_rate}, 1, 16)."
        )
    samples = np.frombuffer(frames, "<i2")
    if len(samples) != placed.samples:
        raise ClipMismatch(
            f"The clip of turn {placed.turn} has {len(samples)} samples; the timeline has {placed.samples}."
        )
    return samples
