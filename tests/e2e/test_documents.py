"""Real documents become podcasts over HTTP, and the podcasts are about the documents."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.documents.archives import make_docx, make_epub
from tests.documents.manuscript import LIGHTHOUSES, Manuscript
from tests.documents.pages import make_html
from tests.documents.pdf import make_pdf
from tests.e2e import audio
from tests.e2e.http_user import HttpUser, Made
from tests.e2e.manuscript import SALT

pytestmark = pytest.mark.timeout(180)  # a minute of speech takes 10 s of two idle cores, which other tests share

MINUTES = 0.7
RUN = 4
"""So many words in a row count as taken from the document."""


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def runs_of(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def is_about(made: Made, manuscript: Manuscript) -> None:
    """The expert speaks in the document's own words, and from all of its quarters in their order."""
    document = words_of(" ".join(manuscript.words))
    places = {run: at / len(document) for at, run in reversed(list(enumerate(runs_of(document))))}
    heard: list[float] = []
    for turn in made.script["turns"]:
        if turn["speaker"] != "EXPERT":
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", turn["text"]):
            runs = list(runs_of(words_of(sentence)))
            found = [places[run] for run in runs if run in places]
            assert len(found) >= 0.7 * len(runs), f"not in the document: {sentence}"
            heard += found[:1]
    assert {int(4 * place) for place in heard} >= {0, 3}, heard
    later = sum(second > first for first, second in pairwise(heard))
    assert later >= 0.8 * (len(heard) - 1), f"the order is not the document's: {heard}"


def is_timed(made: Made) -> None:
    """Turns, cues and subtitles agree on the times, and fill the episode."""
    seconds = made.status["duration_seconds"]
    assert 0.5 * MINUTES * 60 <= seconds <= 1.5 * MINUTES * 60
    for first, second in pairwise(made.turns):
        assert first["end"] <= second["start"] <= first["end"] + 1.5
    assert made.turns[0]["start"] < 1 and seconds - 3 < made.turns[-1]["end"] <= seconds
    cues = iter(made.cues)
    for turn in made.turns:
        said: list[str] = []
        while len(said) < len(turn["text"].split()):
            cue = next(cues)
            assert cue["speaker"] == turn["speaker"]
            assert turn["start"] - 0.002 <= cue["startTime"] < cue["endTime"] <= turn["end"] + 0.002
            said += cue["body"].split()
        assert said == turn["text"].split()
    assert next(cues, None) is None
    clocks = re.findall(r"(\d+):(\d+):([\d.]+) --> ", made.vtt)
    shown = [3600 * int(h) + 60 * int(m) + float(s) for h, m, s in clocks]
    assert shown == pytest.approx([cue["startTime"] for cue in made.cues], abs=0.001)


def sounds_right(made: Made) -> None:
    samples = audio.samples_of(made.mp3)
    assert len(samples) / audio.RATE == pytest.approx(made.status["duration_seconds"], abs=0.1)
    lufs, dbtp = audio.loudness_of(made.mp3)
    assert lufs == pytest.approx(-16, abs=1)
    assert dbtp <= -1
    voices = {
        name: np.concatenate(
            [
                samples[int(turn["start"] * audio.RATE) : int(turn["end"] * audio.RATE)]
                for turn in made.turns
                if turn["speaker"] == name
            ]
        )
        for name in ("HOST", "EXPERT")
    }
    host, expert = (audio.pitch_of(voice) for voice in voices.values())
    assert max(host, expert) / min(host, expert) >= 1.3, (host, expert)
    assert all(len(voice) > 3 * audio.RATE for voice in voices.values())


@pytest.mark.parametrize(
    ("make", "name", "manuscript"),
    [
        (make_pdf, "a paper & more #1.pdf", LIGHTHOUSES),
        (make_epub, "book.epub", SALT),
        (make_docx, "report.docx", SALT),
    ],
    ids=["pdf", "epub", "docx"],
)
def test_a_file_becomes_a_podcast(
    user: HttpUser, tmp_path: Path, make: object, name: str, manuscript: Manuscript
) -> None:
    assert callable(make)
    made = user.listen(user.upload(make(tmp_path / name, manuscript)), minutes=MINUTES)
    assert made.status["title"] == manuscript.title
    is_about(made, manuscript)
    is_timed(made)
    sounds_right(made)


def test_a_web_page_becomes_a_podcast(user: HttpUser, site: str, tmp_path: Path) -> None:
    make_html(tmp_path / "lighthouses.html", LIGHTHOUSES)
    made = user.listen({"type": "url", "url": f"{site}/lighthouses.html"}, minutes=MINUTES)
    is_about(made, LIGHTHOUSES)
    is_timed(made)
    sounds_right(made)
