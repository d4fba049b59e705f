"""The networks, as they run inside a speech process: text of one turn in, float samples out. Blocking, one thread."""

import json
import unicodedata
from functools import cached_property
from typing import Any

import hibari
import numpy as np
import numpy.typing as npt
import onnxruntime

from adapters.local.graph import with_noise_inputs
from adapters.local.voices import HEART_MODEL, JOE_MODEL, JOE_SYMBOLS, checked_bytes
from domain.tts.splitting import split_by_words

Samples = npt.NDArray[np.float32]

WORDS_AT_ONCE = 60
"""600 words in one run took 6.4 s and 1.2 GB; 60 keep a process near 400 MB."""

SENTENCE_PAUSE = 0.35
"""Seconds between sentences at speed 1. By itself heart leaves 0.8 s and joe 0.15 to 0.35: one is slack, one hasty."""

EDGE_THRESHOLD, EDGE_MARGIN = 0.003, 0.04
"""Peak of a 10 ms frame (-50 dBFS) that counts as sound, and seconds kept outside the first and the last of them."""

SEED = 20_240_229
PEAK = 0.89
"""-1 dBFS: what is louder is turned down as a whole; levels between turns are set later, from the measured loudness."""


class Heart:
    """hibari's own voice, 24 kHz, American, female."""

    rate = 24_000

    @cached_property
    def network(self) -> Any:
        checked_bytes(HEART_MODEL)
        return hibari.Hibari(voice="heart", threads=1)

    def phonemes(self, text: str) -> list[str]:
        """One string of phonemes for each sentence; sentences come out at ≤ 400 symbols."""
        return [
            sentence
            for piece in split_by_words(text, maximum_words=WORDS_AT_ONCE)
            for sentence in self.network.phonemize(piece)
        ]

    def speak(self, text: str, speed: float) -> Samples:
        random = np.random.default_rng(SEED)
        parts = [self.network.from_ids(self.network.ids(one), speed, random) for one in self.phonemes(text)]
        return joined(parts, rate=self.rate, pause=SENTENCE_PAUSE / speed)


# hibari writes diphthongs and affricates as one letter; the voice was trained on espeak's spelling of the same sounds.
_ESPEAK_SPELLING = str.maketrans(
    {"A": "eɪ", "I": "aɪ", "W": "aʊ", "O": "oʊ", "Y": "ɔɪ", "Q": "əʊ", "ʤ": "dʒ", "ʧ": "tʃ", "T": "ɾ", "ᵊ": "ə"}
)


class Joe:
    """The joe voice of the Piper project on onnxruntime, 22.05 kHz, American, male. Phonemes are hibari's."""

    rate = 22_050
    noise_scale, noise_width = 0.667, 0.8  # the voice's own configuration
    longest = 192 * 8192  # channels × frames of 256 samples: 95 s of speech

    def __init__(self, reader: Heart) -> None:
        self._reader = reader

    @cached_property
    def _symbols(self) -> dict[str, list[int]]:
        symbols: dict[str, list[int]] = json.loads(checked_bytes(JOE_SYMBOLS))["phoneme_id_map"]
        return symbols

    @cached_property
    def _noise(self) -> Samples:
        return np.random.default_rng(SEED).standard_normal(self.longest, dtype=np.float32)

    @cached_property
    def _session(self) -> tuple[Any, tuple[str, ...]]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # memory of a long sentence is given back
        options.log_severity_level = 3
        model, noise_inputs = with_noise_inputs(checked_bytes(JOE_MODEL))
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]), noise_inputs

    def _ids(self, phonemes: str) -> list[int]:
        """Begin, then every symbol between pads, then end."""
        symbols = self._symbols
        known = (
            symbols[one] for one in unicodedata.normalize("NFD", phonemes.translate(_ESPEAK_SPELLING)) if one in symbols
        )
        return [
            *symbols["^"],
            *(number for ids in known for number in (*symbols["_"], *ids)),
            *symbols["_"],
            *symbols["$"],
        ]

    def speak(self, text: str, speed: float) -> Samples:
        session, noise_inputs = self._session
        scales = np.array([self.noise_scale, 1.0 / speed, self.noise_width], np.float32)
        parts = []
        for sentence in self._reader.phonemes(text):
            ids = self._ids(sentence)
            feed = {
                "input": np.array([ids], np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": scales,
                **dict.fromkeys(noise_inputs, self._noise),
            }
            parts.append(session.run(None, feed)[0].reshape(-1))
        return joined(parts, rate=self.rate, pause=SENTENCE_PAUSE / speed)


class Speakers:
    """Every voice by its id, each loaded when it first speaks."""

    def __init__(self) -> None:
        heart = Heart()
        self._voices: dict[str, Heart | Joe] = {"heart": heart, "joe": Joe(heart)}

    def speak(self, voice: str, text: str, *, speed: float) -> tuple[int, bytes]:
        """(sample rate, PCM). Raises KeyError for a voice that is not here."""
        speaker = self._voices[voice]
        return speaker.rate, pcm(speaker.speak(text, speed))


def joined(sentences: list[Samples], *, rate: int, pause: float) -> Samples:
    """Sentences without their own edge silences, `pause` seconds apart."""
    gap = np.zeros(round(rate * pause), np.float32)
    parts: list[Samples] = []
    for sentence in sentences:
        sounding = _sounding(sentence, rate)
        if sounding.size:
            parts += [gap, sounding] if parts else [sounding]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _sounding(samples: Samples, rate: int) -> Samples:
    """From the first to the last 10 ms that is above the threshold, with a margin for soft onsets and endings."""
    frame = rate // 100
    frames = samples[: samples.size // frame * frame].reshape(-1, frame)
    loud = np.flatnonzero(np.abs(frames).max(axis=1, initial=0.0) > EDGE_THRESHOLD)
    if not loud.size:
        return samples[:0]
    margin = round(EDGE_MARGIN * 100)
    return samples[max(0, int(loud[0]) - margin) * frame : (int(loud[-1]) + 1 + margin) * frame]


def pcm(samples: Samples) -> bytes:
    """Signed 16-bit little-endian, turned down when its peak would come above -1 dBFS."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > PEAK:
        samples = samples * np.float32(PEAK / peak)
    return np.round(samples * 32767.0).astype("<i2").tobytes()
