"""Subtitles over HTTP and by the command: recordings, files and batches of them, through the vendors' own SDKs."""

import io
import subprocess
import wave
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.subtitles.files import SubtitleFileAdapter
from domain.captions.cueing import LONGEST, SHORTEST, too_fast
from tests.durability.conftest import running, stack, vendor
from tests.durability.stack import Stack
from tests.durability.vendor import PYTHON
from tests.durability.waiting import until
from tests.e2e.http_user import Json
from tests.e2e.test_transcribed import followed
from tests.fakevendor import audio, tones
from tests.fakevendor.lines import Lines, corrected, translated
from tests.fakevendor.manners import OBEDIENT, Manner
from tests.workflows.subtitles_harness import subrip

__all__ = ["running", "stack", "vendor"]

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(180)]

FILES = SubtitleFileAdapter()
SENTENCES = [f"sentence {number} of the keeper says what the sea had brought." for number in range(12)]
RATE = 16_000


@pytest.fixture
def calm(stack: Stack) -> Iterator[Stack]:
    yield stack
    stack.vendor.control(manner=OBEDIENT.model_dump())


def uploaded(stack: Stack, name: str, data: bytes) -> Json:
    answer = stack.http.post("/files", files={"file": (name, data)})
    assert answer.status_code == 201, answer.text
    return {"type": "file", "file_id": answer.json()["file_id"]}


def made(stack: Stack, **body: object) -> tuple[Json, str]:
    """How the job ended, and the text of its file."""
    answer = stack.http.post("/subtitles", json=body)
    assert answer.status_code == 202, answer.text
    job = answer.json()["job_id"]
    status = followed(stack, f"/subtitles/{job}")
    assert status["status"] == "COMPLETED", status
    (output,) = status["outputs"]
    return status, stack.http.get(f"/subtitles/{job}/files/{output['name']}").text


def texts(file: str) -> list[str]:
    return [each.text for each in FILES.read(file.encode(), name="made").cues]


@pytest.mark.parametrize("form", ["srt", "vtt", "ass"])
def test_a_recording_gets_subtitles_word_for_word(stack: Stack, form: str) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        for each in SENTENCES:
            out.writeframes(tones.pcm(each, rate=RATE, seconds=audio.seconds_of(each) + 0.2))
    source = uploaded(stack, "sea.wav", sound.getvalue())
    status, file = made(stack, operation="generate", source=source, stt="openai:whisper-1", format=form)
    cues = FILES.read(file.encode(), name="made").cues
    heard = " ".join(each.text.replace("\n", " ") for each in cues).split()
    assert heard == tones.spelled(" ".join(SENTENCES)).split()
    assert all(SHORTEST <= each.end - each.start <= LONGEST + 10 for each in cues)
    assert all(before.end <= after.start for before, after in pairwise(cues))
    assert (too_fast(cues), status["warnings"]) == ([], [])


@pytest.mark.parametrize(
    "manner", ["well", "fewer", "more", "merged", "moved", "reordered", "prose", "other_language", "empty", "plain"]
)
@pytest.mark.parametrize("insists", [False, True])
def test_a_file_is_fixed_whatever_the_model_answers(calm: Stack, manner: Lines, insists: bool) -> None:
    film = subrip(60).replace("number", f"number {manner} {insists}").replace("\n", "\r\n")
    calm.vendor.control(manner=Manner(lines=manner, insists=insists).model_dump())
    status, file = made(calm, operation="fix", source=uploaded(calm, "film.srt", film.encode()), llm="openai")
    old, new = texts(film), texts(file)
    assert all(after in (before, corrected(before)) for before, after in zip(old, new, strict=True))
    times = [[(each.start, each.end) for each in FILES.read(one.encode(), name="x").cues] for one in (film, file)]
    assert times[0] == times[1]
    kept = sum(before == after for before, after in zip(old, new, strict=True))
    assert status["step_details"]["kept_cues"] == kept
    mended = not insists or manner in ("well", "more", "reordered", "plain")
    assert (kept == 0) is mended
    if mended:
        assert file == corrected(film)


def test_a_file_is_translated_by_the_command(stack: Stack, tmp_path: Path) -> None:
    film, to = tmp_path / "film.srt", tmp_path / "film.de.vtt"
    film.write_text(subrip(40))
    command = [*PYTHON, "cli", "subtitles", "translate", str(film), "de", "-o", str(to), "--llm", "openai"]
    done = subprocess.run(command, env=stack.environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert texts(to.read_text()) == [translated(each) for each in texts(film.read_text())]


def test_a_batch_of_files_ends_with_one_reason_and_the_rest(stack: Stack) -> None:
    films = [uploaded(stack, f"film {n}.srt", subrip(10 + n).encode()) for n in range(3)]
    notes = uploaded(stack, "notes.txt", b"Nothing happened today, and nothing will happen tomorrow. " * 10)
    body = {"kind": "subtitles", "inputs": [*films, notes], "options": {"operation": "fix", "llm": "openai"}}
    answer = stack.http.post("/batches", json=body)
    assert answer.status_code == 202, answer.text
    batch = answer.json()["job_id"]
    last: list[Json] = []

    def ended() -> bool:
        last[:] = [stack.http.get(f"/batches/{batch}").json()]
        return last[0]["status"] in ("COMPLETED", "FAILED")

    until(ended, "the batch has ended", seconds=100)
    assert (last[0]["status"], last[0]["succeeded"], last[0]["failed"]) == ("COMPLETED", 3, 1)
    assert [(each["position"], each["code"]) for each in last[0]["step_details"]["refused"]] == [
        (4, "source_not_supported")
    ]
    archive = zipfile.ZipFile(io.BytesIO(stack.http.get(f"/batches/{batch}/results").content))
    files = sorted(each for each in archive.namelist() if each.endswith(".srt"))
    assert [archive.read(each).decode() for each in files] == [corrected(subrip(10 + n)) for n in range(3)]
