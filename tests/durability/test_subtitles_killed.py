"""SIGKILL of the worker while lines are rewritten: none is lost, and only calls in flight are repeated."""

import httpx2
import pytest

from adapters.settings import Settings
from api.jobs.views import JobView
from tests.durability.stack import Stack
from tests.durability.waiting import until
from tests.fakevendor.ledger import Call
from tests.fakevendor.lines import corrected
from tests.workflows.subtitles_harness import subrip

pytestmark = [pytest.mark.durability, pytest.mark.timeout(240)]

FILM = subrip(600)
LINES = "There is teh number"


def in_flight(stack: Stack) -> list[Call]:
    return stack.vendor.in_flight(LINES, kind="chat")


def test_the_worker_while_windows_are_rewritten(stack: Stack) -> None:
    stack.vendor.hold(LINES, kind="chat", nth=range(3, 100))
    uploaded = stack.http.post("/files", files={"file": ("film.srt", FILM.encode())}, timeout=60).json()
    source = {"type": "file", "file_id": uploaded["file_id"]}
    answer = stack.http.post("/subtitles", json={"operation": "fix", "source": source, "llm": "openai"})
    assert answer.status_code == 202, answer.text
    job, last = answer.json()["job_id"], list[JobView]()

    def at_least(windows: int) -> bool:
        try:
            answer = stack.http.get(f"/subtitles/{job}")
        except httpx2.TransportError:
            return False
        if answer.status_code != 200:
            return False
        last[:] = [JobView.model_validate_json(answer.content)]
        return int(str(last[0].step_details["completed_windows"])) >= windows

    until(lambda: at_least(2), "two windows are rewritten", seconds=60)
    slots = Settings().llm_concurrency
    until(lambda: len(in_flight(stack)) == slots, "others are being rewritten", seconds=20)
    stack.kill("worker")
    stack.vendor.calm()
    stack.up()
    until(lambda: at_least(2) and last[0].status.ended, "the job has ended", seconds=120)
    assert (last[0].status, last[0].error) == ("COMPLETED", None)
    windows = last[0].step_details["total_windows"]
    assert isinstance(windows, int) and windows > 20
    assert len(stack.vendor.calls(LINES, kind="chat")) == windows + slots, "what was in flight, and nothing else"
    assert stack.http.get(f"/subtitles/{job}/files/film.srt").text == corrected(FILM)
