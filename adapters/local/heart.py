"""hibari's English reading, and its network: the voice heart, and the voices derived from it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import hibari
import numpy as np
from hibari import dsp

from adapters.local.tempo import Samples
from adapters.local.timbre import Spectra, Timbre, retimbred
from adapters.local.voices import HEART_MODEL, checked_bytes
from domain.tts.splitting import split_by_words

WORDS_AT_ONCE = 60
"""600 words in one run took 6.4 s and 1.2 GB; 60 keep a process near 250 MB."""

SEED = 20_240_229


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
    """The network of hibari, 24 kHz. `paces`: network speed → how much longer it speaks (benchmarks/voices.py)."""

    rate = dsp.SR
    paces = ((1.0, 1.0), (0.7, 1.411))

    def __init__(self, reader: Reader, timbre: Timbre | None = None) -> None:
        self._reader, self._timbre = reader, timbre

    def sentences(self, phonemes: Iterable[str], network_speed: float) -> list[Samples]:
        random = np.random.default_rng(SEED)
        return [self._sentence(one, network_speed, random) for one in phonemes]

    def _sentence(self, phonemes: str, network_speed: float, random: np.random.Generator) -> Samples:
        network = self._reader.hibari
        ids = network.ids(phonemes)
        if self._timbre is None or len(ids) < 3:
            spoken: Samples = network.from_ids(ids, network_speed, random)
            return spoken
        inputs = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([network_speed], np.float32)}
        spectra = Spectra(*(output[0] for output in network.sess.run(None, inputs)))
        samples: Samples = dsp.synth(*retimbred(spectra, self._timbre), random)
        return samples
