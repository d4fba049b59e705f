"""Measurements of an MP3: its samples, its loudness by ffmpeg's meter, the pitch of a voice."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.float32]


def samples_of(mp3: bytes) -> Samples:
    """Mono samples at 16 kHz, in -1 … 1."""
    raw = _ffmpeg(mp3, "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-").stdout
    return np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)


def loudness_of(mp3: bytes) -> tuple[float, float]:
    """(LUFS, dBTP) by ffmpeg's EBU R 128 filter, which shares no code with our meter."""
    report = _ffmpeg(mp3, "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-", level="info").stderr.decode()
    summary = report[report.rindex("Summary:") :]
    integrated = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert integrated and peak, report
    return float(integrated.group(1)), float(peak.group(1))


def pitch_of(samples: Samples) -> float:
    """Median fundamental frequency of the voiced frames in Hz, by autocorrelation between 65 and 350 Hz."""
    frame, hop = RATE * 40 // 1000, RATE * 20 // 1000
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
    frames = frames[np.sqrt((frames**2).mean(axis=1)) > 0.25 * np.sqrt((samples**2).mean())]
    windowed = (frames - frames.mean(axis=1, keepdims=True)) * np.hanning(frame)
    spectrum = np.fft.rfft(windowed, 2 * frame)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[:, :frame]
    taper = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(frame), 2 * frame)) ** 2)[:frame]
    correlation /= correlation[:, :1] * (taper / taper[0]) + 1e-9
    shortest, longest = RATE // 350, RATE // 65
    lags = correlation[:, shortest:longest]
    best = lags.argmax(axis=1)
    voiced = lags.max(axis=1) > 0.6
    return float(np.median(RATE / (shortest + best[voiced])))


def _ffmpeg(data: bytes, *arguments: str, level: str = "error") -> "subprocess.CompletedProcess[bytes]":
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-v", level, "-i", "-", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True)
