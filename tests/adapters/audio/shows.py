"""A short show of two voices with its timeline, and looks at what was rendered of it."""

import io
import re
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.audio.inspect import measure
from adapters.audio.levels import LoudnessMeter
from domain.combine.timeline import SpokenTurn, Timeline, build_timeline
from domain.tts.speaker import Role

RATE = 44_100
TONES = (110.0, 190.0, 130.0, 220.0, 150.0, 260.0)


def wav(samples: NDArray[np.float32], *, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return out.getvalue()


class Clip(bytes):
    """Counts how many of its kind are alive."""

    alive = 0

    def __new__(cls, data: bytes) -> "Clip":
        cls.alive += 1
        return super().__new__(cls, data)

    def __del__(self) -> None:
        type(self).alive -= 1


@dataclass
class Show:
    """Six turns of two speakers 17 LU apart, each with its own tone."""

    clips: list[NDArray[np.float32]]
    timeline: Timeline
    asked: list[int] = field(default_factory=list)
    most_alive: int = 0

    async def read(self, number: int) -> bytes:
        self.asked.append(number)
        self.most_alive = max(self.most_alive, Clip.alive)
        return Clip(wav(self.clips[number]))


def timeline_of(clips: list[NDArray[np.float32]]) -> Timeline:
    turns = []
    for number, clip in enumerate(clips):
        measured = measure(clip, RATE)
        turns.append(
            SpokenTurn(
                index=number + 1,
                segment=number // 4,
                speaker=("HOST", "EXPERT")[number % 2],
                role=(Role.HOST, Role.EXPERT)[number % 2],
                text=("Is this a question?", "This is an answer.")[number % 2],
                samples=measured.samples,
                loudness_lufs=measured.loudness_lufs,
            )
        )
    return build_timeline(turns)


def made_show(speech: Callable[..., NDArray[np.float32]]) -> Show:
    clips = [
        speech(2.5 + 0.3 * number, tone=tone, rms_db=(-17.0, -34.0)[number % 2]) for number, tone in enumerate(TONES)
    ]
    return Show(clips, timeline_of(clips))


async def no_progress(word: str) -> None:
    return None


def decoded(file: Path) -> NDArray[np.float32]:
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-i", str(file), "-f", "f32le", "-"], capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, np.float32)


def metadata_of(file: Path) -> str:
    """As ffmpeg reads it, its escapes taken out."""
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-i", str(file), "-f", "ffmetadata", "-"], capture_output=True, check=True
    )
    return re.sub(r"\\(.)", r"\1", done.stdout.decode())


def entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def loudness(samples: NDArray[np.float32]) -> float:
    meter = LoudnessMeter(RATE)
    meter.feed(samples)
    integrated = meter.integrated()
    assert integrated is not None
    return integrated


def main_tone(samples: NDArray[np.float32]) -> float:
    """Fundamental of a pulse train: the strongest peak of its autocorrelation between 90 and 300 Hz."""
    spectrum = np.abs(np.fft.rfft(samples, 2 * len(samples))) ** 2
    correlation = np.fft.irfft(spectrum)
    low, high = RATE // 300, RATE // 90
    return float(RATE / (low + int(correlation[low:high].argmax())))
