"""The voices, as they run inside a speech process: text of one turn in, samples out. Blocking, on one thread."""

import json
import math
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import hibari
import numpy as np
import onnxruntime

from adapters.local.graph import with_noise_inputs
from adapters.local.phonemes import in_espeak_spelling
from adapters.local.tempo import Samples, stretched
from adapters.local.voices import HEART_MODEL, JOE_MODEL, JOE_SYMBOLS, MANNERS, checked_bytes
from domain.tts.splitting import split_by_words

WORDS_AT_ONCE = 60
"""600 words in one run took 6.4 s and 1.2 GB; 60 keep a process near 430 MB."""

SENTENCE_PAUSE = 0.42
"""Seconds between sentences at speed 1. By itself heart leaves 0.8 s and joe 0.15 to 0.35: one is slack, one hasty."""

EDGE_THRESHOLD, EDGE_MARGIN = 0.003, 0.04
"""Peak of a 10 ms frame (-50 dBFS) that counts as sound, and seconds kept outside the first and the last of them."""

SEED = 20_240_229
PEAK = 0.89
"""-1 dBFS: what is louder is turned down as a whole; levels between turns are set later, from the measured loudness."""


class Reader:
    """hibari's reading of English: text → phonemes, a string for each sentence of at most 400 symbols."""

    @cached_property
    def hibari(self) -> Any:
        checked_bytes(HEART_MODEL)
        return hibari.Hibari(voice="heart", threads=1)

    def phonemes(self, text: str) -> list[str]:
        pieces = split_by_words(text, maximum_words=WORDS_AT_ONCE)
        return [sentence for piece in pieces for sentence in self.hibari.phonemize(piece)]


class Heart:
    """hibari's own network, 24 kHz. `paces`: network speed → how much longer it speaks (benchmarks/voices.py)."""

    rate = 24_000
    paces = ((1.0, 1.0), (0.7, 1.411))

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def sentences(self, phonemes: Iterable[str], network_speed: float) -> list[Samples]:
        network = self._reader.hibari
        random = np.random.default_rng(SEED)
        return [network.from_ids(network.ids(one), network_speed, random) for one in phonemes]


class Joe:
    """The joe voice of the Piper project on onnxruntime, 22.05 kHz. Phonemes are hibari's, in espeak's spelling."""

    rate = 22_050
    paces = ((1.0, 1.0), (0.8, 1.150), (0.6, 1.486))
    noise_scale, noise_width = 0.667, 0.8  # the voice's own configuration
    longest = 192 * 8192  # channels × frames of 256 samples: 95 s in one run

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
        spelled = unicodedata.normalize("NFD", in_espeak_spelling(phonemes))
        known = (symbols[one] for one in spelled if one in symbols)
        pad = symbols["_"]
        return [*symbols["^"], *(number for ids in known for number in (*pad, *ids)), *pad, *symbols["$"]]

    def sentences(self, phonemes: Iterable[str], network_speed: float) -> list[Samples]:
        session, noise_inputs = self._session
        scales = np.array([self.noise_scale, 1.0 / network_speed, self.noise_width], np.float32)
        spoken = []
        for sentence in phonemes:
            ids = self._ids(sentence)
            feed = {
                "input": np.array([ids], np.int64),
                "input_lengths": np.array([len(ids)], np.int64),
                "scales": scales,
                **dict.fromkeys(noise_inputs, self._noise),
            }
            spoken.append(session.run(None, feed)[0].reshape(-1))
        return spoken


class Speakers:
    """Every voice by its id, each network loaded when it first speaks."""

    def __init__(self) -> None:
        self._reader = Reader()
        self._networks: dict[str, Heart | Joe] = {"heart": Heart(self._reader), "joe": Joe()}

    def speak(self, voice: str, text: str, *, speed: float) -> tuple[int, bytes]:
        """(sample rate, mono 16-bit PCM). Raises KeyError for a voice that is not here.

        A lower voice is the same samples at a lower rate, stretched by that much less; so is a higher one.
        """
        manner = MANNERS[voice]
        network = self._networks[manner.network]
        wanted = manner.slowness / speed
        network_speed, lengthening = min(network.paces, key=lambda pace: abs(math.log(wanted / pace[1])))
        tempo = wanted / lengthening * manner.pitch
        sounding = [
            stretched(_sounding(one, network.rate), rate=network.rate, factor=tempo)
            for one in network.sentences(self._reader.phonemes(text), network_speed)
        ]
        rate = round(network.rate * manner.pitch)
        return rate, pcm(joined(sounding, gap=round(rate * SENTENCE_PAUSE / speed)))


def joined(sentences: Iterable[Samples], *, gap: int) -> Samples:
    """Sentences with `gap` samples of silence between them; those without a sound are left out."""
    parts: list[Samples] = []
    for sentence in sentences:
        if sentence.size:
            parts += [np.zeros(gap, np.float32), sentence] if parts else [sentence]
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
