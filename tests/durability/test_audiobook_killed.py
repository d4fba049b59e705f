"""SIGKILL of the worker, again and again, while a book is read aloud: calls in flight alone are paid again, and each of
them is told. `PODWRIGHT_BOOK_KILLS=5` reads forty chapters and kills five times; usually it is eight, and once."""

import os

import httpx2
import pytest

from api.jobs.views import JobView
from domain.audiobook.state import BookSteps
from tests.durability.bill import several
from tests.durability.stack import SPEECH_SLOTS, Stack
from tests.durability.waiting import tell, until
from tests.fakevendor.ledger import Call

pytestmark = [pytest.mark.durability, pytest.mark.timeout(480)]

KILLS = int(os.environ.get("PODWRIGHT_BOOK_KILLS", "1"))
CHAPTERS, PASSAGES = 8 * KILLS, 3
BETWEEN = 12
"""Passages that are spoken before the next kill."""


def book(about: str) -> str:
    """Chapters of three passages: the heading and two paragraphs, each of which names them all."""
    parts = []
    for n in range(1, CHAPTERS + 1):
        parts.append(f"## Chapter {n} of {about}")
        for m in range(1, PASSAGES):
            parts.append(f"In part {m} of chapter {n} the keeper of {about} wrote down what the sea brought ashore.")
    return "\n\n".join(parts)


class Reading:
    """One audiobook of the stack, as its API tells of it."""

    def __init__(self, stack: Stack, about: str) -> None:
        self._stack = stack
        upload = stack.http.post("/files", params={"name": f"{about}.md"}, content=book(about).encode())
        source = {"type": "file", "file_id": upload.json()["file_id"]}
        answer = stack.http.post("/audiobooks", json={"source": source, "tts": "elevenlabs"})
        assert answer.status_code == 202, answer.text
        self.job_id = str(answer.json()["job_id"])
        self.last = JobView.model_validate(answer.json())

    @property
    def chapters_done(self) -> int:
        return BookSteps.model_validate(self.last.step_details).completed_chapters

    def looked(self) -> JobView:
        try:
            answer = self._stack.http.get(f"/audiobooks/{self.job_id}")
        except httpx2.TransportError:
            return self.last
        if answer.status_code == 200:
            self.last = JobView.model_validate_json(answer.content)
        return self.last


def test_a_book_whose_worker_is_killed_again_and_again(stack: Stack) -> None:
    about = "Kittiwake Cliff"
    reading = Reading(stack, about)
    in_flight: list[Call] = []
    for kill in range(KILLS):
        before = len(stack.vendor.calls(about))
        stack.vendor.calm()
        stack.vendor.hold(about, nth=[BETWEEN + at for at in range(1, SPEECH_SLOTS + 1)])
        until(
            lambda before=before: (  # type: ignore[misc]
                len(stack.vendor.calls(about)) == before + BETWEEN + SPEECH_SLOTS
                and len(stack.vendor.in_flight(about)) == SPEECH_SLOTS
            ),
            f"{SPEECH_SLOTS} calls are in flight before kill {kill + 1}",
            seconds=60,
        )
        in_flight += stack.vendor.in_flight(about)
        stack.kill("worker")
        stack.vendor.calm()
        stack.up()
    until(lambda: reading.looked().status.ended, "the book has ended", seconds=120)
    done = reading.last
    assert (done.status, done.error) == ("COMPLETED", None)
    assert reading.chapters_done == CHAPTERS
    calls = stack.vendor.calls(about)
    again = several(calls)
    assert len(calls) == CHAPTERS * PASSAGES + len(in_flight)
    assert {equal[0].sha for equal in again} == {call.sha for call in in_flight}, "what was in flight, and nothing else"
    assert done.usage.repeated_after_crash == sum(call.characters for call in in_flight)
    assert done.usage.tts_characters == sum(call.characters for call in calls) - sum(
        call.characters for call in in_flight
    )
    tell(
        f"{CHAPTERS * PASSAGES} passages, {len(in_flight)} in flight at {KILLS} kills, all of them paid again and told"
    )
