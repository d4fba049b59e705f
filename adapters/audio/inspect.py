"""The ClipInspector: makes one trimmed and measured WAV of one turn's audio, whatever the vendor sent."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np

from adapters.audio.clips import AudioSegment, Undecodable, decode, joined, samples_of, sound_of, trimmed, wav
from adapters.audio.levels import LoudnessMeter, Samples
from adapters.audio.resample import resampled
from domain.errors import TransientFault
from domain.tts.clip import ClipMeasure
from domain.tts.ports import Inspected, RawAudio

PIECE_PAUSE_MS = 250
"""Between the pieces of a turn that was split at a sentence; with its edges, a full stop (0.35 s)."""

VOICED_DB, FLOOR_DBFS = 35.0, -55.0
"""A frame of 10 ms is voiced when its level is within 35 dB of the clip's loudest frame, and above the noise of quiet
recordings."""


class WavClipInspector:
    """Runs on an executor: its own of `workers` threads, or one that is handed in."""

    def __init__(self, executor: Executor | None = None, *, workers: int = 2) -> None:
        self._executor = executor or ThreadPoolExecutor(workers, thread_name_prefix="clip-inspector")

    async def inspect(self, pieces: Sequence[RawAudio]) -> Inspected:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, inspect_pieces, tuple(pieces))
        except Undecodable as error:
            raise TransientFault(
                "clip_undecodable",
                f"The voice's answer could not be decoded: {error}",
                advice="It is asked again automatically. If this goes on, the vendor sends something other than audio.",
            ) from error


def inspect_pieces(pieces: Sequence[RawAudio]) -> Inspected:
    """The clip at the rate of the first piece: at a vendor's own rate the same sound is half the samples.

    Raises Undecodable.
    """
    if not pieces:
        raise Undecodable("there are no pieces")
    decoded = [decode(piece) for piece in pieces]
    rate = decoded[0].sound.frame_rate
    whole = joined([trimmed(_at(rate, piece.sound)) for piece in decoded], pause_ms=PIECE_PAUSE_MS)
    clipped = sum(piece.clipped * rate / piece.sound.frame_rate for piece in decoded)
    return Inspected(wav=wav(whole), measure=measure(samples_of(whole), rate, clipped=round(clipped)))


def _at(rate: int, sound: AudioSegment) -> AudioSegment:
    if sound.frame_rate == rate:
        return sound
    return sound_of(resampled(samples_of(sound), sound.frame_rate, rate), rate)


def measure(samples: Samples, sample_rate: int, *, clipped: int = 0) -> ClipMeasure:
    """The measure of a clip. `clipped` was counted before its level changed, where full scale can be recognised."""
    loudness = LoudnessMeter(sample_rate)
    loudness.feed(samples)
    return ClipMeasure(
        samples=len(samples),
        sample_rate=sample_rate,
        loudness_lufs=loudness.integrated(),
        clipped_samples=clipped,
        voiced_seconds=voiced_seconds(samples, sample_rate),
    )


def voiced_seconds(samples: Samples, sample_rate: int) -> float:
    frame = sample_rate // 100
    rows = samples[: len(samples) // frame * frame].reshape(-1, frame)
    if not len(rows):
        return 0.0
    levels = 10 * np.log10(np.einsum("ij,ij->i", rows, rows) / frame + 1e-12)
    return int((levels > max(FLOOR_DBFS, float(levels.max()) - VOICED_DB)).sum()) / 100
