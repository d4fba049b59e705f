"""all-MiniLM-L6-v2, a small network for embeddings of English text, in numpy alone: no torch, nothing is downloaded.

Wang et al., "MiniLM: Deep Self-Attention Distillation" (2020); the model is that of the sentence-transformers project.
"""

import json
import mmap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from adapters.local.wordpiece import WordPiece

LAYERS, HEADS, SIZE, EPSILON = 6, 12, 384, 1e-12
TOKENS = 256
"""What the model was trained with; the rest of a longer text is not read."""

Floats = np.ndarray


class MiniLM:
    """`weights`: a file in the format safetensors; `vocabulary`: a text of one piece a line."""

    def __init__(self, weights: Path, vocabulary: Path) -> None:
        lines = vocabulary.read_text("utf-8").split("\n")
        self._pieces = WordPiece({piece: number for number, piece in enumerate(lines) if piece})
        self._weights = _tensors(weights)

    def vectors(self, texts: Sequence[str]) -> list[Floats]:
        """One for each text, at unit length."""
        return [self._vector(self._pieces.ids(text, most=TOKENS)) for text in texts]

    def _vector(self, ids: list[int]) -> Floats:
        states = self._embedded(ids)
        for layer in range(LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}")
        mean: Floats = states.mean(axis=0)
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def _embedded(self, ids: list[int]) -> Floats:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(words + places + kind, "embeddings.LayerNorm")

    def _layer(self, states: Floats, name: str) -> Floats:
        attended = self._linear(self._attended(states, f"{name}.attention.self"), f"{name}.attention.output.dense")
        states = self._normalised(states + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._linear(states, f"{name}.intermediate.dense"))
        return self._normalised(states + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attended(self, states: Floats, name: str) -> Floats:
        """Every head looks at all tokens; a text is alone, so that none has to be hidden."""

        def heads(what: str) -> Floats:
            return self._linear(states, f"{name}.{what}").reshape(len(states), HEADS, SIZE // HEADS).swapaxes(0, 1)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.swapaxes(1, 2) / np.sqrt(SIZE // HEADS).astype(np.float32)
        scores = np.exp(scores - scores.max(axis=2, keepdims=True))
        mixed: Floats = (scores / scores.sum(axis=2, keepdims=True)) @ value
        together: Floats = mixed.swapaxes(0, 1).reshape(len(states), SIZE)
        return together

    def _linear(self, states: Floats, name: str) -> Floats:
        product: Floats = states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _normalised(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
        normalised: Floats = scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normalised


def _gelu(values: Floats) -> Floats:
    """x Φ(x), with Abramowitz and Stegun's 7.1.26 for the error function, which is right to 1.5e-7."""
    scaled = np.abs(values) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    terms = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    polynomial = np.zeros_like(t)
    for term in reversed(terms):
        polynomial = (polynomial + np.float32(term)) * t
    error = np.sign(values) * (1 - polynomial * np.exp(-scaled * scaled))
    half: Floats = values * (1 + error) / 2
    return half


def _tensors(path: Path) -> dict[str, Floats]:
    """The arrays of a safetensors file, as views of the mapped file."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    size = int.from_bytes(mapped[:8], "little")
    header = json.loads(mapped[8 : 8 + size])
    found: dict[str, Floats] = {}
    for name, each in header.items():
        if name == "__metadata__" or each["dtype"] != "F32":
            continue
        begin, end = each["data_offsets"]
        flat = np.frombuffer(mapped, dtype="<f4", count=(end - begin) // 4, offset=8 + size + begin)
        found[name] = flat.reshape(each["shape"])
    return found
