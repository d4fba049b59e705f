"""Embeddings on this machine: the pieces of words, and, where the weights are installed, the model's own vectors."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from adapters.local.embeddings import PACKAGE, LocalEmbedder, check
from adapters.local.wordpiece import WordPiece
from adapters.vendor import NotServed
from domain.vendors.declarations import ProviderRole
from tests.fakevendor.settings import settings_of
from worker.vendors import serve_role

PIECES = (
    "[CLS]",
    "[SEP]",
    "[UNK]",
    "un",
    "##afford",
    "##able",
    "cafe",
    ",",
    "月",
    "光",
    "a",
    "##b",
    "##bb",
    "'",
    "s",
    "$",
    "5",
)
INSTALLED = importlib.util.find_spec(PACKAGE) is not None
needs_weights = pytest.mark.skipif(not INSTALLED, reason=f"{PACKAGE} is not installed (docs/collections.md)")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("unaffordable", ["un", "##afford", "##able"]),
        ("UNaffordable, Café", ["un", "##afford", "##able", ",", "cafe"]),
        ("月光", ["月", "光"]),
        ("abbb", ["a", "##bb", "##b"]),
        ("xyz a", ["[UNK]", "a"]),
        ("a's $5", ["a", "'", "s", "$", "5"]),
        ("a\u200b\u0007 a", ["a", "a"]),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_words_are_put_together_of_the_longest_pieces(text: str, pieces: list[str]) -> None:
    vocabulary = {piece: number for number, piece in enumerate(PIECES)}
    found = WordPiece(vocabulary).ids(text, most=50)
    assert [PIECES[number] for number in found] == ["[CLS]", *pieces, "[SEP]"]


def test_a_long_text_is_cut_and_still_ends() -> None:
    vocabulary = {piece: number for number, piece in enumerate(PIECES)}
    found = WordPiece(vocabulary).ids("a " * 1000, most=10)
    assert [PIECES[number] for number in found] == ["[CLS]", *["a"] * 8, "[SEP]"]


def test_other_weights_are_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / PACKAGE / "model").mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").write_text("")
    for name in ("model.safetensors", "vocab.txt"):
        (tmp_path / PACKAGE / "model" / name).write_bytes(b"other")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(NotServed, match=r"model\.safetensors is not the file of version"):
        check()


@pytest.mark.skipif(INSTALLED, reason="its weights are installed")
async def test_without_weights_nothing_is_served() -> None:
    assert await serve_role(ProviderRole.EMBEDDINGS, settings_of({})) == []


@needs_weights
async def test_the_vectors_are_those_of_the_model() -> None:
    check()
    words: list[str] = []

    async def heard(word: str) -> None:
        words.append(word)

    texts = ["This is an example sentence", "Each sentence is converted"]
    made = await LocalEmbedder().embed(texts, question=False, on_progress=heard)
    first, second = (np.frombuffer(vector, dtype="<f4") for vector in made.vectors)
    published = [0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480]  # the model's card, first five of 384
    assert first[:5] == pytest.approx(published, abs=1e-4)
    assert len(first) == 384 and float(first @ first) == pytest.approx(1.0, abs=1e-5)
    assert float(first @ second) == pytest.approx(0.4046, abs=1e-3)
    assert words == ["embedding text 1 of 2", "embedding text 2 of 2"]
