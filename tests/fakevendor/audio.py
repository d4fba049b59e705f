"""Speech-like sound, cut from one tone of syllables per voice: deterministic, decodable, and cheap to serve.

Thirty seconds are made once per voice and rate; an answer is a slice of them, at a place that the text decides, so
that two texts never give the same bytes. MP3 is encoded once too, without a bit reservoir, and sliced by frames.
"""

import hashlib
import io
import struct
import subprocess
import wave
from collections.abc import Iterable
from functools import lru_cache

import imageio_ffmpeg
import numpy as np

from tests.fakevendor import tones

CHARACTERS_PER_SECOND = 15.0
"""150 words a minute of six characters each, spaces included."""
IDEOGRAPH_CHARACTERS = 3.3
"""An ideograph or a kana is a syllable, and takes as long as so many letters."""

loop_seconds = 30
"""Length of a voice's loop. It may be set before the first answer; a shorter loop makes archives of clips smaller."""

_SYLLABLES_PER_SECOND = 4
_MP3_SAMPLES = 1152  # one MPEG-1 layer III frame


def seconds_of(text: str, speed: float = 1.0) -> float:
    syllables = sum("\u3040" <= letter <= "\u9fff" for letter in text)
    letters = len(text) + (IDEOGRAPH_CHARACTERS - 1) * syllables
    return 0.3 + letters / CHARACTERS_PER_SECOND / max(speed, 0.01)


def pcm(text: str, *, voice: str, rate: int, seconds: float, kind: str = "good") -> bytes:
    """Mono signed 16-bit little-endian. `kind`: good, silent, clipped, or spelled (tests.fakevendor.tones)."""
    samples = int(seconds * rate)
    if kind == "spelled":
        return tones.pcm(text, rate=rate, seconds=seconds)
    if kind == "silent":
        return bytes(2 * samples)
    loop = _loop(voice, rate, kind)
    start = 2 * _place(text) * (rate // _SYLLABLES_PER_SECOND)
    sound = loop[start:] + loop * (1 + 2 * samples // len(loop))
    return sound[: 2 * samples]


def wav(text: str, *, voice: str, rate: int, seconds: float, kind: str = "good", streamed: bool = False) -> bytes:
    """`streamed`: lengths as a server writes that does not know them yet (0xFFFFFFFF)."""
    data = pcm(text, voice=voice, rate=rate, seconds=seconds, kind=kind)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(data)
    whole = bytearray(file.getvalue())
    if streamed:
        struct.pack_into("<I", whole, 4, 0xFFFFFFFF)
        struct.pack_into("<I", whole, 40, 0xFFFFFFFF)
    return bytes(whole)


def mp3(text: str, *, voice: str, seconds: float, kind: str = "good") -> bytes:
    """44.1 kHz, 128 kbit/s; blocks for about 0.2 s the first time a voice is asked for."""
    if kind == "spelled":
        return _encoded(tones.pcm(text, rate=44_100, seconds=seconds))
    frames = _mp3_frames(voice, kind)
    count = max(1, round(seconds * 44_100 / _MP3_SAMPLES))
    start = _place(text) * 44_100 // _SYLLABLES_PER_SECOND // _MP3_SAMPLES
    return b"".join(frames[(start + n) % len(frames)] for n in range(count))


def warm(voices: Iterable[str]) -> None:
    """Makes the loops of these voices beforehand, so that no measured call waits for them."""
    for voice in voices:
        for rate in (24_000, 44_100):
            _loop(voice, rate, "good")


def _place(text: str) -> int:
    """Which syllable of the loop the answer begins with."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % (loop_seconds * _SYLLABLES_PER_SECOND)


@lru_cache(maxsize=64)
def _loop(voice: str, rate: int, kind: str) -> bytes:
    """A buzz with two formants in syllables of uneven loudness; pitch and level are the voice's own."""
    seed = int.from_bytes(hashlib.sha256(voice.encode()).digest()[:8])
    chance = np.random.default_rng(seed)
    pitch, level = chance.uniform(90, 230), chance.uniform(0.06, 0.45)
    syllables, each = loop_seconds * _SYLLABLES_PER_SECOND, rate // _SYLLABLES_PER_SECOND
    time = np.arange(syllables * each) / rate
    turn = ((pitch * (time + 0.004 * np.sin(4.4 * time))) % 1.0).astype(np.float32) * np.float32(2 * np.pi)
    tone = sum(
        np.sin(n * turn) * np.float32(size) for n, size in ((1, 1), (2, 0.5), (3, 0.4), (4, 0.8), (5, 0.7), (11, 0.3))
    )
    syllable = np.sin(np.pi * np.clip(np.linspace(0, 1.18, each), 0, 1)) ** 0.5
    loudness = chance.uniform(0.5, 1.0, syllables)
    sound = tone * np.outer(loudness, syllable).ravel().astype(np.float32)
    sound *= level / np.abs(sound).max()
    if kind == "clipped":
        sound *= 40
    data: bytes = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    return data


def _encoded(sound: bytes) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "s16le", "-ar", "44100", "-ac", "1", "-i", "-"]
    command += ["-b:a", "128k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3", "-"]
    return subprocess.run(command, input=sound, capture_output=True, check=True).stdout


@lru_cache(maxsize=16)
def _mp3_frames(voice: str, kind: str) -> tuple[bytes, ...]:
    sound = bytes(2 * loop_seconds * 44_100) if kind == "silent" else _loop(voice, 44_100, kind)
    data = _encoded(sound)
    frames, at = [], 0
    while at + 4 <= len(data):
        length = 144 * 128_000 // 44_100 + ((data[at + 2] >> 1) & 1)
        frames.append(data[at : at + length])
        at += length
    return tuple(frames[1:-1])
