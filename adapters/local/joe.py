"""The network of the joe voice (Piper project), for those who installed `podwright[joe]`.

It is not a default: its model card says that it was fine-tuned from the lessac voice, whose corpus restricts
commercial synthesis (THIRD_PARTY.md).
"""

import json
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import onnxruntime

from adapters.local.graph import with_noise_inputs
from adapters.local.heart import SEED
from adapters.local.phonemes import in_espeak_spelling
from adapters.local.tempo import Samples
from adapters.local.voices import JOE_MODEL, JOE_SYMBOLS, checked_bytes


class Joe:
    """22.05 kHz, on onnxruntime. Phonemes are hibari's, in espeak's spelling."""

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
