"""Inspection of clips: whatever a vendor sends becomes one kind of clip, measured."""

import io
import os
import struct
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.audio.ffmpeg import QUIET, ffmpeg_program
from adapters.audio.inspect import PIECE_PAUSE_MS, WavClipInspector
from domain.errors import TransientFault
from domain.tts.ports import Inspected, RawAudio

Speech = Callable[..., NDArray[np.float32]]


def pcm(samples: NDArray[np.float32]) -> bytes:
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()


def raw(data: bytes, media_type: str) -> RawAudio:
    return RawAudio(data, media_type=media_type, characters=10)


def silence(seconds: float, rate: int = 24_000) -> NDArray[np.float32]:
    return np.zeros(round(seconds * rate), np.float32)


def samples_of(inspected: Inspected) -> NDArray[np.int16]:
    with wave.open(io.BytesIO(inspected.wav)) as file:
        form = (inspected.measure.sample_rate, 1, 2)
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == form
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


async def inspect(*pieces: RawAudio) -> Inspected:
    return await WavClipInspector(workers=1).inspect(pieces)


def encoded(samples: NDArray[np.float32], *arguments: str, rate: int = 24_000) -> bytes:
    done = subprocess.run(
        [ffmpeg_program(), *QUIET, "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "-", *arguments, "-"],
        input=pcm(samples),
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("media_type", "arguments"),
    [
        ("audio/mpeg", ["-f", "mp3"]),
        ("audio/ogg; codecs=opus", ["-c:a", "libopus", "-f", "ogg"]),
        ("audio/opus", ["-c:a", "libopus", "-f", "ogg"]),
        ("audio/ogg", ["-c:a", "libvorbis", "-f", "ogg"]),
        ("audio/webm", ["-c:a", "libopus", "-f", "webm"]),
        ("audio/flac", ["-f", "flac"]),
        ("audio/aac", ["-c:a", "aac", "-f", "adts"]),
        ("audio/wav", ["-f", "wav"]),
        ("audio/wav", ["-ar", "48000", "-af", "pan=stereo|c0=c0|c1=c0", "-c:a", "pcm_s24le", "-f", "wav"]),
        ("audio/x-wav", ["-c:a", "pcm_f32le", "-f", "wav"]),
        ("audio/pcm;rate=24000", ["-f", "s16le"]),
        ("audio/mpeg", ["-f", "wav"]),  # the vendor's header is wrong; the content is believed
    ],
)
async def test_whatever_a_vendor_sends_becomes_the_same_clip(
    speech: Speech, media_type: str, arguments: list[str]
) -> None:
    sound = np.concatenate([silence(0.5), speech(2.0, rate=24_000), silence(0.8)])
    reference = await inspect(raw(pcm(sound), "audio/pcm;rate=24000"))
    made = await inspect(raw(encoded(sound, *arguments), media_type))
    assert made.measure.seconds == pytest.approx(reference.measure.seconds, abs=0.06)
    assert made.measure.loudness_lufs == pytest.approx(reference.measure.loudness_lufs, abs=0.6)
    assert made.measure.samples == len(samples_of(made))


@pytest.mark.parametrize(("tag", "kind", "scale"), [(3, "<f4", 1.0), (1, "<i2", 32767.0), (1, "<i4", 2147483000.0)])
async def test_an_extensible_wav_is_read_by_its_sub_format(speech: Speech, tag: int, kind: str, scale: float) -> None:
    """What ffmpeg before 6 writes for floats; read as whole numbers it would be noise at full scale."""
    sound = speech(2.0, rate=24_000)
    samples = (sound.astype(np.float64) * scale).astype(kind)
    size = samples.itemsize
    guid = struct.pack("<H", tag) + bytes.fromhex("000000001000800000aa00389b71")
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 24_000, 24_000 * size, size, 8 * size, 22, 8 * size, 4) + guid
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", samples.nbytes)
    data = b"RIFF" + struct.pack("<I", 4 + len(chunks) + samples.nbytes) + b"WAVE" + chunks + samples.tobytes()
    made, reference = await inspect(raw(data, "audio/wav")), await inspect(raw(pcm(sound), "audio/pcm;rate=24000"))
    assert made.measure.seconds == pytest.approx(reference.measure.seconds, abs=0.06)
    assert made.measure.loudness_lufs == pytest.approx(reference.measure.loudness_lufs, abs=0.2)


async def test_edges_are_trimmed_and_faded() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(24_000) / 24_000).astype(np.float32) * 0.3
    made = await inspect(raw(pcm(np.concatenate([silence(1.0), tone, silence(2.0)])), "audio/pcm;rate=24000"))
    assert 1.0 <= made.measure.seconds <= 1.1
    assert made.measure.voiced_seconds == pytest.approx(1.0, abs=0.03)
    abrupt = samples_of(await inspect(raw(pcm(tone), "audio/pcm;rate=24000")))
    assert abs(int(abrupt[0])) < 100
    assert abs(int(abrupt[-1])) < 100
    assert np.abs(abrupt[300:-300]).max() == pytest.approx(0.3 * 32767, rel=0.01)


async def test_pieces_of_different_kinds_are_joined_with_a_breath(speech: Speech) -> None:
    first = raw(pcm(speech(1.0, rate=24_000)), "audio/pcm;rate=24000")
    second = raw(encoded(speech(1.0, tone=200, rate=48_000), "-f", "flac", rate=48_000), "audio/flac")
    one, two, both = await inspect(first), await inspect(second), await inspect(first, second)
    assert (one.measure.sample_rate, two.measure.sample_rate, both.measure.sample_rate) == (24_000, 48_000, 24_000)
    pause = PIECE_PAUSE_MS * 24
    expected = one.measure.samples + pause + two.measure.samples_at(24_000)
    assert both.measure.samples == pytest.approx(expected, abs=240)  # edges are found in steps of 10 ms


async def test_loudness_is_measured() -> None:
    time = np.arange(3 * 24_000) / 24_000
    tone = (10 ** (-20 / 20) * np.sin(2 * np.pi * 997 * time)).astype(np.float32)
    measure = (await inspect(raw(pcm(tone), "audio/pcm;rate=24000"))).measure
    assert measure.loudness_lufs == pytest.approx(-23.0, abs=0.1)
    assert measure.clipped_samples == 0


async def test_clipping_is_counted_before_level_changes_can_hide_it() -> None:
    time = np.arange(2 * 24_000) / 24_000
    driven = np.clip(1.5 * np.sin(2 * np.pi * 200 * time), -1, 1).astype(np.float32)
    measure = (await inspect(raw(pcm(driven), "audio/pcm;rate=24000"))).measure
    share = 2 * np.arccos(1 / 1.5) / np.pi
    assert measure.clipped_samples / measure.samples == pytest.approx(share, abs=0.02)


async def test_a_silent_clip_is_measured_not_refused() -> None:
    made = await inspect(raw(pcm(silence(1.5)), "audio/pcm;rate=24000"))
    assert made.measure.loudness_lufs is None
    assert made.measure.voiced_seconds == 0
    assert made.measure.seconds == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b'{"detail": "quota"}', "audio/mpeg"),
        (b"", "audio/mpeg"),
        (b"", "audio/pcm;rate=24000"),
        (b"RIFF", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS" + bytes(100), "audio/ogg"),
        (b"<html>busy</html>", "audio/wav"),
        (b"\x00\x01" * 50, "audio/pcm;rate=fast"),
        (b"\x00\x01" * 50, "audio/pcm;rate=0"),
    ],
)
async def test_what_is_not_audio_is_asked_again(data: bytes, media_type: str) -> None:
    with pytest.raises(TransientFault) as caught:
        await inspect(raw(data, media_type))
    assert caught.value.code == "clip_undecodable"


async def test_no_pieces_is_a_fault() -> None:
    with pytest.raises(TransientFault):
        await inspect()


def test_importing_pydub_warns_about_nothing() -> None:
    checkout = str(Path(__file__).parents[3])
    subprocess.run(
        [sys.executable, "-P", "-B", "-W", "error", "-c", "import adapters.audio.clips"],
        check=True,
        env={**os.environ, "PYTHONPATH": checkout},
    )
