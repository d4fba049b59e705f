"""SIGKILL of the worker while a recording is transcribed: no word is lost, and only calls in flight are repeated."""

import io
import wave

import httpx2
import pytest

from adapters.settings import Settings
from api.jobs.views import JobView
from tests.durability.stack import Stack
from tests.durability.waiting import until
from tests.fakevendor import audio, tones
from tests.fakevendor.ledger import Call

pytestmark = [pytest.mark.durability, pytest.mark.timeout(240)]

SENTENCES = [f"sentence {number} of the keeper says what the sea had brought" for number in range(100)]
RATE = 16_000


def recording() -> bytes:
    """Seven minutes, with pauses between the sentences."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for each in SENTENCES:
            out.writeframes(tones.pcm(each, rate=RATE, seconds=audio.seconds_of(each) + 0.2))
    return file.getvalue()


def in_flight(stack: Stack) -> list[Call]:
    return stack.vendor.in_flight("", kind="transcription")


def test_the_worker_while_pieces_are_recognised(stack: Stack) -> None:
    stack.vendor.hold("", kind="transcription", nth=range(3, 100))
    uploaded = stack.http.post("/files", files={"file": ("sea.wav", recording())}, timeout=60).json()
    body = {"source": {"type": "file", "file_id": uploaded["file_id"]}, "stt": "openai:gpt-4o-transcribe"}
    job = stack.http.post("/transcriptions", json=body).json()["job_id"]
    last: list[JobView] = []

    def at_least(pieces: int) -> bool:
        try:
            answer = stack.http.get(f"/transcriptions/{job}")
        except httpx2.TransportError:
            return False
        if answer.status_code != 200:
            return False
        last[:] = [JobView.model_validate_json(answer.content)]
        return int(str(last[0].step_details["completed_pieces"])) >= pieces

    until(lambda: at_least(2), "two pieces are recognised", seconds=60)
    slots = Settings().stt_concurrency
    until(lambda: len(in_flight(stack)) == slots, "others are being recognised", seconds=20)
    stack.kill("worker")
    stack.vendor.calm()
    stack.up()
    until(lambda: at_least(2) and last[0].status.ended, "the job has ended", seconds=120)
    assert (last[0].status, last[0].error) == ("COMPLETED", None)
    pieces = last[0].step_details["total_pieces"]
    assert isinstance(pieces, int) and pieces > 6
    assert len(stack.vendor.calls("", kind="transcription")) == pieces + slots, "what was in flight, and nothing else"
    text = stack.http.get(f"/transcriptions/{job}/text").text
    assert " ".join(text.split()) == " ".join(SENTENCES)
