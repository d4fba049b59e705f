"""Prints pace, pitch, level and cost of each local voice: `python -m benchmarks.voices`.

`Voice.words_per_minute` in adapters/local/voices.py is what this prints: words of the speech text by minutes of sound,
without the silence at the edges, which is cut from every clip. `length` shows how the speeds are kept (1 is exact).
"""

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from adapters.local.speakers import Speakers
from adapters.local.voices import MANNERS
from domain.tts.spoken import speech_text

PROSE = Path(__file__).with_name("prose.txt")


def turns() -> list[str]:
    """The paragraphs of the prose, as speech text: each about as long as a turn."""
    paragraphs = PROSE.read_text(encoding="utf-8").split("\n\n")
    return [speech_text(paragraph, language="en") for paragraph in paragraphs if paragraph.strip()]


def samples_of(pcm: bytes) -> npt.NDArray[np.float64]:
    return np.frombuffer(pcm, "<i2").astype(np.float64) / 32768


def median_pitch(samples: npt.NDArray[np.float64], rate: int) -> float:
    """Hz: median over voiced frames of 40 ms of the strongest peak of the autocorrelation between 60 and 400 Hz."""
    frame, step = rate // 25, rate // 50
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::step]
    frames = frames[np.sqrt((frames**2).mean(axis=1)) > 0.02]
    size = 1 << (2 * frame - 1).bit_length()
    window = np.hanning(frame)

    def autocorrelation(signal: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.fft.irfft(np.abs(np.fft.rfft(signal, size)) ** 2)

    lags = slice(rate // 400, rate // 60)
    measured = autocorrelation((frames - frames.mean(axis=1, keepdims=True)) * window)
    strength = (measured / measured[:, :1] / (autocorrelation(window) / autocorrelation(window)[0] + 1e-3))[:, lags]
    voiced = strength.max(axis=1) > 0.6
    return float(np.median(rate / (strength[voiced].argmax(axis=1) + lags.start)))


def main() -> None:
    texts = turns()
    words = sum(len(text.split()) for text in texts)
    speakers = Speakers()
    print(f"{words} words in {len(texts)} turns")
    for voice in MANNERS:
        speakers.speak(voice, texts[0], speed=1.0)  # loads the network
        started = time.process_time()
        clips = [speakers.speak(voice, text, speed=1.0) for text in texts]
        cost = time.process_time() - started
        rate = clips[0][0]
        sound = np.concatenate([samples_of(pcm) for _, pcm in clips])
        seconds = sound.size / rate
        level = 20 * np.log10(np.sqrt((sound**2).mean()))
        print(
            f"{voice}: {rate} Hz, {words / seconds * 60:.1f} words a minute, pitch {median_pitch(sound, rate):.0f} Hz, "
            f"peak {np.abs(sound).max():.2f}, RMS {level:.1f} dBFS, {seconds / cost:.0f} × realtime"
        )
        lengths = []
        for speed in (0.7, 0.85, 1.15, 1.3):
            bytes_said = sum(len(speakers.speak(voice, text, speed=speed)[1]) for text in texts[:3])
            lengths.append(f"{speed:g} → {bytes_said * speed / sum(len(pcm) for _, pcm in clips[:3]):.3f}")
        print(f"  length at speed: {', '.join(lengths)}")


if __name__ == "__main__":
    main()
