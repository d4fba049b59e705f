"""The kinds of jobs that a run mixes: how each is submitted, and what makes its result a good one."""

import io
import re
import subprocess
import tempfile
import wave
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from api.jobs.views import JobView
from api.podcasts.views import PodcastStatus
from tests.adapters.audio.shows import metadata_of
from tests.durability.listening import RATE, decoded, whole_and_in_order
from tests.durability.stack import Stack
from tests.fakevendor import audio, tones
from tests.fakevendor.elevenlabs_api import GEORGE, SARAH
from tests.fakevendor.lines import corrected
from tests.workflows.subtitles_harness import subrip

CHAPTERS, PASSAGES = 3, 4
SENTENCES, CUES = 40, 150
RECORDINGS = 4

Status = PodcastStatus | JobView


@dataclass(frozen=True)
class Order:
    """`about`: a word that stands in all its texts. `key`: for idempotency. `minutes`: of a podcast."""

    number: int
    about: str
    key: str
    minutes: float


@dataclass(frozen=True)
class Kind:
    """`submit` returns the job's id and may be repeated. `check` raises for a result that is bad.

    `children`: conversions that each job makes on top of itself.
    """

    name: str
    path: str
    submit: Callable[[Stack, Order], str]
    check: Callable[[Stack, Status, str], None]
    children: int = 0

    def read(self, content: bytes) -> Status:
        return (PodcastStatus if self is PODCAST else JobView).model_validate_json(content)

    def trouble(self, stack: Stack, status: Status, about: str) -> str:
        """What is wrong with the result, or nothing."""
        try:
            self.check(stack, status, about)
        except (AssertionError, httpx2.HTTPError, subprocess.CalledProcessError, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return ""


def id_of(status: Status) -> str:
    return status.podcast_id if isinstance(status, PodcastStatus) else status.job_id


def _post(stack: Stack, path: str, key: str, body: dict[str, object]) -> str:
    answer = stack.http.post(path, json=body, headers={"Idempotency-Key": key})
    assert answer.is_success, answer.text
    return str(answer.json()["job_id"])


def _upload(stack: Stack, order: Order, name: str, data: bytes) -> dict[str, object]:
    answer = stack.http.post(
        "/files", files={"file": (f"{order.about} {name}", data)}, headers={"Idempotency-Key": f"{order.key}-file"}
    )
    assert answer.is_success, answer.text
    return {"type": "file", "file_id": answer.json()["file_id"]}


def _output(stack: Stack, status: Status, ending: str) -> bytes:
    assert isinstance(status, JobView)
    (output,) = [each for each in status.outputs if each.name.endswith(ending)]
    data = stack.http.get(httpx2.URL(output.url)).raise_for_status().content
    assert len(data) == output.size
    return data


_MIXED = (
    {"name": "ANN", "role": "host", "voice": SARAH},
    {"name": "BEN", "role": "expert", "tts": "openai", "voice": "coral"},
)
_ONE_VENDOR = ({"name": "ANN", "role": "host", "voice": SARAH}, {"name": "BEN", "role": "expert", "voice": GEORGE})


def _podcast(stack: Stack, order: Order) -> str:
    speakers = list(_MIXED if order.number % 2 else _ONE_VENDOR)
    return stack.submit(order.about, key=order.key, duration_minutes=order.minutes, speakers=speakers)


def _podcast_is_whole(stack: Stack, status: Status, about: str) -> None:
    assert isinstance(status, PodcastStatus)
    whole_and_in_order(stack, status)


def _audiobook(stack: Stack, order: Order) -> str:
    parts: list[str] = []
    for n in range(1, CHAPTERS + 1):
        parts.append(f"## Chapter {n} of {order.about}")
        for m in range(1, PASSAGES):
            parts.append(f"In part {m} of chapter {n} the keeper of {order.about} wrote down what the sea brought.")
    source = _upload(stack, order, "book.md", "\n\n".join(parts).encode())
    return _post(stack, "/audiobooks", order.key, {"source": source, "tts": "elevenlabs"})


def _audiobook_is_whole(stack: Stack, status: Status, about: str) -> None:
    assert isinstance(status, JobView)
    chapters = stack.http.get(f"/audiobooks/{status.job_id}").json()["step_details"]["chapters"]
    assert len(chapters) == CHAPTERS
    sound = _output(stack, status, ".m4b")
    with tempfile.NamedTemporaryFile(suffix=".m4b") as file:
        file.write(sound)
        file.flush()
        marks = re.findall(r"^title=(.*)", metadata_of(Path(file.name)), re.MULTILINE)[1:]
    assert marks == [f"Chapter {n} of {about}" for n in range(1, CHAPTERS + 1)], marks
    whole = len(decoded(sound)) / RATE
    assert abs(whole - sum(float(each["seconds"]) for each in chapters)) < 0.3


def _said(about: str) -> list[str]:
    return [f"sentence {number} of the keeper says what the sea had brought to {about}" for number in range(SENTENCES)]


def _transcription(stack: Stack, order: Order) -> str:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        for each in _said(order.about):
            out.writeframes(tones.pcm(each, rate=16_000, seconds=audio.seconds_of(each) + 0.2))
    source = _upload(stack, order, "sea.wav", sound.getvalue())
    return _post(stack, "/transcriptions", order.key, {"source": source, "stt": "openai:whisper-1"})


def _transcript_is_whole(stack: Stack, status: Status, about: str) -> None:
    assert isinstance(status, JobView)
    text = stack.http.get(f"/transcriptions/{status.job_id}/text").raise_for_status().text
    assert text.casefold().split() == tones.spelled(" ".join(_said(about))).split()


def _film(about: str) -> str:
    return subrip(CUES).replace("number", f"number of {about}")


def _subtitles(stack: Stack, order: Order) -> str:
    source = _upload(stack, order, "film.srt", _film(order.about).encode())
    return _post(stack, "/subtitles", order.key, {"operation": "fix", "source": source, "llm": "openai"})


def _subtitles_are_whole(stack: Stack, status: Status, about: str) -> None:
    assert _output(stack, status, ".srt").decode() == corrected(_film(about))


def _sound(number: int) -> bytes:
    """Ten seconds and more, different for each number."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes((b"\0\0" * (number % 97) + b"\0\x20") * (160_000 // (number % 97 + 1) + number))
    return sound.getvalue()


def _conversion(stack: Stack, order: Order) -> str:
    source = _upload(stack, order, "sound.wav", _sound(order.number))
    return _post(stack, "/conversions", order.key, {"source": source, "outputs": [{"format": "mp3"}]})


def _conversion_is_whole(stack: Stack, status: Status, about: str) -> None:
    assert 9.5 < len(decoded(_output(stack, status, ".mp3"))) / RATE < 11


def _batch(stack: Stack, order: Order) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for n in range(RECORDINGS):
            name = zipfile.ZipInfo(f"{order.about} {n}.wav")  # without the time of day: sent again, it is the same
            made.writestr(name, _sound(order.number * RECORDINGS + n))
    inputs = [_upload(stack, order, "all.zip", packed.getvalue())]
    body = {"kind": "conversion", "inputs": inputs, "options": {"outputs": [{"format": "mp3"}]}, "concurrency": 2}
    return _post(stack, "/batches", order.key, body)


def _batch_is_whole(stack: Stack, status: Status, about: str) -> None:
    assert isinstance(status, JobView)
    batch = stack.http.get(f"/batches/{status.job_id}").raise_for_status().json()
    assert (batch["total"], batch["succeeded"]) == (RECORDINGS, RECORDINGS)
    children = stack.http.get(f"/batches/{status.job_id}/children").raise_for_status().json()["items"]
    assert [each["title"] for each in children] == [f"{about} {n}" for n in range(RECORDINGS)]
    results = stack.http.get(f"/batches/{status.job_id}/results").raise_for_status().content
    with zipfile.ZipFile(io.BytesIO(results)) as packed:
        files = [name for name in packed.namelist() if name.endswith(".mp3")]
        assert len(files) == RECORDINGS
        assert all(len(decoded(packed.read(name))) > RATE for name in files)


PODCAST = Kind("podcast", "/podcasts", _podcast, _podcast_is_whole)
OTHERS = (
    Kind("audiobook", "/audiobooks", _audiobook, _audiobook_is_whole),
    Kind("transcription", "/transcriptions", _transcription, _transcript_is_whole),
    Kind("subtitles", "/subtitles", _subtitles, _subtitles_are_whole),
    Kind("conversion", "/conversions", _conversion, _conversion_is_whole),
    Kind("batch", "/batches", _batch, _batch_is_whole, children=RECORDINGS),
)
KINDS = (PODCAST, *OTHERS)
