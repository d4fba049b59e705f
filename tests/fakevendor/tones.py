"""Speech in letters: each is a tone of its own, so that words can be heard again wherever a recording is cut.

A letter has two tones that take turns within a word, so that doubled letters are two. It survives MP3, other rates and
levels, and is decoded as words with their times.
"""

import subprocess
import unicodedata
from functools import lru_cache

import imageio_ffmpeg
import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789'-.,?!"
OTHER = "x"
"""In place of any other letter."""

SENTENCE_MARKS = ".,?!"

_LOWEST, _STEP = 500.0, 60.0  # Hz; the highest tone is 5.5 kHz
_RATE, _FRAME, _HOP, _PADDED = 16_000, 384, 128, 1024  # 24 ms each 8 ms, to 16 Hz
_LETTER_FRAMES, _GAP_FRAMES = 3, 3
_EDGE_SECONDS = 0.004

Heard = tuple[str, float, float]
"""A word with its start and end in seconds."""


def spelled(text: str) -> str:
    """The text as far as it can be heard: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join("".join(each if each in LETTERS else OTHER for each in word) for word in kept.split())


def pcm(text: str, *, rate: int, seconds: float, level: float = 0.3) -> bytes:
    """Mono signed 16-bit little-endian. The last 0.3 seconds are silent."""
    said, total = spelled(text), int(seconds * rate)
    each = max(1, int((seconds - 0.3) * rate / max(1, len(said))))
    sound, place = np.zeros(total, np.float32), 0
    for at, letter in enumerate(said):
        place = 0 if letter == " " else place + 1
        part = sound[at * each : (at + 1) * each]
        if letter != " " and len(part):
            part += level * _tone(LETTERS.index(letter) * 2 + place % 2, each, rate)[: len(part)]
    data: bytes = (sound * 32767).astype("<i2").tobytes()
    return data


@lru_cache(maxsize=1024)
def _tone(number: int, samples: int, rate: int) -> np.ndarray:
    time = np.arange(samples) / rate
    edge = np.clip(np.minimum(time, time[::-1]) / _EDGE_SECONDS, 0, 1)
    tone: np.ndarray = (np.sin(2 * np.pi * (_LOWEST + _STEP * number) * time) * edge).astype(np.float32)
    return tone


def heard(media: bytes) -> tuple[list[Heard], float]:
    """The words in a file that ffmpeg opens, and its length in seconds. Blocks for some milliseconds a minute."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        "-",
        "-f",
        "s16le",
        "-ar",
        str(_RATE),
        "-ac",
        "1",
        "-",
    ]
    data = subprocess.run(command, input=media, capture_output=True, check=True).stdout
    sound = np.frombuffer(data, "<i2").astype(np.float32) / 32768
    return decoded(sound), len(sound) / _RATE


def decoded(sound: np.ndarray) -> list[Heard]:
    """The words in samples at 16 kHz."""
    if len(sound) < _FRAME:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP]
    window, numbers, levels = np.hanning(_FRAME).astype(np.float32), list[int](), list[float]()
    for at in range(0, len(frames), 4096):
        some = frames[at : at + 4096]
        spectrum = np.abs(np.fft.rfft(some * window, _PADDED, axis=1))
        peaks = spectrum.argmax(axis=1) * (_RATE / _PADDED)
        numbers += np.round((peaks - _LOWEST) / _STEP).astype(int).tolist()
        levels += np.sqrt(np.square(some).mean(axis=1)).tolist()
    quiet = max(1e-3, 0.05 * float(np.percentile(levels, 95)))
    found: list[Heard] = []
    start: int | None = None
    silent = 0
    for at, level in enumerate([*levels, *([0.0] * _GAP_FRAMES)]):
        if level > quiet:
            start, silent = at if start is None else start, 0
            continue
        silent += 1
        if start is not None and silent == _GAP_FRAMES:
            end = at - silent + 1
            if word := _word(numbers[start:end]):
                found.append((word, start * _HOP / _RATE, ((end - 1) * _HOP + _FRAME) / _RATE))
            start = None
    return found


def _word(numbers: list[int]) -> str:
    word, at = "", 0
    while at < len(numbers):
        until = at
        while until < len(numbers) and numbers[until] == numbers[at]:
            until += 1
        if until - at >= _LETTER_FRAMES and 0 <= numbers[at] < 2 * len(LETTERS):
            word += LETTERS[numbers[at] // 2]
        at = until
    return word
